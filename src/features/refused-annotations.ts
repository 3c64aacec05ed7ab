/** A family of annotations that restrict access and that Sluice cannot honour. */
export interface RefusedAnnotation {
  /** A name without prefix; `*` at one end stands for anything. */
  readonly names: string;
  /**
   * Which values ask for nothing: an empty one alone, or also `false`, `off` and `0`, where the annotation is a switch or a
   * number.
   */
  readonly off: 'empty' | 'switch';
  readonly doc: string;
}

/** The first that fits a name decides. */
export const refusedAnnotations: readonly RefusedAnnotation[] = [
  { names: 'auth-url', off: 'empty', doc: 'asks another server whether a request may pass' },
  { names: 'auth-secret', off: 'empty', doc: 'asks for a password' },
  { names: 'auth-tls-secret', off: 'empty', doc: 'asks for a client certificate' },
  { names: 'auth-snippet', off: 'empty', doc: 'configuration of nginx' },
  { names: 'auth-*', off: 'switch', doc: 'all other settings of authentication' },
  { names: 'enable-global-auth', off: 'switch', doc: 'asks for authentication set elsewhere' },
  { names: 'satisfy', off: 'empty', doc: 'says which of several restrictions must hold' },
  { names: '*-source-range', off: 'empty', doc: 'allows or denies client addresses' },
  { names: 'allowlist*', off: 'empty', doc: 'allows some clients only' },
  { names: 'whitelist*', off: 'empty', doc: 'allows some clients only' },
  { names: 'denylist*', off: 'empty', doc: 'denies some clients' },
  { names: 'block-*', off: 'empty', doc: 'denies some clients' },
  { names: 'limit-*', off: 'switch', doc: 'limits requests, connections or bandwidth' },
  { names: 'enable-modsecurity', off: 'switch', doc: 'filters attacks' },
  { names: 'enable-owasp-core-rules', off: 'switch', doc: 'filters attacks' },
  { names: 'modsecurity-*', off: 'empty', doc: 'filters attacks' },
  { names: 'configuration-snippet', off: 'empty', doc: 'configuration of nginx, which often denies access' },
  { names: 'server-snippet', off: 'empty', doc: 'configuration of nginx, which often denies access' },
];

/** What an annotation of this name (without prefix) and value restricts: access, nothing as it is off, or nothing ever. */
export function judgeRestriction(name: string, value: string): 'access' | 'off' | 'none' {
  const family = refusedAnnotations.find(({ names }) => fits(names, name.toLowerCase()));
  if (family === undefined) return 'none';
  const text = value.trim().toLowerCase();
  return text === '' || (family.off === 'switch' && /^(?:false|f|off|0)$/.test(text)) ? 'off' : 'access';
}

function fits(names: string, name: string): boolean {
  if (names.endsWith('*')) return name.startsWith(names.slice(0, -1));
  return names.startsWith('*') ? name.endsWith(names.slice(1)) : name === names;
}
