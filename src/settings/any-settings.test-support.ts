import fc from 'fast-check';
import { type ServeSettings, settingNames, settings } from './catalogue.ts';
import { asServeSettings } from './effective-settings.ts';
import type { FormatName } from './formats.ts';
import { providerProblems } from './provider-problems.ts';
import type { Setting } from './setting.ts';

const formats: Readonly<Record<FormatName, fc.Arbitrary<string>>> = {
  path: fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .map((text) => `/${text.replaceAll(/[/\0.]/g, 'x')}`),
  address: fc.oneof(
    fc.ipV4(),
    fc.tuple(fc.ipV4(), fc.ipV4()).map((pair) => pair.join('=')),
  ),
  service: fc.constantFrom('shop/web:80', 'shop/web:http', 'a/0:1'),
  hostPort: fc.constantFrom('off', '127.0.0.1:0', '[::1]:10254', 'localhost:1'),
  host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
  addressRange: fc.oneof(
    fc.ipV4(),
    fc.tuple(fc.ipV6(), fc.nat(128)).map((pair) => pair.join('/')),
  ),
  classProfile: fc.constantFrom('public=slb', 'no=ingress-nginx', '1e3=slb'),
  region: fc.constantFrom('cn-hangzhou', 'us-west-1'),
  clusterId: fc.stringMatching(/^[a-z0-9-]{1,33}$/),
  vpcId: fc.stringMatching(/^vpc-[a-z0-9]{1,20}$/),
  endpoint: fc.constantFrom('slb.aliyuncs.com', 'http://127.0.0.1:8088', 'https://slb.example.com'),
  zone: fc.constantFrom('cn-hangzhou-b', 'us-west-1a'),
  resourceGroup: fc.constantFrom('rg-acfmx', 'rg-1'),
  instanceName: fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,79}$/),
  specification: fc.constantFrom('slb.s1.small', 'slb.s3.large'),
  tag: fc.constantFrom('team=shop', 'empty=', 'a=b=c', 'bare'),
};

/** Any settings that are all allowed. */
export const anySettings: fc.Arbitrary<ServeSettings> = fc
  .record(Object.fromEntries(settingNames.map((name) => [name, anyValue(settings[name])])))
  .filter(({ httpPort, httpsPort }) => (httpPort ?? 80) !== (httpsPort ?? 443))
  .filter((values) => providerProblems(values, {}).length === 0)
  .map((values) => {
    const present = Object.entries(values).filter(([, value]) => value !== undefined);
    return asServeSettings(Object.fromEntries(present));
  });

function anyValue(setting: Setting): fc.Arbitrary<unknown> {
  const optional = setting.default === undefined && !setting.required;
  const value = valueIn(setting);
  return optional ? fc.option(value, { nil: undefined }) : value;
}

function valueIn(setting: Setting): fc.Arbitrary<unknown> {
  switch (setting.form) {
    case 'text':
      return formats[setting.format];
    case 'list':
      return fc.array(formats[setting.format], { maxLength: 5 });
    case 'switch':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...setting.choices);
    case 'number': {
      const { least: min, most: max, whole } = setting;
      return whole ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true }).map((one) => one + 0);
    }
  }
}
