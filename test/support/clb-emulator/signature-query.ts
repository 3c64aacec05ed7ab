import { createHmac } from 'node:crypto';
import { refuse } from './api-error.ts';
import type { Signed } from './authenticate.ts';
import { allParameters, type Call, canonicalPairs, percentEncode } from './read-call.ts';

/** Parameters that belong to the envelope and not to the action. */
const commonParameters = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
  'SecurityToken',
  'OwnerId',
  'OwnerAccount',
  'ResourceOwnerId',
  'ResourceOwnerAccount',
]);

const required = [
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'Timestamp',
];

/** Reads the signature by parameters: HMAC-SHA1, `SignatureVersion=1.0`. */
export function readQuerySignature(call: Call): Signed {
  const parameters = allParameters(call);
  for (const name of required) {
    if (!parameters.get(name)) refuse(400, 'MissingParameter', `The parameter ${name} is missing.`);
  }
  const get = (name: string): string => parameters.get(name) ?? '';
  if (
    get('SignatureMethod') !== 'HMAC-SHA1' ||
    get('SignatureVersion') !== '1.0' ||
    get('SignatureType') !== ''
  ) {
    refuse(400, 'InvalidParameter', 'This kind of signature is not supported.');
  }
  if (get('Format') !== 'JSON') refuse(400, 'InvalidParameter', 'Only the format JSON is supported.');

  const signed = new Map(parameters);
  signed.delete('Signature');
  const stringToSign = `${call.method}&${percentEncode('/')}&${percentEncode(canonicalPairs(signed))}`;
  return {
    action: get('Action'),
    version: get('Version'),
    accessKeyId: get('AccessKeyId'),
    securityToken: parameters.get('SecurityToken'),
    nonce: get('SignatureNonce'),
    timestamp: get('Timestamp'),
    parameters: new Map([...parameters].filter(([name]) => !commonParameters.has(name))),
    stringToSign,
    matches: (secret) =>
      createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64') === get('Signature'),
  };
}
