/** What the texts of the settings of Alibaba Cloud may look like; as {@link Format} has them. */
export const cloudFormats = {
  region: {
    allowed: 'the id of a region, such as cn-hangzhou',
    accepts: (text: string): boolean => /^[a-z]{2}-[a-z0-9-]{2,40}$/.test(text),
  },
  clusterId: {
    allowed: 'at most 33 lower-case letters, digits and hyphens',
    accepts: (text: string): boolean => /^[a-z0-9-]{1,33}$/.test(text),
  },
  vpcId: {
    allowed: 'the id of a VPC, such as vpc-bp1example',
    accepts: (text: string): boolean => /^vpc-[a-z0-9]{1,60}$/.test(text),
  },
  endpoint: {
    allowed: 'HOST, HOST:PORT, or these after http:// or https://',
    accepts: (text: string): boolean => endpoint.test(text) && portOf(text) <= 65_535,
  },
  zone: {
    allowed: 'the id of a zone, such as cn-hangzhou-b',
    accepts: (text: string): boolean => /^[a-z]{2}-[a-z0-9-]{2,48}$/.test(text),
  },
  resourceGroup: {
    allowed: 'the id of a resource group, such as rg-acfmexample',
    accepts: (text: string): boolean => /^rg-[a-z0-9]{1,60}$/.test(text),
  },
  instanceName: {
    allowed: 'a letter, then at most 79 letters, digits, dots, underscores and hyphens',
    accepts: (text: string): boolean => /^[A-Za-z][A-Za-z0-9._-]{0,79}$/.test(text),
  },
  specification: {
    allowed: 'slb.s1.small, slb.s2.small, slb.s2.medium, slb.s3.small, slb.s3.medium or slb.s3.large',
    accepts: (text: string): boolean =>
      /^slb\.(?:s1\.small|s2\.small|s2\.medium|s3\.small|s3\.medium|s3\.large)$/.test(text),
  },
  tag: {
    allowed: 'KEY=VALUE of at most 64 and 128 characters; the key begins with neither aliyun nor acs:',
    accepts: (text: string): boolean => isTag(parseTag(text)),
  },
} as const;

const endpoint = /^(?:https?:\/\/)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/i;

function portOf(text: string): number {
  return Number(/:(\d+)$/.exec(text)?.[1] ?? 443);
}

/** The parts of a `KEY=VALUE`; the value is empty where there is no `=`. */
export function parseTag(text: string): { readonly key: string; readonly value: string } {
  const at = text.indexOf('=');
  return at < 0 ? { key: text, value: '' } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** CreateLoadBalancer, `Tag.N.Key` and `Tag.N.Value`. */
function isTag({ key, value }: { readonly key: string; readonly value: string }): boolean {
  const parts = [key, value];
  return (
    key !== '' &&
    key.length <= 64 &&
    value.length <= 128 &&
    parts.every((part) => !/^(?:aliyun|acs:)|https?:\/\/|[\p{Cc}]/iu.test(part))
  );
}
