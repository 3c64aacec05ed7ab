type MetadataByKey = Map<unknown, unknown>;

/**
 * The X.509 library's dependency container wants four functions of the withdrawn "metadata reflection" proposal on
 * `Reflect`. They are added only where no one else has, and hold what the container itself stores.
 */
export function provideReflectMetadata(): void {
  if ('getMetadata' in Reflect) return;
  const stored = new WeakMap<object, MetadataByKey>();

  const getOwnMetadata = (key: unknown, target: object): unknown => stored.get(target)?.get(key);

  const getMetadata = (key: unknown, target: object): unknown => {
    for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
      const byKey = stored.get(at);
      if (byKey?.has(key)) return byKey.get(key);
    }
    return undefined;
  };

  const defineMetadata = (key: unknown, value: unknown, target: object): void => {
    const byKey = stored.get(target) ?? new Map<unknown, unknown>();
    byKey.set(key, value);
    stored.set(target, byKey);
  };

  const metadata = (key: unknown, value: unknown) => (target: object) => defineMetadata(key, value, target);

  Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata, metadata });
}
