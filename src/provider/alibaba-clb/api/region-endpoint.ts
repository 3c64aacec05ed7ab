import { isIP } from 'node:net';
import { OperatorError } from '../../../base/index.ts';

/** Regions whose CLB is reached at the central endpoint; all others have one of their own. */
const centralRegions: ReadonlySet<string> = new Set([
  'ap-southeast-1',
  'cn-beijing',
  'cn-beijing-finance-1',
  'cn-beijing-gov-1',
  'cn-hangzhou',
  'cn-hangzhou-finance',
  'cn-hongkong',
  'cn-north-2-gov-1',
  'cn-qingdao',
  'cn-shanghai',
  'cn-shanghai-finance-1',
  'cn-shenzhen',
  'cn-shenzhen-finance-1',
  'cn-wuhan',
  'us-east-1',
  'us-west-1',
]);

export interface EndpointChoice {
  readonly region: string;
  /** Takes the endpoint that is reached from inside a VPC. */
  readonly vpc: boolean;
  /** Takes this instead: a host with or without a port, or a URL of `https:`; `http:` for this machine only. */
  readonly override: string | undefined;
}

/** Where a product of Alibaba Cloud is called. @throws OperatorError `InvalidRegion`, `InvalidEndpoint` */
export function regionEndpoint(product: 'ecs' | 'slb' | 'sts', choice: EndpointChoice): URL {
  const { region, vpc, override } = choice;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(region))
    throw new OperatorError('InvalidRegion', `${JSON.stringify(region)} is not the id of a region.`, {
      hint: 'An id of a region looks like cn-hangzhou or eu-central-1.',
    });
  if (override !== undefined) return parseEndpoint(override);
  if (vpc) return new URL(`https://${product}-vpc.${region}.aliyuncs.com`);
  if (product === 'slb' && centralRegions.has(region)) return new URL('https://slb.aliyuncs.com');
  return new URL(`https://${product}.${region}.aliyuncs.com`);
}

function parseEndpoint(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const plain =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  if (!plain || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new OperatorError('InvalidEndpoint', `${JSON.stringify(text)} is not an endpoint.`, {
      hint: 'Give a host, with a port if need be: slb.cn-hangzhou.aliyuncs.com.',
    });
  // Keys of certificates travel in the requests.
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new OperatorError('InvalidEndpoint', `The endpoint ${JSON.stringify(text)} is not encrypted.`, {
      hint: 'http: is for an emulator on this machine; use https:.',
    });
  return url;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
