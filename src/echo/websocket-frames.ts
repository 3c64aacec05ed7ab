/** A frame without its mask. */
export interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What a {@link FrameReader} finds; after a violation it finds nothing more. */
export type FrameEvent =
  | (Frame & { readonly kind: 'frame' })
  | { readonly kind: 'violation'; readonly closeCode: number };

/** Largest payload of one frame. */
const maxPayload = 1024 * 1024;
const protocolError = 1002;
const messageTooBig = 1009;
const opcodes = new Set([0x0, 0x1, 0x2, 0x8, 0x9, 0xa]);

interface Header {
  readonly final: boolean;
  readonly opcode: number;
  readonly mask: number;
  readonly payload: number;
  readonly length: number;
}

/** Reads a client's frames (RFC 6455 5.2) from chunks of any size. */
export class FrameReader {
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted = 2;
  #violated = false;

  push(chunk: Buffer): FrameEvent[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const events: FrameEvent[] = [];
    while (!this.#violated && this.#buffered >= this.#wanted) {
      const event = this.#next(Buffer.concat(this.#chunks.splice(0)));
      if (event === undefined) break;
      events.push(event);
    }
    return events;
  }

  #next(bytes: Buffer): FrameEvent | undefined {
    const header = readHeader(bytes);
    if (typeof header === 'number') return this.#wait(bytes, header);
    const { final, opcode, mask, payload, length } = header;
    const control = opcode >= 0x8;
    if (mask < 0 || !opcodes.has(opcode) || (control && (!final || length > 125))) {
      return this.#violation(protocolError);
    }
    if (length > maxPayload) return this.#violation(messageTooBig);
    const end = payload + length;
    if (bytes.length < end) return this.#wait(bytes, end);
    const unmasked = Buffer.from(bytes.subarray(payload, end));
    for (let at = 0; at < length; at += 1) unmasked[at] = (unmasked[at] ?? 0) ^ (bytes[mask + (at & 3)] ?? 0);
    this.#wait(bytes.subarray(end), 2);
    return { kind: 'frame', final, opcode, payload: unmasked };
  }

  #wait(rest: Buffer, wanted: number): undefined {
    this.#chunks.push(rest);
    this.#buffered = rest.length;
    this.#wanted = wanted;
  }

  #violation(closeCode: number): FrameEvent {
    this.#violated = true;
    return { kind: 'violation', closeCode };
  }
}

/** The header at the start of `bytes`, or how many bytes it takes to read it. `mask` is below 0 when there is none. */
function readHeader(bytes: Buffer): Header | number {
  const first = bytes[0];
  const second = bytes[1];
  if (first === undefined || second === undefined) return 2;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const masked = (second & 0x80) !== 0;
  const payload = 2 + lengthBytes + (masked ? 4 : 0);
  if (bytes.length < payload) return payload;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  // No extension is agreed on, so that the reserved bits have no meaning; opcode 0x3 is reserved itself.
  const opcode = (first & 0x70) === 0 ? first & 0x0f : 0x3;
  return { final: (first & 0x80) !== 0, opcode, mask: masked ? 2 + lengthBytes : -1, payload, length };
}

/** The bytes of a server's frame: never masked (RFC 6455 5.1). */
export function writeFrame(frame: Frame): Buffer {
  const { length } = frame.payload;
  const lengthBytes = length > 0xff_ff ? 8 : length > 125 ? 2 : 0;
  const header = Buffer.alloc(2 + lengthBytes);
  header[0] = (frame.final ? 0x80 : 0) | frame.opcode;
  header[1] = lengthBytes === 8 ? 127 : lengthBytes === 2 ? 126 : length;
  if (lengthBytes === 8) header.writeBigUInt64BE(BigInt(length), 2);
  else if (lengthBytes === 2) header.writeUInt16BE(length, 2);
  return Buffer.concat([header, frame.payload]);
}
