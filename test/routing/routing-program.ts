import { expect, vi } from 'vitest';
import type { IngressRow } from '../../src/cli/wire/wire.ts';
import { type Answer, seenIn, send } from '../support/http-client.ts';
import { manifest } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigins } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';
import { ingressesOf, manifestOf, podNames, servicesOf } from './case-objects.ts';
import type { CaseRequest, RoutingCase } from './routing-case.ts';

/** Where a port of an instance is really served. */
export type FindPlace = (row: IngressRow, port: 80 | 443) => Promise<{ address: string; port: number }>;

export interface RoutingOptions {
  readonly cases: readonly RoutingCase[];
  readonly flags: readonly string[];
  /** For a second program, whose operator has a default backend. */
  readonly operatorFlags: readonly string[];
  /** A manifest of the instances that cases name, where they are made by documents. */
  readonly instanceManifest?: (cases: readonly RoutingCase[]) => string;
  readonly findPlace: FindPlace;
}

/** What came of a request. */
export interface Outcome {
  /** The Service whose pod answered, or status and reason. */
  readonly answer: string;
  readonly certificate: string | undefined;
  /** As the pod got it, where that is not as it was sent. */
  readonly path: string | undefined;
}

/** The program with all cases in force, on either provider. */
export interface RoutingProgram {
  ask(routingCase: RoutingCase, request: CaseRequest, tls: boolean): Promise<Outcome>;
  /** The problems of an Ingress. */
  problems(routingCase: RoutingCase, ingress: string): IngressRow['problems'];
  close(): Promise<void>;
}

/** Starts pods and programs, and resolves once every Ingress is in force, or has a problem that keeps it from being so. */
export async function startRouting(options: RoutingOptions): Promise<RoutingProgram> {
  const origins = await namedOrigins(...podNames);
  const pods = new Map(origins.map((origin) => [origin.name, origin]));
  const { cases, flags, operatorFlags } = options;
  const groups = [
    { cases: cases.filter(({ operatorDefault }) => operatorDefault !== true), flags },
    {
      cases: cases.filter(({ operatorDefault }) => operatorDefault === true),
      flags: [...operatorFlags, '--default-backend', 'operator/milk:80'],
    },
  ];
  const started = await Promise.all(groups.map((group) => startGroup({ ...options, ...group }, pods)));
  const rows = new Map(started.flatMap((group) => [...group.rows]));
  const rowOf = ({ name }: RoutingCase, ingress: string): IngressRow => {
    const row = rows.get(`${name}/${ingress}`);
    if (row === undefined) throw new Error(`no Ingress ${name}/${ingress}`);
    return row;
  };
  return {
    async ask(routingCase, request, tls) {
      const { url, to, ...more } = request;
      const row = rowOf(routingCase, to ?? ingressesOf(routingCase)[0]?.metadata.name ?? '');
      const slash = url.indexOf('/');
      const path = url.slice(slash);
      const place = await options.findPlace(row, tls ? 443 : 80);
      const sent = { ...more, ...place, host: url.slice(0, slash), path, tls };
      return outcomeOf(await send(sent), path);
    },
    problems: (routingCase, ingress) => rowOf(routingCase, ingress).problems,
    async close() {
      await Promise.all(started.map(({ program }) => program.close()));
      await Promise.all(origins.map((origin) => origin.close()));
    },
  };
}

async function startGroup(
  { cases, flags, instanceManifest }: RoutingOptions,
  pods: ReadonlyMap<string, NamedOrigin>,
): Promise<{ readonly program: Program; readonly rows: ReadonlyMap<string, IngressRow> }> {
  const files = await Promise.all(
    cases.map(async (each) => [`${each.name}.yaml`, await manifestOf(each, pods)] as const),
  );
  const program = await startProgram({
    flags,
    manifests: {
      ...Object.fromEntries(files),
      'operator.yaml': manifest(servicesOf('operator', pods)),
      'instances.yaml': instanceManifest?.(cases) ?? '',
    },
  });
  const count = cases.flatMap(ingressesOf).length;
  const rows = await vi.waitFor(async () => {
    const all = await program.ingresses();
    expect(all.filter(isSettled)).toHaveLength(count);
    return all;
  }, soon);
  return { program, rows: new Map(rows.map((row) => [`${row.namespace}/${row.name}`, row])) };
}

function isSettled({ programmed, problems }: IngressRow): boolean {
  return programmed || problems.some(({ severity }) => severity === 'error');
}

function outcomeOf(answer: Answer, sentPath: string): Outcome {
  const certificate = answer.certificate?.subject.CN?.toString();
  if (answer.status === 200) {
    const { service, path } = seenIn(answer);
    return { answer: service, certificate, path: path === sentPath ? undefined : path };
  }
  const reason = answer.headers['x-sluice-reason'];
  const text = reason === undefined ? `${answer.status}` : `${answer.status} ${reason}`;
  return { answer: text, certificate, path: undefined };
}
