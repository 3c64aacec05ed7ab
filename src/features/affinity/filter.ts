import type { FeatureFilter } from '../filter.ts';
import type { AffinityPolicy } from '../policies.ts';
import { isToken } from '../token.ts';
import { isCookieDomain, isCookiePath, longestAge } from './cookie-syntax.ts';
import { sameSites } from './parse-attributes.ts';

const checks: { readonly [Key in keyof Required<AffinityPolicy>]: (value: unknown) => boolean } = {
  cookie: isToken,
  path: isCookiePath,
  domain: isCookieDomain,
  maxAge: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= longestAge,
  sameSite: (value) => sameSites.some((word) => word === value),
  secure: (value) => typeof value === 'boolean',
};

/** The cookie is read where endpoints are chosen and set when one has answered, so nothing runs here. */
export const affinityFilter: FeatureFilter<AffinityPolicy> = {
  accepts(value): value is AffinityPolicy {
    if (typeof value !== 'object' || value === null || !('cookie' in value) || !('path' in value))
      return false;
    return Object.entries(value).every(([key, entry]) => isAttribute(key) && checks[key](entry));
  },

  compile: () => undefined,

  describe({ cookie }) {
    return `cookie ${cookie} brings a client back to its pod`;
  },
};

function isAttribute(key: string): key is keyof AffinityPolicy {
  return Object.hasOwn(checks, key);
}
