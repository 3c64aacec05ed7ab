import type { BackendEndpoints } from '../../model/index.ts';
import type { DesiredState, Operation, Plan, ProviderProblem, ProviderReport } from '../../provider/index.ts';
import type { ServeSettings } from '../../settings/index.ts';

/** What a provider would do, seen and not done. */
export interface DryPlan {
  /** For people. */
  readonly lines: readonly string[];
  /** For machines: `operations` and what else the provider has to say. No key bytes. */
  readonly json: Readonly<Record<string, unknown>>;
  /** What cannot be served as asked, as the provider would report it. */
  readonly answers: readonly ProviderReport[];
}

/** What a plan is made for. */
export interface DryRunWorld {
  readonly settings: ServeSettings;
  readonly desired: DesiredState;
  readonly endpoints: readonly BackendEndpoints[];
  /** A folder with a copy of the state directory, without Secrets. */
  readonly stateCopy: string;
}

/** The problems that the steps of a plan carry. */
export function plannedAnswers<Op extends Operation & { readonly problems?: readonly ProviderProblem[] }>({
  operations,
}: Plan<Op>): readonly ProviderReport[] {
  return operations.flatMap(({ loadBalancer, problems = [] }) =>
    problems.length === 0 ? [] : [{ loadBalancer, programmed: false, problems }],
  );
}
