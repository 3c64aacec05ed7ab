import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fieldLines } from './field-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-lines-'));
const file = join(folder, 'a.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const text = `# first
kind: Service
---
kind: Ingress
metadata:
  annotations:
    sluice.dev/x: "1"
spec:
  rules:
    - host: a.example
      http:
        paths:
          - path: /
          - path: /b
---
kind: List
items:
  - kind: Ingress
    spec:
      rules: []
`;

describe('the lines of fields', () => {
  test.each([
    [4, 'spec.rules[0].http.paths[1].path', 14],
    [4, 'spec.rules[0].http.paths[1]', 14],
    [4, 'metadata.annotations[sluice.dev/x]', 7],
    [4, 'spec.rules[0].http.paths[9].backend.service', 12],
    [4, 'spec.tls[0]', 8],
    [4, '', 4],
    [18, 'spec.rules', 20],
    [3, 'spec', 3],
  ])('of the object at line %i: %s is at %i', (line, field, found) => {
    writeFileSync(file, text);
    expect(fieldLines(file, [{ line, field }])).toEqual([found]);
  });

  test('are those of the object where the file is gone or broken', () => {
    expect(fieldLines(join(folder, 'none.yaml'), [{ line: 4, field: 'spec' }])).toEqual([4]);
    writeFileSync(file, 'a: [');
    expect(fieldLines(file, [{ line: 9, field: 'spec' }])).toEqual([9]);
  });
});
