import { listenerDescription } from '../names.ts';
import type { ClbListener, ListenerKey, ListenerSettings } from '../world/clb-world.ts';
import { listenerSettingNames } from '../world/clb-world.ts';
import type { ChangeListenerStep } from './operations.ts';
import type { Site } from './site.ts';
import type { WantedListener } from './wanted-state.ts';

/** Rules one call deletes. */
const ruleBatch = 10;

/** Makes a listener; it is born stopped, and is started when it has all its rules. */
export function createListener(
  { loadBalancer, actual, operations }: Site,
  { port, protocol, group, certificate, forwardPort, wish }: WantedListener,
): void {
  const { clusterId } = actual.settings;
  operations.push({
    kind: 'create-listener',
    loadBalancer,
    listener: { port, protocol },
    description: wish?.description ?? listenerDescription(clusterId, port, ''),
    group,
    certificate,
    forwardPort,
    settings: wish?.settings ?? {},
    calls: 1,
    why:
      forwardPort === undefined
        ? `every instance serves ${protocol.toUpperCase()} on port ${port}`
        : `every request is to come by HTTPS, on port ${forwardPort}`,
  });
}

/**
 * Changes what differs. The certificate has a call of its own: one that cannot be had holds up nothing else. Of a listener that forwards
 * nothing can be changed.
 */
export function changeListener(site: Site, wanted: WantedListener, found: ClbListener): void {
  if (wanted.forwardPort !== undefined) return;
  changeCertificate(site, wanted, found);
  changeSettings(site, wanted, found);
}

function changeCertificate(site: Site, { port, certificate }: WantedListener, found: ClbListener): void {
  const { certificates, drift } = site;
  if (certificate === undefined || certificates.byName.get(certificate)?.id === found.certificateId) return;
  if (!certificates.nameOf.has(found.certificateId ?? '')) {
    drift.push(`the listener on port ${port} had a certificate of someone else`);
  }
  pushChange(site, found, { certificate, why: 'the default certificate is another' });
}

function changeSettings(site: Site, { group, wish }: WantedListener, found: ClbListener): void {
  const { actual, groups, drift } = site;
  const { port, description } = found;
  const otherGroup = group !== undefined && groups.byName.get(group)?.id !== found.serverGroupId;
  const edited = wish === undefined ? [] : editedSettings(wish.settings, found.settings);
  const otherWish = wish !== undefined && wish.description !== description;
  if (!otherGroup && !otherWish && edited.length === 0) return;

  // The description says what the listener was asked for when we last changed it.
  if (otherWish && !description.startsWith(`sluice/${actual.settings.clusterId}/${port}/`)) {
    drift.push(`the description of the listener on port ${port} was changed`);
  }
  if (!otherWish && edited.length > 0) {
    drift.push(`settings of the listener on port ${port} were changed (${edited.join(', ')})`);
  }
  if (otherGroup && !groups.nameOf.has(found.serverGroupId ?? '')) {
    drift.push(`the listener on port ${port} sent to a group of someone else`);
  }
  pushChange(site, found, {
    ...(otherGroup ? { group } : {}),
    // Settings depend on each other, so that they are always sent together.
    ...(wish !== undefined && (otherWish || edited.length > 0) ? wish : {}),
    why: [
      ...(otherGroup ? ['the default backend is another'] : []),
      ...(edited.length > 0 ? [`settings differ (${edited.join(', ')})`] : []),
      ...(otherWish && edited.length === 0 ? ['its description differs'] : []),
    ].join('; '),
  });
}

function pushChange(
  { loadBalancer, operations }: Site,
  { port, protocol }: ListenerKey,
  change: Omit<ChangeListenerStep, 'kind' | 'loadBalancer' | 'listener' | 'calls'>,
): void {
  const listener = { port, protocol };
  operations.push({ ...change, kind: 'change-listener', loadBalancer, listener, calls: 1 });
}

/** Starts what is stopped: new, or left so by a run that was broken off, or stopped by someone. */
export function startListener(
  { loadBalancer, operations, drift }: Site,
  { port, protocol }: ListenerKey,
  found: ClbListener | undefined,
): void {
  if (found !== undefined && found.status !== 'stopped') return;
  const isCompleted = operations.some(
    (step) =>
      step.loadBalancer === loadBalancer && step.kind === 'create-rules' && step.listener.port === port,
  );
  if (found !== undefined && !isCompleted) {
    drift.push(`the listener on port ${port} was stopped, by someone or by a run that was broken off`);
  }
  const why = found === undefined ? 'it has all its rules' : 'it is stopped';
  operations.push({ kind: 'start-listener', loadBalancer, listener: { port, protocol }, calls: 1, why });
}

/** Deletes a listener, and what is known of its rules and domain extensions before it: CLB does not promise that they go too. */
export function deleteListener(
  { loadBalancer, operations }: Site,
  { port, protocol, rules, extensions }: ClbListener,
  why: string,
): void {
  const calls = 1 + Math.ceil(rules.length / ruleBatch) + extensions.length;
  operations.push({ kind: 'delete-listener', loadBalancer, listener: { port, protocol }, calls, why });
}

/** A setting CLB does not speak of is taken to be as it was asked for: the description says what that was. */
function editedSettings(wanted: ListenerSettings, found: ListenerSettings): readonly string[] {
  return listenerSettingNames.filter(
    (name) =>
      wanted[name] !== undefined && found[name] !== undefined && !isSameValue(wanted[name], found[name]),
  );
}

/** Lists have no order. */
function isSameValue(a: string, b: string): boolean {
  return a === b || a.split(',').sort().join() === b.split(',').sort().join();
}
