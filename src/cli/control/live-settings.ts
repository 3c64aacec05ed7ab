import type { Logger } from '../../base/index.ts';
import {
  settings as catalogue,
  describeValue,
  type EffectiveSettings,
  encodeOrder,
  mergeReload,
  problemText,
  type ServeOrder,
  type ServeSettings,
  type SettingName,
  type SettingProblem,
  type SettingsReading,
  SettingsWatch,
} from '../../settings/index.ts';
import { defaultStateDirectory } from '../state-path.ts';
import type { ServerReport, ServerReports } from './server-reports.ts';

export interface LiveSettingsOptions {
  readonly order: ServeOrder;
  readonly reports: ServerReports;
  readonly logger: Logger;
  /** Takes the settings in force from now on, as an order for the control process after this one. */
  readonly keep: (order: string) => void;
  /** Puts settings in force. */
  readonly apply: (settings: ServeSettings) => void;
}

/** The settings of a running server. They follow the file as far as they are hot. */
export interface LiveSettings {
  readonly effective: EffectiveSettings;
  /** Stand otherwise in the file, and wait for a restart. */
  readonly waiting: readonly SettingName[];
  close(): void;
}

/** Follows the file of settings, where there is one. What is wrong with it is reported, and changes nothing. */
export function followSettings(options: LiveSettingsOptions): LiveSettings {
  const { order, reports, logger } = options;
  let { effective } = order;
  let waiting: readonly SettingName[] = [];
  let restarts: readonly ServerReport[] = [];
  const take = (reading: SettingsReading): void => {
    if (reading.kind === 'wrong') {
      reports.set('settings', [...reading.problems.map(invalid), ...restarts]);
      return;
    }
    const before = effective;
    const reload = mergeReload(before, reading.effective);
    ({ effective, waiting } = reload);
    restarts = waiting.map((name) => needsRestart(name, reading.effective));
    reports.set('settings', restarts);
    if (reload.changed.length === 0) return;
    for (const name of reload.changed) {
      const [from, to] = [before, effective].map(({ settings }) =>
        describeValue(catalogue[name], settings[name]),
      );
      logger.info('setting changed', { setting: name, from, to });
    }
    options.keep(encodeOrder({ ...order, effective }));
    options.apply(effective.settings);
  };
  const { config: file } = effective.settings;
  const input = { flags: order.flags, env: process.env, stateDir: defaultStateDirectory(process.env) };
  const watch = file === undefined ? undefined : new SettingsWatch({ file, input, onReading: take });
  return {
    get effective() {
      return effective;
    },
    get waiting() {
      return waiting;
    },
    close: () => watch?.close(),
  };
}

function invalid({ setting, origin, message }: SettingProblem): ServerReport {
  return {
    reason: 'SettingInvalid',
    message: problemText({ setting, origin, message }),
    ...(setting === '' ? {} : { field: setting }),
    ...(origin.kind === 'file' ? { file: origin.file, line: origin.line } : {}),
  };
}

function needsRestart(name: SettingName, { origins, settings }: EffectiveSettings): ServerReport {
  const origin = origins[name];
  return {
    reason: 'SettingNeedsRestart',
    field: name,
    message: `${name}: it is ${describeValue(catalogue[name], settings[name])} from the next start on.`,
    ...(origin?.kind === 'file' ? { file: origin.file, line: origin.line } : {}),
  };
}
