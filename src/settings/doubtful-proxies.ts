import type { ServeSettings } from './catalogue.ts';

/** A line for each way in which the settings of proxies in front trust everyone, or no one. Neither is an error. */
export function doubtfulProxies({
  proxyProtocol,
  trustedProxies,
}: Pick<ServeSettings, 'proxyProtocol' | 'trustedProxies'>): readonly string[] {
  const lines: string[] = [];
  const everyone = trustedProxies.filter((range) => range.endsWith('/0'));
  if (everyone.length > 0) {
    lines.push(
      `trustedProxies holds ${everyone.join(' and ')}: every client there can choose the address it is known by`,
    );
  }
  if (proxyProtocol && trustedProxies.length === 0) {
    lines.push('proxyProtocol is on and trustedProxies is empty: every connection of a client is refused');
  }
  return lines;
}
