import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { MessageReader } from '../../../test/support/message-reader.ts';
import {
  bodyChunks,
  bodySize,
  type ClientOutcome,
  type ClientRequest,
  type TunnelRequest,
} from './forwarding-harness.test-support.ts';

/** A client on a real socket, for one request. */
export class SocketClient {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
  }

  static async open(port: number): Promise<SocketClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new SocketClient(socket);
  }

  leave(): void {
    this.#socket.resetAndDestroy();
  }

  async send(request: ClientRequest): Promise<ClientOutcome> {
    const socket = this.#socket;
    const method = request.method ?? 'GET';
    socket.write(headText(method, request), 'latin1');
    if (request.expectContinue !== true) void this.#sendBody(request);
    const informational: number[] = [];
    const reader = await this.#response(method, request, (status) => {
      informational.push(status);
      if (status === 100) void this.#sendBody(request);
    });
    socket.destroy();
    const { startLine, headers, body, complete } = reader.message();
    return { status: Number(startLine.split(' ')[1] ?? 0), headers, body, complete, informational };
  }

  async tunnel({ early, late }: TunnelRequest): Promise<string> {
    const socket = this.#socket;
    socket.write(
      `GET / HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${early}`,
    );
    const reader = new MessageReader('response');
    const parts: Buffer[] = [];
    const ended = once(socket, 'end');
    socket.on('data', (data: Buffer) => {
      if (reader.headComplete) parts.push(data);
      else reader.feed(data);
      if (reader.headComplete && parts.length === 0) {
        parts.push(reader.rest);
        socket.end(late);
      }
    });
    await ended;
    socket.destroy();
    return Buffer.concat(parts).toString('latin1');
  }

  async #sendBody(request: ClientRequest): Promise<void> {
    const socket = this.#socket;
    for (const chunk of bodyChunks(request.body ?? [])) {
      if (request.chunked === true) socket.write(`${chunk.length.toString(16)}\r\n`);
      const room = socket.write(chunk);
      if (request.chunked === true) socket.write('\r\n');
      if (!room && socket.writableNeedDrain)
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      if (!socket.writable) return;
    }
    if (request.chunked === true) socket.write('0\r\n\r\n');
  }

  /** Resolves once the response is complete, or the connection over. */
  #response(
    method: string,
    request: ClientRequest,
    onInformational: (status: number) => void,
  ): Promise<MessageReader> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      let reader = new MessageReader('response', method);
      socket.on('data', (data: Buffer) => {
        reader.feed(data);
        for (let status = statusOf(reader); reader.complete && status < 200; status = statusOf(reader)) {
          onInformational(status);
          const { rest } = reader;
          reader = new MessageReader('response', method);
          reader.feed(rest);
        }
        if (reader.complete) resolve(reader);
        else if (request.slowReader === true) {
          socket.pause();
          setImmediate(() => setImmediate(() => socket.resume()));
        }
      });
      socket.on('end', () => {
        reader.end();
        resolve(reader);
      });
      socket.on('close', () => resolve(reader));
    });
  }
}

function statusOf(reader: MessageReader): number {
  return Number(reader.startLine.split(' ')[1] ?? 0);
}

function headText(method: string, request: ClientRequest): string {
  const lines = [`${method} ${request.target ?? '/'} HTTP/1.${request.http10 === true ? 0 : 1}`];
  lines.push(`Host: ${request.host ?? 'a.example'}`);
  for (let i = 0; i + 1 < (request.headers?.length ?? 0); i += 2) {
    lines.push(`${request.headers?.[i]}: ${request.headers?.[i + 1]}`);
  }
  if (request.chunked === true) lines.push('Transfer-Encoding: chunked');
  else if (request.body !== undefined) lines.push(`Content-Length: ${bodySize(request.body)}`);
  if (request.expectContinue === true) lines.push('Expect: 100-continue');
  return `${lines.join('\r\n')}\r\n\r\n`;
}
