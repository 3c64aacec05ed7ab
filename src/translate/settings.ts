import type { Profile } from '../features/annotations.ts';
import type { AdminSocket } from '../model/index.ts';

/** What an operator may choose about translation. */
export interface TranslateSettings {
  /** The `spec.controller` of the IngressClasses that are ours. */
  readonly controller: string;
  /** Whether an Ingress without a class is ours while no class is marked default. */
  readonly takeClassless: boolean;
  /**
   * Whose Secret gives a load balancer its default certificate: that of the first Ingress of the load balancer,
   * of the first Ingress of all, or of the first Ingress of the load balancer that names a Secret.
   * Without a usable one it is the fake certificate.
   */
  readonly defaultCertificate: 'first-of-instance' | 'first-in-cluster' | 'first-with-secret';
  /** Takes what no Ingress takes, on every load balancer. */
  readonly defaultBackend?: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number | string;
  };
  /** Whether routes may lead to Services of type ExternalName. */
  readonly allowExternalName: boolean;
  /** Whether endpoints may have loopback and link-local addresses: true from a directory, false from a cluster. */
  readonly allowLocalEndpoints: boolean;
  /** The socket of the admin endpoint: no route may lead there. */
  readonly admin?: AdminSocket;
  /** The profile of the Ingresses of a class, by the name of the class; comes before what the IngressClass says. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Whether the classes of ingress-nginx are ours too, in its profile unless something else is said of them. */
  readonly takeOverIngressNginx: boolean;
  /** Whether plain HTTP is redirected in profile slb where no annotation says. */
  readonly sslRedirect: boolean;
  /** Whether annotations for the load balancers of a cloud count, as they do where the provider makes such. */
  readonly cloudAnnotations: boolean;
}

/** The settings of a cluster. */
export const defaultTranslateSettings: TranslateSettings = {
  controller: 'sluice.dev/ingress-controller',
  takeClassless: true,
  defaultCertificate: 'first-of-instance',
  allowExternalName: false,
  allowLocalEndpoints: false,
  profiles: new Map(),
  takeOverIngressNginx: false,
  sslRedirect: false,
  cloudAnnotations: false,
};
