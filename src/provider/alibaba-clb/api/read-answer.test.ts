import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { integer, listOf, tags, text, textOrEmpty } from './answer-schema.ts';
import { ClbError } from './clb-error.ts';
import { readAnswer, refusedBy } from './read-answer.ts';
import type { RawAnswer } from './send-request.ts';

const raw = (body: string, status = 200): RawAnswer => ({ status, text: body, retryAfterMs: undefined });
const credentials = { accessKeyId: 'LTAI5tId', accessKeySecret: 's3cr3t+/', securityToken: 'CAIS=token' };

const groups = z.object({
  Groups: listOf('Group', z.object({ Id: text, Name: textOrEmpty, Port: integer, Tags: tags }), 3),
});

const anyBody = fc.oneof(
  fc.string(),
  fc.json(),
  fc.record({ Groups: fc.object({ key: fc.constantFrom('Group', 'Id', 'Tags', 'Tag') }) }).map(toJson),
);

function toJson(value: unknown): string {
  return JSON.stringify(value);
}

describe('a success', () => {
  test('is what is documented, or an error of which nothing is known', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        try {
          expect(readAnswer('DescribeGroups', raw(body), groups).Groups.length).toBeLessThanOrEqual(3);
        } catch (error) {
          expect(error).toBeInstanceOf(ClbError);
          expect(error).toMatchObject({ kind: 'unavailable', ambiguous: true });
        }
      }),
    );
  });

  test.each([
    ['wrapped', { Groups: { Group: [{ Id: 'a', Port: '80' }] } }, 1],
    ['plain', { Groups: [{ Id: 'a', Name: null, Port: 80, Tags: [] }] }, 1],
    ['with an empty wrapper', { Groups: {} }, 0],
    ['with nothing', { Groups: null }, 0],
    ['absent', {}, 0],
  ])('takes a list that is %s', (_, body, length) => {
    expect(readAnswer('DescribeGroups', raw(toJson(body)), groups).Groups).toHaveLength(length);
  });

  test('takes tags of any name as they are', () => {
    const Tag = [
      { TagKey: '__proto__', TagValue: 'a' },
      { TagKey: 'constructor', TagValue: '' },
    ];
    const [group] = readAnswer(
      'DescribeGroups',
      raw(toJson({ Groups: [{ Id: 'a', Port: 1, Tags: { Tag } }] })),
      groups,
    ).Groups;
    expect(Object.entries(group?.Tags ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', ''],
    ]);
  });
});

describe('a refusal', () => {
  const secrets = Object.values(credentials);
  const anyMessage = fc
    .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...secrets, '\n', '-----BEGIN')), {
      maxLength: 400,
    })
    .map((parts) => parts.join(''));

  test('is told in one short line without credentials, whatever it says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.string(), anyMessage, (status, Code, Message) => {
        const error = refusedBy(
          'SetRule',
          raw(toJson({ Code, Message, RequestId: Code }), status),
          credentials,
        );
        expect(error.message.length).toBeLessThan(500);
        expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        for (const secret of secrets) expect(error.message).not.toContain(secret);
      }),
    );
  });

  test('is told by its status where it has no code', () => {
    const { message, kind } = refusedBy('SetRule', raw('<html>', 502), credentials);
    expect([message, kind]).toEqual(['SetRule was refused with status 502.', 'unavailable']);
  });
});
