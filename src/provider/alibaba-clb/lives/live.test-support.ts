import type { Picture } from '../../../../test/support/clb-emulator/picture.ts';
import type { Listener } from '../../../../test/support/clb-emulator/state.ts';
import type { KeyLookup } from '../../../model/index.ts';
import { type ClbStage, isWrite, noWait, openStage, type StageOptions } from '../clb-stage.test-support.ts';
import { clusterTag } from '../names.ts';
import { backends, type Chapter, type Life } from './any-life.test-support.ts';

/** What lives share: making keys takes long. */
export interface Surroundings {
  readonly keysFolder: string;
  readonly keys: KeyLookup;
  readonly atEnd: StageOptions['atEnd'] & {};
}

/** What a life came to. */
export interface Outcome {
  readonly calls: number;
  readonly kills: number;
  /** What is there, and what a provider makes that meets no fault. Equal unless something is wrong. */
  readonly is: Picture;
  readonly ought: Picture;
  /** What is left when nothing is wanted any more, and what was there before. Equal unless something is wrong. */
  readonly left: Picture;
  readonly before: Picture;
}

/** Turns that one chapter may take: each ends with at most one fault of those that are drawn. */
const mostTurns = 60;

/** Lives a life and compares its end with an unbroken one. @throws where the provider does not come to rest */
export async function live(life: Life, surroundings: Surroundings): Promise<Outcome> {
  const last = life.chapters.at(-1) ?? life.chapters[0];
  const stage = await openCloud(life, surroundings);
  let kills = 0;
  for (const chapter of life.chapters) if (await runChapter(stage, chapter)) kills++;
  // Hands were at it, and a provider finds what they did when it looks anew.
  await stage.restart();
  await settle(stage, last.balancers);

  const unbroken = await openCloud(life, surroundings);
  // What was overridden does not come back.
  if (!hasTaken(stage)) freeTaken(unbroken);
  const before = unbroken.emulator.picture();
  setPods(unbroken, last);
  await settle(unbroken, last.balancers);
  const [is, ought] = [stage.emulator.picture(), unbroken.emulator.picture()];
  await settle(stage, []);
  return { calls: stage.emulator.calls.length, kills, is, ought, left: stage.emulator.picture(), before };
}

/** Whether the provider was killed. */
async function runChapter(stage: ClbStage, chapter: Chapter): Promise<boolean> {
  const { emulator } = stage;
  const { faults, state } = emulator;
  for (const { hand, seed } of chapter.hands) hand.act(state, seed);
  for (const { after, fault } of chapter.faults) faults.after(after, fault);
  faults.busyAfterWrites(chapter.pace.busy);
  faults.listenersSettleAfter(chapter.pace.listeners);
  faults.backendsSettleAfter(chapter.pace.members);
  setPods(stage, chapter);
  const end = emulator.calls.length + (chapter.killedAt ?? Number.POSITIVE_INFINITY);
  let killed = false;
  const stop = emulator.onCall(() => {
    if (killed || emulator.calls.length <= end) return;
    killed = true;
    stage.kill();
  });
  try {
    for (let turn = 0; turn < mostTurns && !killed; turn++)
      if (await comesToRest(stage, chapter.balancers)) break;
  } catch (error) {
    if (!killed) throw error;
  }
  stop();
  faults.clear();
  if (killed) await stage.restart();
  return killed;
}

/** Turns until one has nothing to do. @throws where that takes too long */
async function settle(stage: ClbStage, balancers: Chapter['balancers']): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn++) if (await comesToRest(stage, balancers)) return;
  const calls = stage.emulator.calls.slice(-8).map(({ action, code }) => `${action} ${code}`);
  throw new Error(`the provider does not come to rest: ${calls.join(', ')}`);
}

/** Makes one turn; true where it wrote nothing and no call is to be tried again. */
async function comesToRest(stage: ClbStage, balancers: Chapter['balancers']): Promise<boolean> {
  const from = stage.emulator.calls.length;
  const reports = await stage.cycle(balancers);
  const wrote = stage.emulator.calls.slice(from).some(({ action }) => isWrite(action));
  const failed = reports.some(({ problems }) =>
    problems.some(({ reason }) => reason === 'ProviderCallFailed'),
  );
  if (!wrote && !failed) return true;
  // What failed is tried again after a millisecond.
  await new Promise((resolve) => setTimeout(resolve, 2));
  return false;
}

function setPods(stage: ClbStage, { pods }: Chapter): void {
  stage.setEndpoints(
    ...backends.map((backend, network) => ({
      backend,
      endpoints: Array.from({ length: pods[backend] ?? 0 }, (_, index) => ({
        address: `10.1.${network}.${index + 1}`,
        port: 8080,
      })),
    })),
  );
}

/** A cloud in which someone else has an instance that is free, and one with listeners on our ports. */
async function openCloud({ switches }: Life, { keysFolder, keys, atEnd }: Surroundings): Promise<ClbStage> {
  const stage = await openStage({
    keysFolder,
    atEnd,
    tries: 2,
    paces: { soon: noWait, seldom: noWait, watch: noWait },
    settings: { releaseDelayMs: 0 },
    emulator: { switches, addressOf: () => '198.18.0.1' },
  });
  const { emulator } = stage;
  stage.keys = keys;
  for (const network of backends.keys()) {
    for (let host = 1; host <= 25; host++)
      emulator.addInterface(`10.1.${network}.${host}`, `eni-${network}-${host}`);
  }
  for (const id of ['lb-free', 'lb-taken']) {
    const instance = emulator.addInstance({
      id,
      specification: 'slb.s1.small',
      name: 'theirs',
      address: '198.18.0.2',
    });
    const group = emulator.addServerGroup(instance, { name: 'theirs' });
    emulator.addListener(instance, { port: 3306, serverGroupId: group.id });
    if (id === 'lb-taken')
      emulator.addListener(instance, { port: 80, protocol: 'http', serverGroupId: group.id });
  }
  return stage;
}

function takenListeners({ emulator }: ClbStage): Listener[] {
  return emulator.state.instances.get('lb-taken')?.listeners ?? [];
}

/** Whether the listener on one of our ports is still that of its owner. */
function hasTaken(stage: ClbStage): boolean {
  return takenListeners(stage).some(isTaken);
}

function freeTaken(stage: ClbStage): void {
  const listeners = takenListeners(stage);
  listeners.splice(listeners.findIndex(isTaken), 1);
}

function isTaken({ port, tags }: Listener): boolean {
  return port === 80 && !tags.has(clusterTag);
}
