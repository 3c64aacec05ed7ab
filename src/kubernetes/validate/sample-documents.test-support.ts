/** Parts of a document of a manifest. */
export type Fields = Readonly<Record<string, unknown>>;

// Documents for tests, each with the fields a test is about.

export const service = (spec: Fields, metadata: Fields = { name: 'web' }): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec,
});
export const slice = (fields: Fields): Fields => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1' },
  ...fields,
});
export const secret = (fields: Fields): Fields => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  ...fields,
});
export const ingressClass = (spec: Fields): Fields => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'slb' },
  spec,
});
export const instance = (spec: Fields): Fields => ({
  apiVersion: 'sluice.dev/v1alpha1',
  kind: 'SLBInstance',
  metadata: { name: 'lb-inner' },
  spec,
});
export const configMap = (metadata: Fields): Fields => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
export const controller = 'sluice.dev/ingress-controller';
export const port = { port: 80 };
