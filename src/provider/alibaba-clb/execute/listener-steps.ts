import { ownTags } from '../names.ts';
import type {
  ChangeListenerStep,
  CreateExtensionStep,
  CreateListenerStep,
  DeleteExtensionStep,
  DeleteListenerStep,
  SetExtensionStep,
  StartListenerStep,
} from '../plan/operations.ts';
import type { ClbDomainExtension, ClbListener } from '../world/clb-world.ts';
import {
  changedListener,
  type InstanceEffect,
  sameListener,
  withListener,
  withoutListener,
  withoutRules,
} from '../world/world-changes.ts';
import { expectListener, groupId, type StepContext } from './step-context.ts';

/** The listener that certificates by name belong to. */
const https = { port: 443, protocol: 'https' };

/** Makes a listener, stopped. Where its certificate cannot be had it shows the fake one rather than nothing. */
export async function createListener(
  step: CreateListenerStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const { listener, description, group, certificate, forwardPort, settings, loadBalancer } = step;
  const tags = ownTags(context.settings.clusterId, loadBalancer);
  const serverGroupId = group === undefined ? undefined : groupId(context, instanceId, group);
  const certificateId =
    certificate === undefined
      ? undefined
      : await context.certificate(certificate).catch(() => context.fakeCertificate());
  await context.api.createListener(instanceId, {
    ...listener,
    description,
    tags,
    settings,
    ...(serverGroupId === undefined ? {} : { serverGroupId }),
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(forwardPort === undefined ? {} : { forwardPort }),
  });
  const made: ClbListener = {
    ...listener,
    status: 'stopped',
    description,
    tags,
    serverGroupId,
    certificateId,
    forwardPort,
    settings,
    rules: [],
    extensions: [],
  };
  context.cache.change(instanceId, withListener(made));
}

export async function changeListener(
  step: ChangeListenerStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const { listener, description, group, certificate, settings } = step;
  expectListener(context, instanceId, listener);
  const change = {
    ...(description === undefined ? {} : { description }),
    ...(group === undefined ? {} : { serverGroupId: groupId(context, instanceId, group) }),
    ...(certificate === undefined ? {} : { certificateId: await context.certificate(certificate) }),
  };
  await context.api.changeListener(instanceId, {
    ...listener,
    ...change,
    ...(settings === undefined ? {} : { settings }),
  });
  const effect = changedListener(listener, (known) => ({
    ...known,
    ...change,
    settings: { ...known.settings, ...settings },
  }));
  context.cache.change(instanceId, effect);
}

export async function startListener(
  { listener }: StartListenerStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const { api, cache } = context;
  expectListener(context, instanceId, listener);
  await api.startListener(instanceId, listener);
  cache.change(
    instanceId,
    changedListener(listener, (known) => ({ ...known, status: 'starting' })),
  );
}

/** Rules one call takes. */
const ruleBatch = 10;

/**
 * Deletes a listener, and before it the rules and domain extensions known of it: CLB does not promise that they go with it, and what
 * stays would keep groups and certificates from being deleted.
 */
export async function deleteListener(
  { listener }: DeleteListenerStep,
  instanceId: string,
  { api, cache }: StepContext,
): Promise<void> {
  const known = cache.instance(instanceId)?.listeners.find((one) => sameListener(one, listener));
  const rules = known?.rules.map(({ id }) => id) ?? [];
  for (let from = 0; from < rules.length; from += ruleBatch) {
    const batch = rules.slice(from, from + ruleBatch);
    await api.deleteRules(batch);
    cache.change(instanceId, withoutRules(listener, batch));
  }
  for (const { id } of known?.extensions ?? []) {
    await api.deleteDomainExtension(id);
    cache.change(
      instanceId,
      changedExtensions((all) => all.filter((one) => one.id !== id)),
    );
  }
  await api.deleteListener(instanceId, listener);
  cache.change(instanceId, withoutListener(listener));
}

export async function createExtension(
  { domain, certificate }: CreateExtensionStep,
  instanceId: string,
  context: StepContext,
): Promise<void> {
  const { api, cache } = context;
  expectListener(context, instanceId, https);
  const certificateId = await context.certificate(certificate);
  const { id } = await api.createDomainExtension(instanceId, https.port, domain, certificateId);
  cache.change(
    instanceId,
    changedExtensions((known) => [...known, { id, domain, certificateId }]),
  );
}

export async function setExtension(
  { extension: id, certificate }: SetExtensionStep,
  instanceId: string,
  { api, cache, certificate: find }: StepContext,
): Promise<void> {
  const certificateId = await find(certificate);
  await api.setDomainExtension(id, certificateId);
  cache.change(
    instanceId,
    changedExtensions((known) => known.map((one) => (one.id === id ? { ...one, certificateId } : one))),
  );
}

export async function deleteExtension(
  { extension }: DeleteExtensionStep,
  instanceId: string,
  { api, cache }: StepContext,
): Promise<void> {
  await api.deleteDomainExtension(extension);
  cache.change(
    instanceId,
    changedExtensions((known) => known.filter(({ id }) => id !== extension)),
  );
}

function changedExtensions(
  change: (known: readonly ClbDomainExtension[]) => readonly ClbDomainExtension[],
): InstanceEffect {
  return changedListener(https, (known) => ({ ...known, extensions: change(known.extensions) }));
}
