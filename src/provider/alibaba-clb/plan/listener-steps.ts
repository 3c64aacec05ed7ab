import type { ClbListener, ListenerKey } from '../world/clb-world.ts';
import { extensionSteps } from './extension-steps.ts';
import { changeListener, createListener, deleteListener, startListener } from './one-listener.ts';
import { ruleSteps } from './rule-steps.ts';
import { ourListeners, type Site } from './site.ts';
import type { WantedListener, WantedState } from './wanted-state.ts';

/**
 * Brings the listeners of an instance in line. HTTPS comes first: an HTTP listener that forwards needs it. A new one is started when
 * it has all its rules.
 */
export function listenerSteps(site: Site, wanted: WantedState): void {
  const ours = ourListeners(site.instance, site.actual.settings.clusterId);
  const standing = standingListeners(ours, wanted.listeners);
  const deleted = new Set<ClbListener>();
  for (const listener of [...wanted.listeners].sort(httpsFirst)) {
    const found = standing.get(listenerName(listener));
    if (found !== undefined) {
      changeListener(site, listener, found);
    } else if (canBeMade(listener, standing, wanted.listeners)) {
      for (const occupant of occupants(site, listener, wanted.listeners)) {
        if (deleted.has(occupant)) continue;
        deleted.add(occupant);
        deleteListener(site, occupant, 'it is in the way of ours, which is made next');
      }
      createListener(site, listener);
    } else {
      continue;
    }
    if (listener.forwardPort === undefined) {
      ruleSteps(site, listener, wanted.rules, found);
      if (listener.protocol === 'https') extensionSteps(site, wanted, found);
    }
    startListener(site, listener, found);
  }
  if (!site.mayDelete) return;
  const names = new Set(wanted.listeners.map(listenerName));
  for (const listener of ours) {
    if (deleted.has(listener) || names.has(listenerName(listener))) continue;
    deleteListener(site, listener, 'it is not asked for any more');
  }
}

/** Deletes the listeners of ours, those that forward before those they forward to. */
export function deleteListenerSteps(site: Site, why: string): void {
  const ours = ourListeners(site.instance, site.actual.settings.clusterId);
  for (const listener of [...ours].sort(httpsFirst).reverse()) deleteListener(site, listener, why);
}

/**
 * Our listeners that can become what is wanted. Whether one forwards, and where to, can only be said when it is made; and one whose
 * target is gone has to be made again after it.
 */
function standingListeners(
  ours: readonly ClbListener[],
  wanted: readonly WantedListener[],
): ReadonlyMap<string, ClbListener> {
  const forwards = new Map(wanted.map((listener) => [listenerName(listener), listener.forwardPort]));
  const standing = ours.filter((listener) => {
    const name = listenerName(listener);
    if (!forwards.has(name) || forwards.get(name) !== listener.forwardPort) return false;
    const { forwardPort } = listener;
    return (
      forwardPort === undefined ||
      ours.some(({ port, protocol }) => port === forwardPort && protocol === 'https')
    );
  });
  return new Map(standing.map((listener) => [listenerName(listener), listener]));
}

/** An HTTPS listener needs a certificate, and one that forwards needs an HTTPS listener. */
function canBeMade(
  { protocol, certificate, forwardPort }: WantedListener,
  standing: ReadonlyMap<string, ClbListener>,
  wanted: readonly WantedListener[],
): boolean {
  if (protocol === 'https') return certificate !== undefined;
  if (forwardPort === undefined) return true;
  const target = wanted.find(({ port }) => port === forwardPort);
  return target !== undefined && (target.certificate !== undefined || standing.has(listenerName(target)));
}

/**
 * What has to go before a listener can be made, in order: what forwards to the port and is made anew as well, then whatever has the
 * port. UDP has ports of its own. Listeners of others come this far only where the Ingresses may override them.
 */
function occupants(
  { instance }: Site,
  { port }: WantedListener,
  wanted: readonly WantedListener[],
): readonly ClbListener[] {
  const tcp = instance?.listeners.filter(({ protocol }) => protocol !== 'udp') ?? [];
  return [
    ...tcp.filter((other) => other.forwardPort === port && wanted.some((own) => own.port === other.port)),
    ...tcp.filter((other) => other.port === port),
  ];
}

function httpsFirst(a: ListenerKey, b: ListenerKey): number {
  return Number(b.protocol === 'https') - Number(a.protocol === 'https') || a.port - b.port;
}

function listenerName({ port, protocol }: ListenerKey): string {
  return `${port}/${protocol}`;
}
