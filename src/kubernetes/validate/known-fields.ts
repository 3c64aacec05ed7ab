import type { Kind } from '../types/index.ts';

/** The fields an object of the API has, each with those below it; null where nothing below is looked at. Lists are looked through. */
export interface KnownFields {
  readonly [field: string]: KnownFields | null;
}

function names(list: string): KnownFields {
  return Object.fromEntries(list.split(' ').map((name) => [name, null]));
}

const top: KnownFields = {
  ...names('apiVersion kind status'),
  metadata: names(
    'name generateName namespace labels annotations finalizers ownerReferences managedFields uid selfLink generation ' +
      'resourceVersion creationTimestamp deletionTimestamp deletionGracePeriodSeconds clusterName',
  ),
};

const backend: KnownFields = {
  service: { name: null, port: names('name number') },
  resource: names('apiGroup kind name'),
};

/** Every field of the API, read by Sluice or not; also those of the past that manifests still carry. */
export const knownFields: Readonly<Record<Kind, KnownFields>> = {
  Ingress: {
    ...top,
    spec: {
      ingressClassName: null,
      defaultBackend: backend,
      tls: names('hosts secretName'),
      rules: { host: null, http: { paths: { path: null, pathType: null, backend } } },
    },
  },
  IngressClass: {
    ...top,
    spec: { controller: null, parameters: names('apiGroup kind name namespace scope') },
  },
  Service: {
    ...top,
    spec: {
      ...names(
        'type clusterIP clusterIPs selector externalName externalIPs externalTrafficPolicy internalTrafficPolicy ' +
          'ipFamily ipFamilies ipFamilyPolicy loadBalancerIP loadBalancerClass loadBalancerSourceRanges ' +
          'allocateLoadBalancerNodePorts healthCheckNodePort publishNotReadyAddresses sessionAffinity ' +
          'sessionAffinityConfig topologyKeys trafficDistribution',
      ),
      ports: names('name port targetPort nodePort protocol appProtocol'),
    },
  },
  EndpointSlice: {
    ...top,
    addressType: null,
    endpoints: {
      ...names('addresses hostname nodeName zone targetRef hints deprecatedTopology'),
      conditions: names('ready serving terminating'),
    },
    ports: names('name port protocol appProtocol'),
  },
  Secret: { ...top, ...names('type data stringData immutable') },
  ConfigMap: { ...top, ...names('data binaryData immutable') },
  SLBInstance: { ...top, spec: names('name addressType specification tags address vpcId') },
};
