/** An annotation of ingress-nginx that needs no support: what it asks for holds here anyway, or has no meaning here. */
export interface EffectlessAnnotation {
  /** Without prefix. */
  readonly name: string;
  /** The values, in lower case, that ask for nothing else; absent: all of them. */
  readonly values?: readonly string[];
  readonly why: string;
}

const off = ['false', 'f', '0', 'off'];
const streamed = 'bodies pass through in both directions as they come, in bounded memory';
const notAsked = 'asks for nothing';

/** These are not reported. */
export const effectlessAnnotations: readonly EffectlessAnnotation[] = [
  { name: 'proxy-buffering', why: streamed },
  { name: 'proxy-request-buffering', why: streamed },
  { name: 'proxy-buffer-size', why: streamed },
  { name: 'proxy-buffers-number', why: streamed },
  { name: 'proxy-busy-buffers-size', why: streamed },
  { name: 'proxy-max-temp-file-size', why: streamed },
  { name: 'client-body-buffer-size', why: streamed },
  { name: 'http2-push-preload', why: 'browsers and nginx no longer know HTTP/2 push' },
  { name: 'enable-rewrite-log', why: 'sluice explain shows how a path is rewritten' },
  { name: 'preserve-trailing-slash', why: 'a redirect keeps the path as it is' },
  { name: 'enable-access-log', values: ['true', 't', '1'], why: 'requests are logged' },
  { name: 'proxy-http-version', values: ['1.1'], why: 'backends are spoken to in HTTP/1.1' },
  { name: 'backend-protocol', values: ['http'], why: 'backends are spoken to in HTTP/1.1' },
  { name: 'proxy-redirect-from', values: ['off'], why: notAsked },
  { name: 'proxy-redirect-to', values: ['off'], why: notAsked },
  { name: 'proxy-cookie-domain', values: ['off'], why: notAsked },
  { name: 'proxy-cookie-path', values: ['off'], why: notAsked },
  { name: 'proxy-ssl-verify', values: off, why: notAsked },
  { name: 'proxy-ssl-server-name', values: off, why: notAsked },
  { name: 'session-cookie-change-on-failure', why: 'a client whose pod fails always gets another cookie' },
  { name: 'session-cookie-conditional-samesite-none', values: off, why: notAsked },
  { name: 'upstream-hash-by-subset', values: off, why: notAsked },
  { name: 'upstream-hash-by-subset-size', why: 'says only how upstream-hash-by-subset works' },
  { name: 'canary', values: off, why: notAsked },
  { name: 'enable-cors', values: off, why: notAsked },
  { name: 'enable-opentelemetry', values: off, why: notAsked },
  { name: 'from-to-www-redirect', values: off, why: notAsked },
  { name: 'relative-redirects', values: off, why: notAsked },
  { name: 'service-upstream', values: off, why: notAsked },
  { name: 'ssl-passthrough', values: off, why: notAsked },
  { name: 'use-port-in-redirects', values: off, why: notAsked },
  { name: 'disable-proxy-intercept-errors', values: off, why: notAsked },
];

const byName = new Map(effectlessAnnotations.map((annotation) => [annotation.name, annotation]));

/** Whether an annotation of ingress-nginx needs no support, by its name (without prefix) and value. */
export function hasNoEffectHere(name: string, value: string): boolean {
  const text = value.trim().toLowerCase();
  if (text === '') return true;
  const known = byName.get(name);
  return known !== undefined && (known.values?.includes(text) ?? true);
}
