import { once } from 'node:events';
import { createServer } from 'node:net';
import { type CallRecord, createClbEmulator } from '../../test/support/clb-emulator/clb-emulator.ts';
import { Traffic } from '../../test/support/clb-emulator/traffic/traffic.ts';
import type { EmulatorOptions } from './read-options.ts';

export interface RunningEmulator {
  close(): Promise<void>;
}

/** As long as one screen line or two: rule lists run to kilobytes. */
const longestLine = 200;

/** Starts the API and the traffic, says how to use them, then one line a call and a line where a listener opens or closes. */
export async function runEmulator(
  options: EmulatorOptions,
  say: (line: string) => void,
): Promise<RunningEmulator> {
  const { accessKeyId: id, accessKeySecret: secret, securityToken, region, vpcId, anyInterface } = options;
  const emulator = createClbEmulator({
    accessKeys: [{ id, secret, ...(securityToken === undefined ? {} : { securityToken }) }],
    ...{ region, vpcId, anyInterface },
    addressOf: loopbackAddress,
  });
  for (const [address, interfaceId] of options.interfaces) emulator.addInterface(address, interfaceId);
  const existing = [...options.instances].map(([instanceId, addressType]) =>
    emulator.addInstance({ id: instanceId, addressType }),
  );
  const offset = options.portOffset ?? ((await mayServe(loopbackAddress(0, 'internet'), 80)) ? 0 : 8_000);
  const traffic = new Traffic(emulator, {
    place: ({ address }, port) => ({ address, port: (port + offset) % 65_536 }),
    tell: say,
  });
  await emulator.listen(options.port, options.host);
  say(describeUse(emulator.endpoint, offset, options));
  for (const { id: name, addressType, address } of existing)
    say(`${name} exists: ${addressType}, ${address}`);
  emulator.onCall((call) => say(describeCall(call)));
  return {
    async close() {
      await traffic.close();
      await emulator.close();
    },
  };
}

/** False where this user may not listen there, or someone else does. */
async function mayServe(address: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, address);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Each instance has an address of its own that this machine can serve. */
function loopbackAddress(number: number, addressType: 'internet' | 'intranet'): string {
  const second = addressType === 'internet' ? 81 : 82;
  return `127.${second}.${Math.floor(number / 250) % 250}.${(number % 250) + 1}`;
}

function describeUse(endpoint: string, offset: number, options: EmulatorOptions): string {
  const { accessKeyId, accessKeySecret, securityToken, region, vpcId } = options;
  const token = securityToken === undefined ? [] : [`export ALIBABA_CLOUD_SECURITY_TOKEN=${securityToken}`];
  return [
    `The API of CLB listens on ${endpoint}. Use it from another terminal:`,
    '',
    `export ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId} ALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}`,
    ...token,
    `node bin/sluice.js serve --provider alibaba-clb --region ${region} --vpc-id ${vpcId} --cluster-id try \\`,
    `  --clb-endpoint ${endpoint} --ecs-endpoint ${endpoint} --manifests FOLDER`,
    '',
    offset === 0
      ? 'Listeners are served at the addresses and ports of their instances.'
      : `Listeners are served at the addresses of their instances, at their ports plus ${offset}.`,
    '',
  ].join('\n');
}

function describeCall({ action, code, parameters, answer, notes }: CallRecord): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const line = [
    action || 'unreadable call',
    code || 'none',
    ...(answer === 'sent' ? [] : [`(answer ${answer})`]),
    ...given,
  ].join(' ');
  const short = line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line;
  return [short, ...notes.map((note) => `  note: ${note}`)].join('\n');
}
