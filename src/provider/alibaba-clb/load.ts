/** The provider of Alibaba Cloud CLB, with what opens its APIs. */
export type AlibabaClb = typeof import('./index.ts');

/** Loads it: who serves otherwise pays nothing for it. */
export function loadAlibabaClb(): Promise<AlibabaClb> {
  return import('./index.ts');
}
