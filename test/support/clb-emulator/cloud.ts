import type { ClbEmulatorOptions } from './emulator-options.ts';
import { createFaults, type FaultPlan } from './faults.ts';
import { documentedQuotas, type Quotas } from './quotas.ts';
import { type ClbState, createState } from './state.ts';
import { likelySwitches, type Switches } from './switches.ts';

/** What actions work on: the state, the rules in force, and the emulator's own clock and counters. */
export interface Cloud {
  readonly state: ClbState;
  readonly switches: Switches;
  readonly quotas: Quotas;
  readonly faults: FaultPlan;
  readonly regions: ReadonlySet<string>;
  /** Where things are that tests add. */
  readonly region: string;
  readonly vpcId: string;
  readonly anyInterface: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A number nobody had before, as `[0-9a-z]{12}`. */
  newId(): string;
  newAddress(addressType: 'internet' | 'intranet'): string;
  /** Does it after that many more calls, of any kind; at once for 0. */
  later(calls: number, effect: () => void): void;
  /** The group counts as used for a while after what used it was deleted. */
  linger(groupId: string | undefined): void;
  isLingering(groupId: string): boolean;
  /** Another call has come: does what is due. True when there was something. */
  tick(): boolean;
}

const commonRegions = [
  'cn-hangzhou',
  'cn-beijing',
  'cn-shanghai',
  'cn-shenzhen',
  'ap-southeast-1',
  'eu-central-1',
];

export function createCloud(options: ClbEmulatorOptions): Cloud {
  const region = options.region ?? 'cn-hangzhou';
  const waiting: { due: number; effect: () => void }[] = [];
  let ids = 0;
  let addresses = 0;
  let calls = 0;
  const addressOf = options.addressOf ?? testAddress;
  const faults = createFaults();
  /** By group, how many things that used it linger. */
  const lingering = new Map<string, number>();
  const linger = (groupId: string, more: number): void => {
    lingering.set(groupId, (lingering.get(groupId) ?? 0) + more);
  };
  const later = (after: number, effect: () => void): void => {
    if (after === 0) effect();
    else waiting.push({ due: calls + after, effect });
  };
  return {
    state: createState(),
    switches: { ...likelySwitches, ...options.switches },
    quotas: { ...documentedQuotas, ...options.quotas },
    faults,
    regions: new Set([...(options.regions ?? commonRegions), region]),
    region,
    vpcId: options.vpcId ?? 'vpc-test',
    anyInterface: options.anyInterface ?? false,
    now: options.now ?? Date.now,
    newId: () => (++ids).toString(36).padStart(12, '0'),
    newAddress: (addressType) => addressOf(addresses++, addressType),
    later,
    linger(groupId) {
      if (groupId === undefined || faults.lingerCalls === 0) return;
      linger(groupId, 1);
      later(faults.lingerCalls, () => linger(groupId, -1));
    },
    isLingering: (groupId) => (lingering.get(groupId) ?? 0) > 0,
    tick() {
      calls++;
      const due = waiting.filter((entry) => entry.due <= calls);
      for (const entry of due) {
        waiting.splice(waiting.indexOf(entry), 1);
        entry.effect();
      }
      return due.length > 0;
    },
  };
}

/** Addresses for tests of networks (RFC 2544), and of the cloud's private range. */
function testAddress(number: number, addressType: 'internet' | 'intranet'): string {
  const prefix = addressType === 'internet' ? '198.18' : '172.31';
  return `${prefix}.${Math.floor(number / 250) % 250}.${(number % 250) + 1}`;
}
