import { OperatorError } from '../base/index.ts';
import { describeProblem, type SettingProblem } from './origin.ts';

const hint = 'See sluice serve --help.';

/** Settings that cannot be used: everything that is wrong with them, not only the first. */
export class SettingsError extends OperatorError {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(describeProblem);
    const message =
      lines.length === 1
        ? (lines[0] ?? '')
        : `${lines.length} settings are wrong:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    const hints = new Set(problems.flatMap((problem) => problem.hint ?? []));
    super('SettingInvalid', message, { hint: hints.size === 0 ? hint : [...hints].join(' ') });
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
