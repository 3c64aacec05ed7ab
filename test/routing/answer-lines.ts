import { requestText } from './request-text.ts';
import type { CaseRequest, RoutingCase } from './routing-case.ts';
import type { Outcome, RoutingProgram } from './routing-program.ts';

type Protocol = 'http' | 'https';

/** How a request is asked: both ways unless it says which. */
function protocolsOf({ over }: CaseRequest): readonly Protocol[] {
  return over === undefined ? ['http', 'https'] : [over];
}

/** What the requests of a case get, a line each. */
export async function answerLines(
  routing: RoutingProgram,
  routingCase: RoutingCase,
  options: { readonly protocols: readonly Protocol[]; readonly reasons: boolean },
): Promise<readonly string[]> {
  const asked = routingCase.requests.flatMap((request) =>
    protocolsOf(request)
      .filter((protocol) => options.protocols.includes(protocol))
      .map(async (protocol) => {
        const outcome = await routing.ask(routingCase, request, protocol === 'https');
        const answer = options.reasons ? outcome.answer : statusOf(outcome.answer);
        return line(protocol, request, { ...outcome, answer });
      }),
  );
  return Promise.all(asked);
}

/** What the requests of a case ought to get, a line each. */
export function expectedLines(
  { requests }: RoutingCase,
  protocols: readonly Protocol[],
  expected: (request: CaseRequest) => Outcome,
): readonly string[] {
  return requests.flatMap((request) =>
    protocolsOf(request)
      .filter((protocol) => protocols.includes(protocol))
      .map((protocol) => line(protocol, request, expected(request))),
  );
}

function line(protocol: Protocol, request: CaseRequest, { answer, certificate, path }: Outcome): string {
  const seen = path === undefined ? '' : `, as ${path}`;
  const shown = request.certificate === undefined ? '' : `, certificate ${certificate}`;
  return `${requestText(request, protocol)}: ${answer}${seen}${shown}`;
}

/** Of a Service its name, of a refusal the status alone. */
function statusOf(answer: string): string {
  return /^\d/.test(answer) ? answer.slice(0, 3) : answer;
}
