import { createPrivateKey, webcrypto } from 'node:crypto';
import { selfSigned } from '../certificates.ts';
import type { ClbEmulator } from './clb-emulator.ts';
import { done } from './emulator-client.test-support.ts';

type Values = Readonly<Record<string, string | number>>;

/** An instance made by a call; gives its id. */
export async function makeInstance(emulator: ClbEmulator, more: Values = {}): Promise<string> {
  const answer = await done(emulator, 'CreateLoadBalancer', { InstanceChargeType: 'PayByCLCU', ...more });
  return String(answer['LoadBalancerId']);
}

/** A group made by a call; gives its id. */
export async function makeGroup(emulator: ClbEmulator, lb: string, more: Values = {}): Promise<string> {
  const answer = await done(emulator, 'CreateVServerGroup', {
    LoadBalancerId: lb,
    VServerGroupName: 'group',
    ...more,
  });
  return String(answer['VServerGroupId']);
}

export const httpListener = (lb: string, group: string, more: Values = {}): Values => ({
  LoadBalancerId: lb,
  ListenerPort: 80,
  HealthCheck: 'off',
  VServerGroupId: group,
  ...more,
});

export const httpsListener = (lb: string, group: string, certificate: string, more: Values = {}): Values => ({
  ...httpListener(lb, group),
  ListenerPort: 443,
  Bandwidth: -1,
  ServerCertificateId: certificate,
  ...more,
});

/** An instance with a group and an HTTP listener on 80, stopped as it was made. */
export async function makeSite(
  emulator: ClbEmulator,
): Promise<{ readonly lb: string; readonly group: string }> {
  const lb = await makeInstance(emulator);
  const group = await makeGroup(emulator, lb);
  await done(emulator, 'CreateLoadBalancerHTTPListener', httpListener(lb, group));
  return { lb, group };
}

export interface Pem {
  readonly ServerCertificate: string;
  readonly PrivateKey: string;
}

/** A certificate with an EC key in the form CLB takes. */
export async function ecPem(name: string): Promise<Pem> {
  const pair = await selfSigned(name);
  return { ServerCertificate: pair.certificate, PrivateKey: exportKey(pair.key, 'sec1') };
}

/** A certificate with an RSA key of that many bits. */
export async function rsaPem(name: string, bits: number): Promise<Pem> {
  await selfSigned(name); // Makes the library ready.
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto);
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: bits,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    ServerCertificate: `${certificate.toString('pem')}\n`,
    PrivateKey: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
  };
}

/** The same key in another form. */
export function exportKey(pem: string, type: 'pkcs8' | 'sec1'): string {
  return createPrivateKey(pem).export({ type, format: 'pem' }).toString();
}

/** A certificate uploaded by a call; gives its id. */
export async function uploadCertificate(
  emulator: ClbEmulator,
  name: string,
  more: Values = {},
): Promise<string> {
  const answer = await done(emulator, 'UploadServerCertificate', {
    ...(await ecPem(name)),
    ServerCertificateName: name,
    ...more,
  });
  return String(answer['ServerCertificateId']);
}

/** An instance with a group and an HTTPS listener on 443, stopped, that shows a certificate of its own. */
export async function makeSecureSite(
  emulator: ClbEmulator,
): Promise<{ lb: string; group: string; certificate: string }> {
  const lb = await makeInstance(emulator);
  const group = await makeGroup(emulator, lb);
  const certificate = await uploadCertificate(emulator, 'a.example');
  await done(emulator, 'CreateLoadBalancerHTTPSListener', httpsListener(lb, group, certificate));
  return { lb, group, certificate };
}
