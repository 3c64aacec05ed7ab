import { type ClbEmulator, createClbEmulator } from './clb-emulator/clb-emulator.ts';
import { service, slice } from './manifests.ts';

/** A cloud on this machine for `sluice serve`, and the flags and variables that lead there. */
export interface CloudSite {
  readonly emulator: ClbEmulator;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the emulator of CLB with one pod, which the Service of {@link cloudService} leads to. Close its emulator. */
export async function openCloudSite(): Promise<CloudSite> {
  const emulator = createClbEmulator({ region: 'cn-hangzhou', vpcId: 'vpc-test' });
  await emulator.listen();
  emulator.addInterface('127.0.0.1', 'eni-web');
  return {
    emulator,
    flags: [
      ...['--provider', 'alibaba-clb', '--region', 'cn-hangzhou', '--vpc-id', 'vpc-test'],
      ...['--cluster-id', 'shop', '--clb-endpoint', emulator.endpoint, '--ecs-endpoint', emulator.endpoint],
    ],
    environment: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'test', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'test' },
  };
}

/** A Service with the one pod of the cloud. */
export function cloudService(name: string): readonly Readonly<Record<string, unknown>>[] {
  return [service(name), slice(name, { port: 8080, name: 'only' })];
}
