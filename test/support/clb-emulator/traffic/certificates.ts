import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Certificate, ClbState, Listener } from '../state.ts';
import { findDomain } from './choose-group.ts';
import type { MatchingSwitches } from './matching-switches.ts';

/** What is made of certificates is kept as long as they are: reading a key takes milliseconds. */
const contexts = new WeakMap<Certificate, SecureContext>();

/**
 * The certificate a listener shows: that of the domain extension for the server name, where a rule of the very same domain
 * exists, else its own. Undefined where there is none.
 */
export function certificateFor(
  serverName: string | undefined,
  { certificateId, extensions, rules }: Listener,
  held: { readonly certificates: ClbState['certificates']; readonly switches: MatchingSwitches },
): Certificate | undefined {
  const { certificates, switches } = held;
  if (serverName === undefined) return certificates.get(certificateId ?? '');
  const inForce = extensions.filter(({ domain }) => rules.some((rule) => rule.domain === domain));
  const domains = inForce.map(({ domain }) => domain);
  const known = findDomain(domains, serverName, switches);
  const extension = inForce.find(({ domain }) => domain === known || domain.toLowerCase() === known);
  return certificates.get(extension?.certificateId ?? certificateId ?? '');
}

export function contextOf(certificate: Certificate): SecureContext {
  let context = contexts.get(certificate);
  if (context === undefined) {
    context = createSecureContext(contextOptions(certificate));
    contexts.set(certificate, context);
  }
  return context;
}

/** The service takes RSA keys of 1,024 bits, which OpenSSL refuses at its usual level. */
export const contextOptions = ({ certificate, key }: Certificate): SecureContextOptions => ({
  cert: certificate,
  key,
  ciphers: 'DEFAULT:@SECLEVEL=0',
});
