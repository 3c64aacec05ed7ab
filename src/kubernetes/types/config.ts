import type { ObjectMeta } from './object.ts';

/** core/v1 Secret. `data` is decoded: `stringData` is merged in, base64 is undone, each byte is one latin1 character. */
export interface Secret {
  readonly kind: 'Secret';
  readonly metadata: ObjectMeta;
  readonly type?: string;
  readonly data: Readonly<Record<string, string>>;
}

/** core/v1 ConfigMap. */
export interface ConfigMap {
  readonly kind: 'ConfigMap';
  readonly metadata: ObjectMeta;
  readonly data: Readonly<Record<string, string>>;
}
