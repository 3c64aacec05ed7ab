import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

// Forward secrecy and authenticated encryption only; AES-128-GCM first, the cheapest where the processor has AES.
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/** What every TLS context towards clients shares: TLS 1.2 and 1.3, no renegotiation (a cheap way to burn our CPU). */
export const secureContextOptions: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: ciphers.join(':'),
  ecdhCurve: 'auto',
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
};
