import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { FrameReader, writeFrame } from './websocket-frames.ts';

/** RFC 6455 1.3: what the key is hashed with. */
const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A connection that says nothing for this long is closed. */
const idleMs = 300_000;

/** Takes an upgrade to WebSocket (RFC 6455) and sends each message back. */
export function acceptEchoSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || Buffer.from(key, 'base64').length !== 16) {
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    return;
  }
  if (request.headers['sec-websocket-version'] !== '13') {
    socket.end(
      'HTTP/1.1 426 Upgrade Required\r\nsec-websocket-version: 13\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    );
    return;
  }
  const accept = createHash('sha1')
    .update(key + handshakeGuid)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  request.socket.setTimeout(idleMs, () => socket.destroy());
  echoFrames(socket, head);
}

function echoFrames(socket: Duplex, head: Buffer): void {
  const reader = new FrameReader();
  const take = (chunk: Buffer): void => {
    for (const frame of reader.push(chunk)) {
      if (frame.kind === 'violation') {
        socket.end(writeFrame({ final: true, opcode: 0x8, payload: closePayload(frame.closeCode) }));
        return;
      }
      // A ping is answered by a pong, a pong by nothing; data and close frames go back as they came.
      if (frame.opcode === 0xa) continue;
      const back = writeFrame(frame.opcode === 0x9 ? { ...frame, opcode: 0xa } : frame);
      if (frame.opcode === 0x8) {
        socket.end(back);
        return;
      }
      if (!socket.write(back)) {
        socket.pause();
        socket.once('drain', () => socket.resume());
      }
    }
  };
  socket.on('data', take);
  socket.on('end', () => socket.end());
  if (head.length > 0) take(head);
}

function closePayload(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return payload;
}
