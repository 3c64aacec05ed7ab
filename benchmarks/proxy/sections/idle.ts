import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { memoryOf } from '../accounting.ts';
import { firstHost } from '../hosts.ts';
import { small } from '../loads.ts';
import type { Peer, PeerKind } from '../peers/peer.ts';
import { type Section, table } from '../results.ts';
import type { Session } from '../session.ts';
import { median } from '../statistics.ts';
import { putLoad } from '../wrk.ts';

/** So many that what a process takes once, or has not collected yet, is little beside them. */
const connections = 6000;
const atOnce = 100;
const settleMs = 3000;

/** Row h: how much memory all processes of a proxy take for each connection that has had an answer and now waits. */
export async function idleSection(session: Session, kinds: readonly PeerKind[]): Promise<Section> {
  const rows: string[][] = [];
  for (const kind of kinds) {
    const cells = [kind.name];
    for (const secure of [false, true]) {
      const figures: number[] = [];
      for (let round = 0; round < session.effort.rounds; round += 1) {
        figures.push(await session.withEach([kind], [firstHost], ([peer]) => measure(session, peer, secure)));
      }
      const all = figures.toSorted((a, b) => a - b).map((figure) => figure.toFixed(1));
      cells.push(`${median(figures).toFixed(1)} (${all[0]} to ${all.at(-1)})`);
    }
    console.log(cells.join(', '));
    rows.push(cells);
  }
  return {
    title: 'Memory of idle connections: row h',
    body: table(['proxy', 'plain, KiB', 'TLS, KiB'], rows),
  };
}

/** KiB a connection. What the proxy needs for requests at all it has taken before. */
async function measure(
  { folder, effort }: Session,
  peer: Peer | undefined,
  secure: boolean,
): Promise<number> {
  if (peer === undefined) throw new Error('no peer');
  const pid = peer.process.pid ?? 0;
  const close = { ...small, headers: { Connection: 'close' }, ...(secure && { secure }) };
  await putLoad(peer, close, folder, effort.seconds);
  await rest();
  const before = memoryOf(pid);
  const sockets: Socket[] = [];
  for (let opened = 0; opened < connections; opened += atOnce) {
    const more = Array.from({ length: atOnce }, () => openAndAsk(peer, secure));
    sockets.push(...(await Promise.all(more)));
  }
  await rest();
  const after = memoryOf(pid);
  const alive = sockets.filter((socket) => !socket.closed && !socket.readableEnded).length;
  for (const socket of sockets) socket.destroy();
  if (alive < connections) throw new Error(`${peer.name} closed ${connections - alive} idle connections`);
  return (after - before) / connections;
}

async function openAndAsk({ httpPort, httpsPort }: Peer, secure: boolean): Promise<Socket> {
  const socket = secure
    ? connectSecurely({
        host: '127.0.0.1',
        port: httpsPort,
        servername: firstHost,
        rejectUnauthorized: false,
      })
    : connect(httpPort, '127.0.0.1');
  await once(socket, secure ? 'secureConnect' : 'connect');
  socket.write(`GET / HTTP/1.1\r\nHost: ${firstHost}\r\n\r\n`);
  await once(socket, 'data');
  socket.on('error', () => {});
  return socket;
}

/** Lets what the proxy does in the background come to an end. */
function rest(): Promise<void> {
  return new Promise((settle) => setTimeout(settle, settleMs));
}
