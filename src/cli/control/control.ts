import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../base/index.ts';
import type { Controller } from '../../controller/index.ts';
import type { AdminSocket } from '../../model/index.ts';
import { connectSupervisor } from '../../proxy/index.ts';
import type { ServeOrder, ServeSettings } from '../../settings/index.ts';
import { createTranslator } from '../../translate/index.ts';
import { programVersion } from '../program-version.ts';
import { type Admin, startAdmin } from './admin.ts';
import { openParts } from './control-parts.ts';
import { controlSources } from './control-sources.ts';
import { followSettings } from './live-settings.ts';
import { openLogDesk } from './log-desk.ts';
import { createMetrics } from './metrics-sources.ts';
import { createServerReports } from './server-reports.ts';
import { createStory } from './story.ts';
import { TrafficMeter } from './traffic-meter.ts';
import { translateSettings } from './translate-settings.ts';

/**
 * Builds and runs the control process: source, translator, provider, controller and control socket.
 * Returns once all of it runs; the process then lives as long as its supervisor wants.
 * @throws OperatorError when the settings, the state directory or the manifests cannot be used.
 */
export async function runControl(order: ServeOrder): Promise<void> {
  const { settings } = order.effective;
  const link = connectSupervisor();
  // Workers that hold a configuration got it from a control process before this one, which told what it serves.
  const silent = (await link.channel.inventory()).size > 0;
  const { source, wiring, logger } = await openParts(settings, link);
  const serverReports = createServerReports(() => controller.reportsChanged());
  const logs = openLogDesk({
    link,
    file: settings.accessLogFile,
    clock: systemClock,
    reports: serverReports,
  });
  const story = createStory({
    settings,
    places: () => wiring.places(),
    silent,
    describe: () => controller.describe(),
    adminAddress: () => admin.address(),
  });
  const metrics = createMetrics({
    version: programVersion(),
    link,
    describe: () => controller.describe(),
    calls: () => wiring.calls(),
    settings: () => live.effective.settings,
    pod: { namespace: process.env['POD_NAMESPACE'] ?? '', name: process.env['POD_NAME'] ?? '' },
  });
  let translated = translateSettings(settings);
  const controller: Controller = wiring.control({
    source,
    translator: createTranslator(translated),
    clock: systemClock,
    logger,
    extraReports: () => [...wiring.reports(), ...serverReports.all()],
    onStatus: (update) => story.take(update),
    onStep: metrics.onStep,
  });
  let adminSocket: AdminSocket | undefined;
  const apply = (changed: ServeSettings): void => {
    logger.setLevel(changed.logLevel);
    wiring.change(changed, adminSocket);
    const translation = translateSettings(changed, adminSocket);
    if (isDeepStrictEqual(translation, translated)) return;
    translated = translation;
    controller.retranslate(createTranslator(translation));
  };
  const live = followSettings({
    order,
    reports: serverReports,
    logger,
    keep: (text) => link.keepSettings(text),
    apply,
  });
  const traffic = new TrafficMeter(() => link.counters(), systemClock);
  const sources = controlSources({
    link,
    wiring,
    source,
    controller,
    live,
    metrics,
    traffic,
    logs,
    translated: () => translated,
  });
  const admin: Admin = await startAdmin({
    settings,
    sources,
    reports: serverReports,
    logger,
    trustedNames: () => live.effective.settings.adminHosts,
    onSocket: (socket) => {
      adminSocket = socket;
      apply(live.effective.settings);
    },
  });
  link.onShutdown(async () => {
    live.close();
    logs.close();
    metrics.close();
    traffic.close();
    await controller.close();
    await Promise.all([source.close(), wiring.close(), admin.close()]);
  });
  await controller.start();
  link.ready();
}
