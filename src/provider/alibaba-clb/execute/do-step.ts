import type { ClbOperation } from '../plan/operations.ts';
import { createServerGroup, deleteServerGroup } from './group-steps.ts';
import { createInstance, deleteInstance, noteIdle, setInstance } from './instance-steps.ts';
import {
  changeListener,
  createExtension,
  createListener,
  deleteExtension,
  deleteListener,
  setExtension,
  startListener,
} from './listener-steps.ts';
import { createRules, deleteRules, setRule } from './rule-steps.ts';
import { NotThere, type StepContext } from './step-context.ts';

/** Steps that need no call and end what is done on a load balancer. */
export type Verdict = Extract<ClbOperation, { kind: 'refuse' | 'serve' }>;

/** Steps of a plan that are done by calls. */
export type CallStep = Exclude<ClbOperation, Verdict>;

export function isVerdict(step: ClbOperation): step is Verdict {
  return step.kind === 'serve' || step.kind === 'refuse';
}

/** True for what takes something away that may be serving. */
export function takesAway({ kind }: CallStep): boolean {
  return kind.startsWith('delete-');
}

/**
 * Does one step and writes down in the world what it did. `target` is the instance of the load balancer, where there is one; returns
 * the instance a step made. @throws StepProblem, NotThere, ClbError; see `judgeStep`
 */
export async function doStep(
  step: CallStep,
  target: string | undefined,
  context: StepContext,
): Promise<string | undefined> {
  switch (step.kind) {
    case 'create-instance':
      return createInstance(step, context);
    case 'set-instance':
      await setInstance(step, context);
      return undefined;
    case 'note-idle':
      await noteIdle(step, context);
      return undefined;
    case 'delete-instance':
      await deleteInstance(step, context);
      return undefined;
    case 'upload-certificate':
      await context.certificate(step.name);
      return undefined;
    case 'delete-certificate':
      await context.api.deleteCertificate(step.certificate);
      context.cache.changeCertificates((all) => all.filter(({ id }) => id !== step.certificate));
      return undefined;
    default:
      if (target === undefined) throw new NotThere('the instance');
      await doOnInstance(step, target, context);
      return undefined;
  }
}

type InstanceStep = Exclude<
  CallStep,
  {
    kind:
      | 'create-instance'
      | 'delete-certificate'
      | 'delete-instance'
      | 'note-idle'
      | 'set-instance'
      | 'upload-certificate';
  }
>;

function doOnInstance(step: InstanceStep, instanceId: string, context: StepContext): Promise<void> {
  switch (step.kind) {
    case 'create-server-group':
      return createServerGroup(step, instanceId, context);
    case 'delete-server-group':
      return deleteServerGroup(step, instanceId, context);
    case 'create-listener':
      return createListener(step, instanceId, context);
    case 'change-listener':
      return changeListener(step, instanceId, context);
    case 'start-listener':
      return startListener(step, instanceId, context);
    case 'delete-listener':
      return deleteListener(step, instanceId, context);
    case 'create-rules':
      return createRules(step, instanceId, context);
    case 'set-rule':
      return setRule(step, instanceId, context);
    case 'delete-rules':
      return deleteRules(step, instanceId, context);
    case 'create-extension':
      return createExtension(step, instanceId, context);
    case 'set-extension':
      return setExtension(step, instanceId, context);
    case 'delete-extension':
      return deleteExtension(step, instanceId, context);
  }
}
