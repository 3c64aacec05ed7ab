import type { HashKey } from '../../../features/policies.ts';
import type { PickRequest } from '../../forward/forwarding.ts';
import { hostName } from '../../router/index.ts';
import { cookieValue } from './cookie-value.ts';
import { hashStart, hashText, mixHash } from './text-hash.ts';

/** The hash of what a request is told from others by, signed 32 bits; undefined where the request has no such thing. */
export type KeyOf = (request: PickRequest) => number | undefined;

/** Makes the function that finds the key of a request. What is empty counts as absent. */
export function compileKey(by: HashKey): KeyOf {
  switch (by.kind) {
    case 'header':
      return ({ request }) => headerHash(request.headers, by.name);
    case 'cookie':
      return ({ request }) => textHash(cookieValue(request.headers, by.name));
    case 'address':
      return ({ client }) => textHash(client.address);
    case 'host':
      return ({ request }) => textHash(hostName(request.authority));
    case 'uri':
      return ({ request }) => mixHash(hashText(request.query, hashText(request.path, hashStart)));
  }
}

function textHash(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : mixHash(hashText(text, hashStart));
}

/** Of all lines with the name. `name` is in lower case. */
function headerHash(headers: readonly string[], name: string): number | undefined {
  let hash = hashStart;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const field = headers[i];
    if (field?.length === name.length && field.toLowerCase() === name)
      hash = hashText(headers[i + 1] ?? '', hash);
  }
  return hash === hashStart ? undefined : mixHash(hash);
}
