import type { SettingName } from './catalogue.ts';
import { flagName } from './names.ts';
import type { Origin, SettingProblem } from './origin.ts';

type Values = Readonly<Record<string, unknown>>;
type Origins = Readonly<Partial<Record<SettingName, Origin>>>;

/** What the provider of Alibaba Cloud cannot do without, and where it is found. */
const required: readonly (readonly [SettingName, string, string])[] = [
  [
    'region',
    'the region where the instances are',
    'The region stands in the console beside the cluster, such as cn-hangzhou.',
  ],
  [
    'clusterId',
    'the name by which everything made in the cloud is tagged',
    'For the cluster id take that of the cluster, or a word that no other installation in the account has, and keep it.',
  ],
  ['vpcId', 'the VPC of the cluster', 'The VPC stands in the console with the cluster, under its network.'],
];

/** What does not go together with the provider chosen. Pure. */
export function providerProblems(values: Values, origins: Origins): readonly SettingProblem[] {
  if (values['provider'] !== 'alibaba-clb') return [];
  const absent = required
    .filter(([name]) => values[name] === undefined)
    .map(([setting, what, hint]): SettingProblem => {
      const origin: Origin = { kind: 'flag', name: flagName(setting) };
      return { setting, origin, message: `required with provider alibaba-clb: ${what}`, hint };
    });
  const echoes = (['echo', 'echoAll'] as const).flatMap((setting): readonly SettingProblem[] => {
    const origin = origins[setting] ?? { kind: 'flag', name: flagName(setting) };
    const hint = 'To try manifests out without pods, use the provider builtin.';
    const message = 'instances in the cloud cannot reach backends on this machine';
    return values[setting] === true ? [{ setting, origin, message, hint }] : [];
  });
  return [...absent, ...echoes];
}
