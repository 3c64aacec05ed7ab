import type { Part } from '../../src/proxy/config/index.ts';
import {
  type DataPlaneSettings,
  defaultDataPlaneSettings,
} from '../../src/proxy/runtime/data-plane-settings.ts';
import { makeSelfSigned } from '../../src/proxy/tls/self-signed.test-support.ts';
import { DataPlaneBench, endpointsPart, hostPart, httpListener, httpsListener } from './data-plane.ts';
import type { RawClient } from './raw-client.ts';

/** Where the clients of a bench come from. */
export const here: readonly string[] = ['127.0.0.0/8'];

/** A data plane with listeners `t/80` and `t/443`; the backend of `a.example` answers with the request it got. */
export class EdgeBench extends DataPlaneBench {
  static async open(): Promise<EdgeBench> {
    const bench = new EdgeBench();
    const backend = await bench.scripted((socket, received) => {
      if (!received.endsWith('\r\n\r\n')) return;
      const asked = received.slice(received.lastIndexOf('GET '));
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${asked.length}\r\n\r\n${asked}`);
    });
    await bench.apply(
      httpListener('t/80'),
      { kind: 'certificate', id: 'c1', ...makeSelfSigned('a.example') },
      httpsListener('t/443', 'c1'),
      hostPart('a.example', ['/', 'web']),
      endpointsPart('web', backend),
    );
    return bench;
  }

  async apply(...set: readonly Part[]): Promise<void> {
    await this.dataPlane.apply({ full: false, set, delete: [] });
  }

  /** Puts the default settings in force, but for those given. */
  async settle(more: Partial<DataPlaneSettings>): Promise<void> {
    await this.apply({ kind: 'settings', settings: { ...defaultDataPlaneSettings, ...more } });
  }

  /** Whether a connection is reset, at once or after it has said something, and not answered. */
  async isRefused(text = ''): Promise<boolean> {
    try {
      const client = await this.connect('t/80');
      client.send(text);
      await client.until('HTTP/1.1 ');
      return false;
    } catch {
      return true;
    }
  }

  /** What was refused since the last call, by reason. */
  refusals(): Readonly<Record<string, number>> {
    const counts = this.dataPlane.takeCounters(100)?.counts ?? {};
    const refused = Object.entries(counts).filter(([name]) => name.startsWith('refused '));
    return Object.fromEntries(refused.map(([name, count]) => [name.slice('refused '.length), count]));
  }
}

/** What the backend was told in the first answer, by lower-case name. */
export async function toldOf(client: RawClient): Promise<Readonly<Record<string, string>>> {
  const text = await client.until('X-Request-ID');
  const lines = [...text.matchAll(/^(X-[\w-]+): (.*)\r$/gm)];
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}
