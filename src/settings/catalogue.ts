import { alibabaClbSettings } from './catalogue/alibaba-clb-settings.ts';
import { clbInstanceSettings } from './catalogue/clb-instance-settings.ts';
import { ingressSettings } from './catalogue/ingress-settings.ts';
import { instanceSettings } from './catalogue/instance-settings.ts';
import { processSettings } from './catalogue/process-settings.ts';
import { resilienceSettings } from './catalogue/resilience-settings.ts';
import { telemetrySettings } from './catalogue/telemetry-settings.ts';
import { trafficSettings } from './catalogue/traffic-settings.ts';
import type { Setting, SettingGroup, ValuesOf } from './setting.ts';

type Entries = typeof alibabaClbSettings &
  typeof clbInstanceSettings &
  typeof ingressSettings &
  typeof instanceSettings &
  typeof processSettings &
  typeof resilienceSettings &
  typeof telemetrySettings &
  typeof trafficSettings;

/** The name of a setting, as the file spells it. */
export type SettingName = keyof Entries;

/** Everything that steers `sluice serve`. Plain data; durations are in seconds, as people write them. */
export type ServeSettings = ValuesOf<Entries>;

/** Every setting, in the order of the help and of the reference page. A setting is added by an entry in one of these. */
export const settingGroups: readonly SettingGroup[] = [
  { heading: 'Ingresses', settings: ingressSettings },
  { heading: 'Instances', settings: instanceSettings },
  { heading: 'Processes and state', settings: processSettings },
  { heading: 'Logs, metrics and administration', settings: telemetrySettings },
  { heading: 'Times and bounds of traffic', settings: trafficSettings },
  { heading: 'Endpoints that fail', settings: resilienceSettings },
  { heading: 'Alibaba Cloud', settings: alibabaClbSettings },
  { heading: 'Instances in Alibaba Cloud', settings: clbInstanceSettings },
];

/** Every setting by its name. */
export const settings: Readonly<Record<SettingName, Setting>> = {
  ...ingressSettings,
  ...instanceSettings,
  ...processSettings,
  ...telemetrySettings,
  ...trafficSettings,
  ...resilienceSettings,
  ...alibabaClbSettings,
  ...clbInstanceSettings,
};

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

/** The names of all settings, in the order of the groups. */
export const settingNames: readonly SettingName[] = Object.keys(settings).filter(isSettingName);
