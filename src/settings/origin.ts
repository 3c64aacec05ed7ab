/** Where the value of a setting comes from. What comes from nowhere is the default. */
export type Origin =
  | { readonly kind: 'flag' | 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number };

/** What is wrong with a setting, and where. */
export interface SettingProblem {
  /** The name as it was given; empty where no setting is meant. */
  readonly setting: string;
  readonly origin: Origin;
  /** A phrase without its full stop, or a question. */
  readonly message: string;
  /** What to do, where there is more to say than the message does. */
  readonly hint?: string;
}

/** `sluice.yaml:3:1: workers: expected …`, or `--workers: expected …`. */
export function describeProblem(problem: SettingProblem): string {
  const { origin } = problem;
  if (origin.kind !== 'file') return `${origin.name}: ${sentence(problem)}`;
  return `${origin.file}:${origin.line}:${origin.column}: ${problemText(problem)}`;
}

/** The same without its place. */
export function problemText(problem: SettingProblem): string {
  return problem.setting === '' ? sentence(problem) : `${problem.setting}: ${sentence(problem)}`;
}

function sentence({ message }: SettingProblem): string {
  return message.endsWith('?') ? message : `${message}.`;
}
