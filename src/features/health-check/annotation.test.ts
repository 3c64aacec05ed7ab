import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAnnotations } from '../annotations.ts';
import { isRoutePolicies } from '../filters.ts';

const names = ['path', 'interval', 'timeout', 'unhealthy-threshold', 'healthy-threshold', 'status'];
const values = ['/healthz', '5s', '100ms', '1', '10', '200', '200-599', '1h', '60'];

test('whatever the annotations say, a worker takes what is made of them', () => {
  const text = fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'binary', maxLength: 20 }));
  const path = fc.oneof(
    text,
    fc.string({ unit: 'binary', maxLength: 20 }).map((rest) => `/${rest}`),
  );
  const given = fc.tuple(path, ...names.slice(1).map(() => text));
  fc.assert(
    fc.property(given, (texts) => {
      const annotations = Object.fromEntries(
        texts.map((one, index) => [`sluice.dev/health-check-${names[index]}`, one]),
      );
      const read = readAnnotations({
        ...{ annotations, namespace: 'shop', profile: 'slb', sslRedirect: false },
        findConfigMap: () => undefined,
      });
      const policies = read.policiesOf({ tls: false });
      expect(policies === undefined || isRoutePolicies(policies)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
