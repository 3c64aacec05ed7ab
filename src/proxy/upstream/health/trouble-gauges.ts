import type { Gauges } from '../../../telemetry/index.ts';

/** More than anyone reads; of a large outage the number tells enough. */
const mostNamed = 100;
const prefix = 'endpoint in trouble ';

/** What a worker tells of endpoints in trouble: how many, and by name the seconds until they are tried again, -1 where only a check can tell. */
export function troubleGauges(troubled: ReadonlyMap<string, number>): Gauges {
  const named = [...troubled].slice(0, mostNamed);
  return {
    'endpoints in trouble': troubled.size,
    ...Object.fromEntries(
      named.map(([key, left]) => [prefix + key, left < 0 ? left : Math.ceil(left / 1000)]),
    ),
  };
}

/** Reads what {@link troubleGauges} told, by endpoint key. */
export function readTroubleGauges(gauges: Gauges): ReadonlyMap<string, number> {
  const named = Object.entries(gauges).filter(([name]) => name.startsWith(prefix));
  return new Map(named.map(([name, left]) => [name.slice(prefix.length), left]));
}
