import { membersOf } from './find.ts';
import type { ClbState, Instance, Leftover, Listener, Rule } from './state.ts';

/** What the cloud holds, for comparing two runs: names in place of ids, sorted, without times. Plain data for JSON. */
export interface Picture {
  readonly instances: readonly Readonly<Record<string, unknown>>[];
  readonly certificates: readonly Readonly<Record<string, unknown>>[];
}

export function drawPicture(state: ClbState): Picture {
  return {
    instances: [...state.instances.values()].map((instance) => drawInstance(state, instance)).sort(byText),
    certificates: [...state.certificates.values()]
      .map(({ region, name, tags }) => ({ region, name, tags: sorted(tags) }))
      .sort(byText),
  };
}

function drawInstance(state: ClbState, instance: Instance): Record<string, unknown> {
  const { id, createdAt, busyCalls, listeners, serverGroups, leftovers, tags, ...attributes } = instance;
  return {
    ...attributes,
    tags: sorted(tags),
    listeners: listeners.map((listener) => drawListener(state, instance, listener)).sort(byText),
    serverGroups: serverGroups
      .map((group) => ({
        name: group.name,
        tags: sorted(group.tags),
        backends: [...membersOf(group)].sort(byText),
      }))
      .sort(byText),
    leftovers: leftovers.filter(isSome).map(({ port, protocol, rules, extensions }) => ({
      port,
      protocol,
      rules: rules.map((rule) => drawRule(instance, rule)).sort(byText),
      extensions: extensions.map(({ domain }) => domain).sort(),
    })),
  };
}

function isSome({ rules, extensions }: Leftover): boolean {
  return rules.length > 0 || extensions.length > 0;
}

function drawListener(state: ClbState, instance: Instance, listener: Listener): Record<string, unknown> {
  const { certificateId, serverGroupId, rules, extensions, tags, ...rest } = listener;
  const certificateName = (id: string | undefined): string | undefined =>
    id === undefined ? undefined : (state.certificates.get(id)?.name ?? 'unknown');
  return {
    ...rest,
    tags: sorted(tags),
    certificate: certificateName(certificateId),
    serverGroup: groupName(instance, serverGroupId),
    rules: rules.map((rule) => drawRule(instance, rule)).sort(byText),
    extensions: extensions
      .map((extension) => ({
        domain: extension.domain,
        certificate: certificateName(extension.certificateId),
      }))
      .sort(byText),
  };
}

function drawRule(instance: Instance, rule: Rule): Record<string, unknown> {
  const { id, serverGroupId, ...rest } = rule;
  return { ...rest, serverGroup: groupName(instance, serverGroupId) };
}

function groupName(instance: Instance, id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  return instance.serverGroups.find((group) => group.id === id)?.name ?? 'unknown';
}

function sorted(tags: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
}

function byText(a: unknown, b: unknown): number {
  const [left = '', right = ''] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
