import type { Answer } from './answer.ts';
import type { Cloud } from './cloud.ts';
import { type Parameters, type ParameterTable, required } from './parameters.ts';
import type { Tags } from './state.ts';

/** One action of the API. */
export interface Action {
  readonly parameters: ParameterTable;
  /** Whether it changes something. */
  readonly writes: boolean;
  /** Throws `ApiError`, having changed nothing unless a switch says so. `note`: something a careful client does not send. */
  run(cloud: Cloud, p: Parameters, note: (text: string) => void): Answer;
}

export type ActionTable = Readonly<Record<string, Action>>;

export function reads(parameters: ParameterTable, run: Action['run']): Action {
  return { parameters: { RegionId: required(), ...parameters }, writes: false, run };
}

export function writes(parameters: ParameterTable, run: Action['run']): Action {
  return { parameters: { RegionId: required(), ...parameters }, writes: true, run };
}

/** Whether all tags asked for are there. */
export function hasTags(tags: Tags, wanted: Tags): boolean {
  return [...wanted].every(([key, value]) => tags.get(key) === value);
}
