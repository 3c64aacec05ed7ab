import { X509Certificate } from 'node:crypto';
import type { KeyPair } from './certificates.ts';
import { Expectations } from './expectations.ts';
import { ingress, manifest, secret, service, slice } from './manifests.ts';
import type { OriginAddress } from './named-origin.ts';

/** The fake certificate, in an expectation. */
export const fakeShown = 'fake';

interface State {
  readonly path: '/' | '/x' | '/y' | undefined;
  readonly service: boolean;
  readonly endpoint: number | undefined;
  readonly certificate: number | undefined;
  readonly redirects: boolean;
  readonly rewrites: boolean;
}

/** What an expectation adds to the name of a service that gets the path of {@link rewrittenPath}. */
export const rewrittenMark = ' rewritten';
export const rewrittenPath = '/rewritten';

/** An edit of one object: its file and new text (none: the file is deleted), and the line that tells it is in force. */
export interface SiteEdit {
  readonly file: string;
  readonly text: string | undefined;
  readonly line: RegExp;
}

/**
 * One host with an Ingress, a Service, an EndpointSlice and a Secret of its own, each in a file of its own, that
 * change one at a time. A request for `/x` tells them apart. Where it is annotated, the annotations of the Ingress change as
 * well: it redirects to HTTPS, or rewrites the path.
 */
export class ChangingSite {
  readonly host: string;
  readonly route: Expectations;
  readonly shown: Expectations;
  readonly #name: string;
  readonly #origins: readonly OriginAddress[];
  readonly #pairs: readonly KeyPair[];
  readonly #annotated: boolean;
  #state: State = {
    ...{ path: '/', service: true, endpoint: 0, certificate: 0 },
    ...{ redirects: false, rewrites: false },
  };

  constructor(
    name: string,
    origins: readonly OriginAddress[],
    pairs: readonly KeyPair[],
    options: { readonly annotated?: boolean } = {},
  ) {
    this.#annotated = options.annotated === true;
    this.#name = name;
    this.#origins = origins;
    this.#pairs = pairs;
    this.host = `${name}.example`;
    this.route = new Expectations(this.#expectedRoute());
    this.shown = new Expectations(this.#expectedCertificate());
  }

  /** All of its files as they are at first. */
  files(): Readonly<Record<string, string>> {
    const edits = [this.#ingress(), this.#service(), this.#slice(), this.#secret()];
    return Object.fromEntries(edits.map(({ file, text = '' }) => [file, text]));
  }

  /** Chooses the next edit, and takes down what it leads to. */
  next(random: () => number): SiteEdit {
    const state = this.#state;
    const other = <T>(...values: readonly T[]): T => pick(values, random);
    const kind = other(
      ...(['ingress', 'service', 'slice', 'secret'] as const),
      ...(this.#annotated && state.path !== undefined ? (['redirects', 'rewrites'] as const) : []),
    );
    const paths = (['/', '/x', '/y', undefined] as const).filter((path) => path !== state.path);
    const choices = [0, 1, undefined];
    if (kind === 'ingress') this.#state = { ...state, path: other(...paths) };
    if (kind === 'redirects') this.#state = { ...state, redirects: !state.redirects };
    if (kind === 'rewrites') this.#state = { ...state, rewrites: !state.rewrites };
    if (kind === 'service') this.#state = { ...state, service: !state.service };
    if (kind === 'slice')
      this.#state = { ...state, endpoint: other(...choices.filter((one) => one !== state.endpoint)) };
    if (kind === 'secret') {
      this.#state = { ...state, certificate: other(...choices.filter((one) => one !== state.certificate)) };
    }
    this.route.begin(this.#expectedRoute());
    this.shown.begin(this.#expectedCertificate());
    return {
      ingress: this.#ingress(),
      redirects: this.#ingress(),
      rewrites: this.#ingress(),
      service: this.#service(),
      slice: this.#slice(),
      secret: this.#secret(),
    }[kind];
  }

  settle(): void {
    this.route.settle();
    this.shown.settle();
  }

  #expectedRoute(): string {
    const { path, service: exists, endpoint, redirects, rewrites } = this.#state;
    if (path === undefined || path === '/y') return '404';
    if (!exists) return '503';
    if (redirects) return '308';
    if (endpoint === undefined) return '503';
    return `${this.#origins[endpoint]?.name}${rewrites ? rewrittenMark : ''}`;
  }

  #expectedCertificate(): string {
    const { path, certificate } = this.#state;
    const pair = path === undefined || certificate === undefined ? undefined : this.#pairs[certificate];
    return pair === undefined ? fakeShown : new X509Certificate(pair.certificate).fingerprint256;
  }

  #ingress(): SiteEdit {
    const { path, redirects, rewrites } = this.#state;
    const annotations = {
      ...(redirects ? { 'sluice.dev/ssl-redirect': 'true' } : {}),
      ...(rewrites ? { 'sluice.dev/rewrite-target': rewrittenPath } : {}),
    };
    const tls = [{ hosts: [this.host], secretName: this.#name }];
    const object =
      path === undefined
        ? undefined
        : ingress(this.#name, [[this.host, path, this.#name]], { tls, annotations });
    return this.#edit('Ingress', this.#name, object);
  }

  #service(): SiteEdit {
    return this.#edit('Service', this.#name, this.#state.service ? service(this.#name) : undefined);
  }

  #slice(): SiteEdit {
    const { endpoint } = this.#state;
    const origin = endpoint === undefined ? undefined : this.#origins[endpoint];
    const object = origin === undefined ? undefined : slice(this.#name, { ...origin, name: 'only' });
    return this.#edit('EndpointSlice', `${this.#name}-only`, object);
  }

  #secret(): SiteEdit {
    const { certificate } = this.#state;
    const pair = certificate === undefined ? undefined : this.#pairs[certificate];
    return this.#edit('Secret', this.#name, pair === undefined ? undefined : secret(this.#name, pair));
  }

  #edit(kind: string, name: string, object: Readonly<Record<string, unknown>> | undefined): SiteEdit {
    return {
      file: `${this.#name}/${kind}.yaml`,
      text: object === undefined ? undefined : manifest(object),
      line: new RegExp(`^${kind} default/${name} `),
    };
  }
}

function pick<T>(values: readonly T[], random: () => number): T {
  const chosen = Math.floor(random() * values.length);
  for (const [index, value] of values.entries()) if (index === chosen) return value;
  throw new Error('nothing to pick from');
}
