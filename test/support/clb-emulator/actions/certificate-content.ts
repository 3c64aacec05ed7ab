import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { refuse } from '../api-error.ts';
import { invalid } from '../parameters.ts';
import type { Switches } from '../switches.ts';

const keySizes = new Set([1024, 2048, 4096]);
const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const maxCertificates = 10;

/** Checks a chain and its key as the service does, and gives the leaf. */
export function checkCertificate(chain: string, key: string, switches: Switches): X509Certificate {
  const blocks = readBlocks(chain, 'ServerCertificate');
  if (
    blocks.length === 0 ||
    blocks.length > maxCertificates ||
    blocks.some(({ label }) => label !== 'CERTIFICATE')
  ) {
    invalid('ServerCertificate');
  }
  const certificates = blocks.map(({ text }) => readCertificate(text));
  const [leaf] = certificates;
  if (leaf === undefined) invalid('ServerCertificate');
  checkPublicKey(leaf.publicKey);
  const privateKey = readKey(key, switches);
  if (!leaf.checkPrivateKey(privateKey)) {
    refuse(400, 'CertificateNotMatchPrivateKey', 'The certificate does not match the private key.');
  }
  return leaf;
}

/** PEM as the pages ask for it: blocks one after the other, no blank lines, 64 columns. */
function readBlocks(pem: string, name: string): readonly { readonly label: string; readonly text: string }[] {
  const lines = pem.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const blocks: { label: string; text: string }[] = [];
  let begin: number | undefined;
  for (const [index, line] of lines.entries()) {
    const label = /^-----(BEGIN|END) ([A-Z0-9 ]+)-----$/.exec(line);
    if (label?.[1] === 'BEGIN' && begin === undefined) begin = index;
    else if (label?.[1] === 'END' && begin !== undefined) {
      blocks.push({ label: label[2] ?? '', text: `${lines.slice(begin, index + 1).join('\n')}\n` });
      begin = undefined;
    } else if (begin === undefined || !isBody(line, lines[index + 1])) invalid(name);
  }
  if (begin !== undefined) invalid(name);
  return blocks;
}

/** Every line but the last of a block has 64 columns; headers are those of an encrypted key. */
function isBody(line: string, next: string | undefined): boolean {
  if (/^(Proc-Type|DEK-Info): /.test(line)) return true;
  const isLast = next?.startsWith('-----END ') ?? false;
  return /^[A-Za-z0-9+/=]+$/.test(line) && (isLast ? line.length <= 64 : line.length === 64);
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    invalid('ServerCertificate');
  }
}

function checkPublicKey(key: KeyObject): void {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const isKnown =
    key.asymmetricKeyType === 'rsa'
      ? keySizes.has(modulusLength)
      : key.asymmetricKeyType === 'ec' && curves.has(namedCurve);
  if (!isKnown) refuse(400, 'KeyFormatError', 'This kind of public key is not supported.');
}

function readKey(pem: string, switches: Switches): KeyObject {
  if (pem.includes('ENCRYPTED')) refuse(400, 'PrivateKeyEncryption', 'The private key is encrypted.');
  const blocks = readBlocks(pem, 'PrivateKey');
  const [block] = blocks;
  if (block === undefined || blocks.length !== 1 || !isAccepted(block.label, switches)) {
    refuse(400, 'KeyFormatError', 'The format of the private key is not supported.');
  }
  try {
    const key = createPrivateKey(block.text);
    if (key.asymmetricKeyType !== 'ec' || switches.ecKeys === 'accepted') return key;
  } catch {
    // Said below: the reason of the parser is of no use to a caller.
  }
  refuse(400, 'KeyFormatError', 'The format of the private key is not supported.');
}

function isAccepted(label: string, switches: Switches): boolean {
  if (label === 'RSA PRIVATE KEY') return true;
  if (label === 'EC PRIVATE KEY') return switches.ecKeys === 'accepted';
  return label === 'PRIVATE KEY' && switches.pkcs8Keys === 'accepted';
}

/** DNS names of the certificate, ten at most, as the service tells them. */
export function alternativeNames(leaf: X509Certificate): readonly string[] {
  return (leaf.subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:'))
    .map((entry) => entry.slice(4))
    .slice(0, 10);
}

export function commonName(leaf: X509Certificate): string {
  return /^CN=(.*)$/m.exec(leaf.subject)?.[1] ?? '';
}
