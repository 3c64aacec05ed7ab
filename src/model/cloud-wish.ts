/**
 * What annotations ask of a cloud's load balancer beside its id: by the suffix of
 * `service.beta.kubernetes.io/alibaba-cloud-loadbalancer-<suffix>`, values checked, as text.
 * For providers that make load balancers in a cloud; the builtin one has no use for it.
 */
export interface CloudWish {
  /** Of the instance, where Sluice makes it: `name`, `spec`, `bandwidth`, `additional-resource-tags`, … */
  readonly instance: Readonly<Record<string, string>>;
  /** Of both listeners: `scheduler`, `idle-timeout`, `health-check-flag`, … */
  readonly listener: Readonly<Record<string, string>>;
}
