/** What an operator decides about the provider. */
export interface ClbSettings {
  readonly regionId: string;
  /** Tells the objects of this cluster from those of others; `[a-z0-9-]`, 1 to 33 characters. */
  readonly clusterId: string;
  /** The VPC of the cluster: where pods have their network interfaces. */
  readonly vpcId: string;
  /** What the instance made by Sluice is asked for where no annotation says so. */
  readonly instance: {
    readonly name?: string;
    /** With `PayBySpec`. */
    readonly specification?: string;
    readonly instanceChargeType?: string;
    readonly internetChargeType?: string;
    readonly bandwidth?: number;
    readonly masterZoneId?: string;
    readonly slaveZoneId?: string;
    readonly resourceGroupId?: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** What to do with a rule CLB cannot express exactly, where its Ingress does not say. */
  readonly approximation: 'allow' | 'refuse';
  readonly quotas: ClbQuotas;
  readonly releaseDelayMs: number;
  /** True: instances we made are never deleted. */
  readonly retain: boolean;
  /** How long a backend that goes keeps weight 0 before it is removed. */
  readonly drainMs: number;
  /** How often everything is read anew, to find what others changed. */
  readonly resyncMs: number;
}

/** Limits of the account, as CLB documents them; a plan keeps them before any call is made. */
export interface ClbQuotas {
  /** 40 unless the account has more. */
  readonly rulesPerListener: number;
  readonly extensionsPerListener: number;
  readonly backendsPerInstance: number;
  readonly certificatesPerRegion: number;
}
