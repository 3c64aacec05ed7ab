import type { CertificateRef, Listener, LoadBalancer } from '../../model/index.ts';
import { type EncodedPart, encodePart, type ListenerPart, type Part } from '../../proxy/index.ts';

/** A part a load balancer needs. */
export interface WantedPart {
  readonly encoded: EncodedPart;
  /** Id of the certificate it names. */
  readonly certificate?: string;
  /** The part itself, for listeners: their port or certificate may yet have to change. */
  readonly listener?: ListenerPart;
}

/** Everything one load balancer needs. */
export interface WantedParts {
  readonly parts: readonly WantedPart[];
  readonly listeners: readonly ListenerPart[];
  /** The certificates the parts name, by id; the fake one has no reference. */
  readonly certificates: ReadonlyMap<string, CertificateRef | undefined>;
}

/** Where a load balancer listens. */
export interface Placement {
  readonly bind: string;
  /** Id of the fake certificate. */
  readonly fakeCertificate: string;
  /** The port to bind for a listener port. */
  portFor(listenerPort: number): number;
}

/** Makes parts, remembering those of model objects that have kept their identity: only what changed is encoded. */
export class PartMaker {
  readonly #memo = new Map<string, WeakMap<object, WantedPart>>();

  make(loadBalancer: LoadBalancer, placement: Placement): WantedParts {
    const table = loadBalancer.id;
    const { hosts, fallback } = loadBalancer.routing;
    const parts: WantedPart[] = [];
    const certificates = new Map<string, CertificateRef | undefined>();
    for (const virtualHost of hosts) {
      parts.push(this.#remember(table, virtualHost, () => ({ kind: 'host', table, virtualHost })));
    }
    if (fallback !== undefined) {
      parts.push(this.#remember(table, fallback, () => ({ kind: 'fallback', table, route: fallback })));
    }
    for (const named of loadBalancer.certificates) {
      const { host, certificate: ref } = named;
      const certificate = ref.fingerprint;
      certificates.set(certificate, ref);
      parts.push(this.#remember(table, named, () => ({ kind: 'server-name', table, host, certificate })));
    }
    const listeners = loadBalancer.listeners.map((listener) => {
      if (listener.protocol === 'https') {
        const wish = listener.defaultCertificate;
        if (wish.kind === 'secret') certificates.set(wish.certificate.fingerprint, wish.certificate);
        else certificates.set(placement.fakeCertificate, undefined);
      }
      return listenerPart(table, listener, placement);
    });
    parts.push(...listeners.map(wantedListener));
    return { parts, listeners, certificates };
  }

  /** Forgets load balancers that are gone. */
  keepOnly(tables: ReadonlySet<string>): void {
    for (const table of this.#memo.keys()) if (!tables.has(table)) this.#memo.delete(table);
  }

  #remember(table: string, source: object, part: () => Part): WantedPart {
    let ofTable = this.#memo.get(table);
    if (ofTable === undefined) {
      ofTable = new WeakMap();
      this.#memo.set(table, ofTable);
    }
    const known = ofTable.get(source);
    if (known !== undefined) return known;
    const made = part();
    const encoded = encodePart(made);
    const wanted = made.kind === 'server-name' ? { encoded, certificate: made.certificate } : { encoded };
    ofTable.set(source, wanted);
    return wanted;
  }
}

/** A listener part in the form of a {@link WantedPart}. */
export function wantedListener(listener: ListenerPart): WantedPart {
  const encoded = encodePart(listener);
  const { defaultCertificate: certificate } = listener;
  return { encoded, listener, ...(certificate === undefined ? {} : { certificate }) };
}

function listenerPart(table: string, listener: Listener, placement: Placement): ListenerPart {
  const port = placement.portFor(listener.port);
  const base = {
    kind: 'listener' as const,
    id: `${table}/${listener.port}`,
    address: placement.bind,
    port,
    publishedPort: port,
    protocol: listener.protocol,
    table,
  };
  if (listener.protocol === 'http') return base;
  const wish = listener.defaultCertificate;
  const defaultCertificate =
    wish.kind === 'secret' ? wish.certificate.fingerprint : placement.fakeCertificate;
  return { ...base, defaultCertificate };
}
