import type { Command } from 'commander';
import { systemClock } from '../../base/index.ts';
import { ingressProfile } from '../../translate/index.ts';
import type { StatusView } from '../control/describe-status.ts';
import type { IngressKnowledge } from '../control/ingress-row.ts';
import { translateSettings } from '../control/translate-settings.ts';
import { programVersion } from '../program-version.ts';
import { loadOffline } from './offline.ts';
import { readOfflineSettings } from './offline-options.ts';

/**
 * What a directory of manifests would be served as, seen as a server without processes and instances.
 * @throws SettingsError as `sluice serve` does, OperatorError where the directory cannot be read.
 */
export async function offlineView(
  command: Command,
  manifests: string,
): Promise<StatusView & IngressKnowledge> {
  const settings = await readOfflineSettings(command, manifests);
  const { description, ...places } = await loadOffline(settings);
  const translation = translateSettings(settings);
  return {
    ...description,
    places,
    version: programVersion(),
    profileOf: (ingress) => ingressProfile(ingress, description.snapshot.ingressClasses, translation),
    defaultCertificate: settings.defaultCertificate,
    now: systemClock.now(),
    processes: [],
    instances: [],
    configuration: { settled: true, programmed: true },
  };
}
