import type { ClbSettings } from '../../provider/index.ts';
import { parseTag, type ServeSettings } from '../../settings/index.ts';

/** What of the settings of a server steers the provider of Alibaba Cloud. @throws Error unless they were checked for it. */
export function clbSettings(settings: ServeSettings): ClbSettings {
  const { region, clusterId, vpcId } = settings;
  if (region === undefined || clusterId === undefined || vpcId === undefined) {
    throw new Error('these are not the settings of a server with instances in Alibaba Cloud');
  }
  return {
    regionId: region,
    clusterId,
    vpcId,
    instance: instanceSettings(settings),
    approximation: settings.approximation,
    quotas: {
      rulesPerListener: settings.rulesPerListener,
      extensionsPerListener: settings.extensionsPerListener,
      backendsPerInstance: settings.backendsPerInstance,
      certificatesPerRegion: settings.certificatesPerRegion,
    },
    releaseDelayMs: settings.releaseDelay * 1000,
    retain: settings.retainInstances,
    drainMs: settings.drainDelay * 1000,
    resyncMs: settings.resyncInterval * 1000,
  };
}

function instanceSettings(settings: ServeSettings): ClbSettings['instance'] {
  const { instanceName, instanceSpec, instanceChargeType, internetChargeType } = settings;
  const { bandwidth, masterZone, slaveZone, resourceGroup } = settings;
  const pairs = settings.instanceTags.map(parseTag);
  return {
    ...(instanceName === undefined ? {} : { name: instanceName }),
    ...(instanceSpec === undefined ? {} : { specification: instanceSpec }),
    ...(instanceChargeType === undefined ? {} : { instanceChargeType }),
    ...(internetChargeType === undefined ? {} : { internetChargeType }),
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(masterZone === undefined ? {} : { masterZoneId: masterZone }),
    ...(slaveZone === undefined ? {} : { slaveZoneId: slaveZone }),
    ...(resourceGroup === undefined ? {} : { resourceGroupId: resourceGroup }),
    tags: Object.fromEntries(pairs.map(({ key, value }) => [key, value])),
  };
}
