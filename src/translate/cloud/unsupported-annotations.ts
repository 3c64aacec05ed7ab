/** An annotation of Alibaba's cloud controller that Sluice does not honour. */
export interface UnsupportedCloudAnnotation {
  /** Without prefix and `loadbalancer-`. */
  readonly name: string;
  readonly why: string;
}

const internal = 'belongs to internal-facing instances, which you make and name by id';
const secrets = 'certificates come from the Secrets that `tls` names';
const groups = 'server groups and the weights in them are of Sluice';
const pods = 'the backends are pods, not nodes';
const layer4 = 'belongs to listeners of layer 4';
const address = 'the status carries the address of the instance';

/** Reported as `UnsupportedAnnotation`. */
export const unsupportedCloudAnnotations: readonly UnsupportedCloudAnnotation[] = [
  { name: 'vswitch-id', why: internal },
  { name: 'ip', why: internal },
  { name: 'network-type', why: internal },
  { name: 'cert-id', why: secrets },
  { name: 'domain-extensions', why: secrets },
  { name: 'preserve-lb-on-delete', why: 'the setting `retain` keeps instances' },
  { name: 'external-ip-type', why: address },
  { name: 'hostname', why: address },
  { name: 'vgroup-port', why: groups },
  { name: 'weight', why: groups },
  { name: 'default-weight', why: groups },
  { name: 'ignore-weight-update', why: groups },
  { name: 'remove-unscheduled-backend', why: pods },
  { name: 'backend-label', why: pods },
  { name: 'backend-ip-version', why: 'pods are sent to by the IPv4 address of their network interface' },
  { name: 'health-check-type', why: layer4 },
  { name: 'health-check-connect-timeout', why: layer4 },
  { name: 'health-check-switch', why: layer4 },
  { name: 'connection-drain', why: layer4 },
  { name: 'connection-drain-timeout', why: layer4 },
  { name: 'persistence-timeout', why: layer4 },
  { name: 'established-timeout', why: layer4 },
  { name: 'proxy-protocol', why: layer4 },
  { name: 'type', why: 'says which controller of Alibaba serves a Service' },
];
