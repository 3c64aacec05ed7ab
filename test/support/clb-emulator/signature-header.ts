import { createHash, createHmac } from 'node:crypto';
import { refuse } from './api-error.ts';
import type { Signed } from './authenticate.ts';
import { allParameters, type Call, canonicalPairs } from './read-call.ts';

const algorithm = 'ACS3-HMAC-SHA256';

const required = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
];

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** Reads the signature by headers: `ACS3-HMAC-SHA256`. */
export function readHeaderSignature(call: Call): Signed {
  const get = (name: string): string => call.headers.get(name) ?? '';
  for (const name of required) {
    if (get(name) === '') refuse(400, 'MissingParameter', `The header ${name} is missing.`);
  }
  const authorization =
    /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      get('authorization'),
    );
  if (authorization === null) {
    refuse(400, 'IncompleteSignature', 'The Authorization header is not what the algorithm asks for.');
  }
  const [, accessKeyId = '', signedHeaders = '', signature] = authorization;
  if (signedHeaders !== headersToSign(call).join(';')) {
    refuse(
      400,
      'IncompleteSignature',
      'SignedHeaders has to name host, content-type and every x-acs- header, sorted.',
    );
  }
  if (get('x-acs-content-sha256') !== sha256(call.body)) {
    refuse(400, 'SignatureDoesNotMatch', 'The hash of the body is another.');
  }

  const canonicalRequest = [
    call.method,
    call.path,
    canonicalPairs(call.query),
    ...headersToSign(call).map((name) => `${name}:${get(name).trim()}`),
    '',
    signedHeaders,
    get('x-acs-content-sha256'),
  ].join('\n');
  const stringToSign = `${algorithm}\n${sha256(canonicalRequest)}`;
  return {
    action: get('x-acs-action'),
    version: get('x-acs-version'),
    accessKeyId,
    securityToken: call.headers.get('x-acs-security-token'),
    nonce: get('x-acs-signature-nonce'),
    timestamp: get('x-acs-date'),
    parameters: allParameters(call),
    stringToSign,
    matches: (secret) => createHmac('sha256', secret).update(stringToSign).digest('hex') === signature,
  };
}

function headersToSign(call: Call): string[] {
  return [...call.headers.keys()]
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
}
