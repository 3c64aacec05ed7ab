import type { ClbEmulator } from '../support/clb-emulator/clb-emulator.ts';
import type { Switches } from '../support/clb-emulator/switches.ts';
import { Traffic } from '../support/clb-emulator/traffic/traffic.ts';
import { openCloudSite } from '../support/cloud-program.ts';
import { ingressesOf, instancesOf } from './case-objects.ts';
import {
  answerOnClb,
  type CaseRequest,
  type OpenQuestion,
  type RoutingCase,
  type Told,
} from './routing-case.ts';
import { type Outcome, type RoutingProgram, startRouting } from './routing-program.ts';

/** All cases in force on the emulator of CLB. */
export interface ClbProgram {
  readonly emulator: ClbEmulator;
  readonly routing: RoutingProgram;
  close(): Promise<void>;
}

/** Starts it; `stub` sets variables for the program. */
export async function startOnClb(
  cases: readonly RoutingCase[],
  stub: (name: string, value: string) => void,
  switches: Partial<Switches> = {},
): Promise<ClbProgram> {
  const { emulator, flags, environment } = await openCloudSite();
  Object.assign(emulator.switches, switches);
  // All pods are at one address here.
  emulator.quotas.attachmentsPerServer = Number.POSITIVE_INFINITY;
  const traffic = new Traffic(emulator);
  for (const id of new Set(cases.flatMap(instancesOf))) emulator.addInstance({ id });
  for (const [name, value] of Object.entries(environment)) stub(name, value);
  const routing = await startRouting({
    cases,
    flags: [...flags, '--api-rate', '1000'],
    operatorFlags: [...flags, '--api-rate', '1000', '--cluster-id', 'operator'],
    findPlace: ({ address = '' }, port) => traffic.untilServed(address, port),
  });
  return {
    emulator,
    routing,
    async close() {
      await routing.close();
      await traffic.close();
      await emulator.close();
    },
  };
}

/** What a request ought to come to on CLB. */
export function outcomeOnClb(request: CaseRequest, question?: OpenQuestion): Outcome {
  const { certificate, certificateOnClb = certificate } = request;
  return { answer: answerOnClb(request, question), certificate: certificateOnClb, path: undefined };
}

const ofTheProvider: ReadonlySet<string> = new Set<Told['reason']>([
  ...(['ApproximatedByProvider', 'ProviderQuotaExceeded', 'UnsupportedByProvider'] as const),
]);

/** What the provider says of the Ingresses of a case, a line each. */
export function toldLines(routing: RoutingProgram, routingCase: RoutingCase): readonly string[] {
  return ingressesOf(routingCase).flatMap(({ metadata: { name } }) =>
    routing
      .problems(routingCase, name)
      .filter(({ reason }) => ofTheProvider.has(reason))
      .map((problem) => toldLine(name, problem)),
  );
}

/** What it ought to say, a line each. */
export function expectedToldLines({ difference }: RoutingCase): readonly string[] {
  return (difference?.told ?? []).flatMap((told) => told.on.map((name) => toldLine(name, told)));
}

function toldLine(
  name: string,
  { reason, message }: { readonly reason: string; readonly message: string },
): string {
  return `${name}: ${reason}: ${message}`;
}
