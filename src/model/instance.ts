/** Characters of an instance id at most. */
export const maxInstanceIdLength: number = 64;

/** True for what may be an instance id: `lb-` and lower-case letters and digits. */
export function isInstanceId(text: string): boolean {
  return text.length <= maxInstanceIdLength && /^lb-[a-z0-9]+$/.test(text);
}

/** Where an instance is reached from. */
export type AddressType = 'internet' | 'intranet';

/** A port in use on an instance. */
export interface ListenerFacts {
  readonly port: number;
  readonly protocol: string;
  /** Who made the listener: this installation (`ours`), or the name of another owner as far as it is known. */
  readonly owner: 'ours' | { readonly other: string };
  readonly running: boolean;
}

/** What a provider saw of an instance: one shape for all providers, so that `checkReuse` is written once. */
export interface InstanceFacts {
  readonly id: string;
  readonly name: string;
  /** `active`, `inactive`, `locked`, or what the provider says. */
  readonly status: string;
  /** Empty means shared-performance. */
  readonly specification: string;
  readonly addressType: AddressType;
  /** The address clients use; absent until there is one. */
  readonly address?: string;
  readonly vpcId?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** True for an instance this installation made by itself. */
  readonly managed: boolean;
  readonly listeners: readonly ListenerFacts[];
}
