import { type ProcessGauges, readTroubleGauges } from '../../proxy/index.ts';

/** Who has taken an endpoint out: the seconds until it is tried again, by worker; -1 where only a check can tell. */
export type OutOfUse = Readonly<Record<string, number>>;

type FindTrouble = (endpoint: {
  readonly address: string;
  readonly port?: number | undefined;
}) => OutOfUse | undefined;

/** Finds what the workers told of endpoints that fail; undefined for one that does well everywhere. */
export function endpointTroubles(processes: readonly ProcessGauges[]): FindTrouble {
  const troubles = processes.map(({ worker, gauges }) => [worker, readTroubleGauges(gauges)] as const);
  return ({ address, port }) => {
    const found = troubles.flatMap(([worker, left]) => {
      const seconds = left.get(`${address} ${port}`);
      return seconds === undefined ? [] : [[String(worker), seconds] as const];
    });
    return found.length === 0 ? undefined : Object.fromEntries(found);
  };
}
