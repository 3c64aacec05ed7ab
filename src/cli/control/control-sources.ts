import { systemClock } from '../../base/index.ts';
import type { Controller } from '../../controller/index.ts';
import type { Ingress } from '../../kubernetes/types/index.ts';
import type { SupervisorLink } from '../../proxy/index.ts';
import type { Source } from '../../source/index.ts';
import { ingressProfile, type TranslateSettings } from '../../translate/index.ts';
import { programVersion } from '../program-version.ts';
import type { AdminSources } from './admin.ts';
import { countersBody } from './counters-body.ts';
import { serverExplainer } from './explain-sources.ts';
import type { LiveSettings } from './live-settings.ts';
import type { LogDesk } from './log-desk.ts';
import type { Metrics } from './metrics-sources.ts';
import type { ProviderWiring } from './provider-wiring.ts';
import { settingRows } from './setting-rows.ts';
import type { TrafficMeter } from './traffic-meter.ts';

/** The parts of a running control process that can tell of themselves. */
export interface ControlWitnesses {
  readonly link: SupervisorLink;
  readonly wiring: ProviderWiring;
  readonly source: Source;
  readonly controller: Controller;
  readonly live: LiveSettings;
  readonly metrics: Metrics;
  readonly traffic: TrafficMeter;
  readonly logs: LogDesk;
  /** The settings that translation follows at present. */
  translated(): TranslateSettings;
}

/** Everything the control socket and the admin endpoint answer from. */
export function controlSources(witnesses: ControlWitnesses): Omit<AdminSources, 'adminAddress'> {
  const { link, wiring, source, controller, live, metrics, traffic, logs, translated } = witnesses;
  let stopping = false;
  link.onStopping(() => {
    stopping = true;
  });
  return {
    version: programVersion(),
    provider: live.effective.settings.provider,
    desk: wiring.desk(() => controller.describe()),
    describe: () => controller.describe(),
    places: source,
    processes: () => link.processes(),
    counters: () => countersBody(link.counters()),
    metrics,
    settings: () => settingRows(live.effective, live.waiting),
    explain: serverExplainer(() => controller.describe(), source, {
      now: () => systemClock.now(),
      gauges: () => link.gauges(),
    }),
    defaultCertificate: () => live.effective.settings.defaultCertificate,
    profileOf: (ingress: Ingress) =>
      ingressProfile(ingress, controller.describe().snapshot.ingressClasses, translated()),
    accessLogDropped: () => link.counters().counts.get('accessLogLinesDropped') ?? 0,
    stopping: () => stopping,
    inventory: () => link.channel.inventory(),
    gauges: () => link.gauges(),
    traffic,
    errors: logs.errors,
    log: logs.log,
  };
}
