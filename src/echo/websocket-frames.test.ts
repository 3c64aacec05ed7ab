import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FrameEvent, FrameReader, writeFrame } from './websocket-frames.ts';

/** A client's frame: a server's, with a mask (RFC 6455 5.3). */
function masked(opcode: number, payload: Buffer, mask: Buffer): Buffer {
  const plain = writeFrame({ final: true, opcode, payload });
  const headerLength = plain.length - payload.length;
  const header = Buffer.from(plain.subarray(0, headerLength));
  header[1] = (header[1] ?? 0) | 0x80;
  return Buffer.concat([header, mask, payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

test('frames of every length class survive any cutting into chunks', () => {
  const bytes = (length: number): fc.Arbitrary<Buffer> =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
  const payload = fc.constantFrom(0, 1, 125, 126, 300, 70_000).chain((length) => {
    return length > 1000 ? fc.constant(Buffer.alloc(length, 7)) : bytes(length);
  });
  const cases = fc.record({
    payloads: fc.array(payload, { maxLength: 4 }),
    mask: bytes(4),
    cut: fc.integer({ min: 1, max: 999 }),
  });
  fc.assert(
    fc.property(cases, ({ payloads, mask, cut }) => {
      const wire = Buffer.concat(payloads.map((one) => masked(0x2, one, mask)));
      const reader = new FrameReader();
      const events: FrameEvent[] = [];
      for (let at = 0; at < wire.length; at += cut) events.push(...reader.push(wire.subarray(at, at + cut)));
      expect(events).toEqual(
        payloads.map((one) => ({ kind: 'frame', final: true, opcode: 0x2, payload: one })),
      );
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['a reserved bit', 'c180', 1002],
  ['a reserved opcode', '8380', 1002],
  ['a control frame in pieces', '0980', 1002],
  ['a control frame over 125 bytes', '89fe007e', 1002],
  ['no mask', '8100', 1002],
  ['a length past the limit', '82ff00000000ffffffff', 1009],
  ['a length past all numbers', '82ffffffffffffffffff', 1009],
])('%s is a violation', (_, header, closeCode) => {
  const reader = new FrameReader();
  const events = reader.push(Buffer.from(`${header}00000000`, 'hex'));
  expect(events).toEqual([{ kind: 'violation', closeCode }]);
  expect(reader.push(Buffer.from('818000000000', 'hex'))).toEqual([]);
});
