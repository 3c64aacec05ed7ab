/** Limits of the account, as CLB documents them. Tests may set others. */
export interface Quotas {
  instances: number;
  backendsPerInstance: number;
  /** How often one server may be in groups. */
  attachmentsPerServer: number;
  listenersPerInstance: number;
  rulesPerListener: number;
  extensionsPerListener: number;
  certificatesPerRegion: number;
  /** No limit is published. */
  serverGroupsPerInstance: number;
  tagsPerResource: number;
}

export const documentedQuotas: Readonly<Quotas> = {
  instances: 60,
  backendsPerInstance: 200,
  attachmentsPerServer: 50,
  listenersPerInstance: 50,
  rulesPerListener: 40,
  extensionsPerListener: 3,
  certificatesPerRegion: 100,
  serverGroupsPerInstance: Number.POSITIVE_INFINITY,
  tagsPerResource: 20,
};
