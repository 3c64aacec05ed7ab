import type { Quotas } from './quotas.ts';
import type { Switches } from './switches.ts';

/** Someone who may call. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** With temporary credentials: the token that has to come along. */
  readonly securityToken?: string;
}

export interface ClbEmulatorOptions {
  /** One key `test` with the secret `test` unless given. */
  readonly accessKeys?: readonly AccessKey[];
  /** Where things are that tests add; `cn-hangzhou` unless given. */
  readonly region?: string;
  /** Regions that exist; some common ones unless given. */
  readonly regions?: readonly string[];
  /** `vpc-test` unless given. */
  readonly vpcId?: string;
  readonly switches?: Partial<Switches>;
  readonly quotas?: Partial<Quotas>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** The address of each new instance, by its number from 0. */
  readonly addressOf?: (number: number, addressType: 'internet' | 'intranet') => string;
  /** Finds an interface for addresses nobody added: for trying things out. */
  readonly anyInterface?: boolean;
}

/** One call as it came, for counting and for reading. */
export interface CallRecord {
  readonly action: string;
  /** Without credentials, signatures, certificates and keys. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `OK` or the error code; empty where the connection was reset before anything was done. */
  readonly code: string;
  readonly status: number;
  /** What happened to the answer. */
  readonly answer: 'sent' | 'lost' | 'held' | 'none';
  /** Things the service is known to tolerate and a careful client does not send. */
  readonly notes: readonly string[];
}
