/**
 * The actions of CLB (product `Slb`, 2014-05-15) Sluice calls, and whether a call may be sent again when its answer did not come:
 * true where doing it twice is as good as once. After a lost answer of the others the caller has to look first, since a repeat
 * makes a second object (groups, certificates) or is refused although all is well.
 */
export const clbActions = {
  AddVServerGroupBackendServers: false,
  CreateDomainExtension: false,
  // Its ClientToken names the same instance each time.
  CreateLoadBalancer: true,
  CreateLoadBalancerHTTPListener: false,
  CreateLoadBalancerHTTPSListener: false,
  CreateRules: false,
  CreateVServerGroup: false,
  // What is deleted answers that it does not exist, which is taken as done.
  DeleteDomainExtension: true,
  DeleteLoadBalancer: true,
  DeleteLoadBalancerListener: true,
  DeleteRules: true,
  DeleteServerCertificate: true,
  DeleteVServerGroup: true,
  DescribeDomainExtensions: true,
  DescribeLoadBalancerAttribute: true,
  DescribeLoadBalancerListeners: true,
  DescribeLoadBalancers: true,
  DescribeRules: true,
  DescribeServerCertificates: true,
  DescribeVServerGroupAttribute: true,
  DescribeVServerGroups: true,
  ListTagResources: true,
  // Each of these three places an order.
  ModifyLoadBalancerInstanceChargeType: false,
  ModifyLoadBalancerInstanceSpec: false,
  ModifyLoadBalancerInternetSpec: false,
  // Absent members are passed over in silence.
  RemoveVServerGroupBackendServers: true,
  SetDomainExtensionAttribute: true,
  SetLoadBalancerDeleteProtection: true,
  SetLoadBalancerHTTPListenerAttribute: true,
  SetLoadBalancerHTTPSListenerAttribute: true,
  SetLoadBalancerModificationProtection: true,
  SetLoadBalancerName: true,
  SetRule: true,
  SetVServerGroupAttribute: true,
  // Allowed from `stopped` only: a repeat after a success would look like a listener that cannot be started.
  StartLoadBalancerListener: false,
  TagResources: true,
  UntagResources: true,
  UploadServerCertificate: false,
} as const;

/** The actions of ECS (2014-05-26), in the same way. */
export const ecsActions = { DescribeNetworkInterfaces: true } as const;

export type ClbAction = keyof typeof clbActions;
export type EcsAction = keyof typeof ecsActions;
