/** What requests are signed with. Secret: never logged, never in an error. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of temporary credentials. */
  readonly securityToken: string | undefined;
}

/** Where credentials come from. */
export interface CredentialsProvider {
  /** For people: `access key`, `temporary access key`, `role <arn>`, `role <name> of this ECS instance`. */
  readonly description: string;
  /** Those in force now: renewed well before they end. @throws CredentialsError */
  current(): Promise<Credentials>;
}

/** No credentials could be had. */
export class CredentialsError extends Error {
  /** `denied`: something has to be changed. `unavailable`: it may work soon. */
  readonly kind: 'denied' | 'unavailable';

  constructor(message: string, kind: 'denied' | 'unavailable') {
    super(message);
    this.name = 'CredentialsError';
    this.kind = kind;
  }
}
