import { describe, expect, test } from 'vitest';
import type { ClbEmulator } from './clb-emulator.ts';
import { done, refused, startEmulator } from './emulator-client.test-support.ts';
import { httpListener, makeGroup, makeInstance, makeSite } from './site.test-support.ts';

type RuleWish = Readonly<Record<string, string>>;

interface Site {
  readonly emulator: ClbEmulator;
  readonly lb: string;
  readonly group: string;
  /** Creates rules for the group unless they say another; gives `done` or the refusal. */
  create(...rules: RuleWish[]): Promise<string>;
  rules(): Promise<readonly RuleWish[]>;
}

async function start(switches: Partial<ClbEmulator['switches']> = {}): Promise<Site> {
  const emulator = await startEmulator({ switches });
  const { lb, group } = await makeSite(emulator);
  const named = { LoadBalancerId: lb, ListenerPort: 80 };
  return {
    emulator,
    lb,
    group,
    create: (...rules) =>
      refused(emulator, 'CreateRules', {
        ...named,
        RuleList: JSON.stringify(rules.map((rule) => ({ VServerGroupId: group, ...rule }))),
      }),
    async rules() {
      const { Rules } = await done(emulator, 'DescribeRules', named);
      if (typeof Rules !== 'object' || Rules === null || !('Rule' in Rules) || !Array.isArray(Rules.Rule)) {
        throw new Error('no rules');
      }
      return Rules.Rule;
    },
  };
}

const numbered = (count: number, from = 0): RuleWish[] =>
  Array.from({ length: count }, (_, index) => ({ RuleName: `r${from + index}`, Url: `/${from + index}` }));

describe('creating rules', () => {
  test('gives ids and names in order, and the rules follow their listener', async () => {
    const site = await start();
    const RuleList = JSON.stringify([
      { RuleName: 'a', Domain: '*.a.example', VServerGroupId: site.group },
      { RuleName: 'b', Domain: 'a.example', Url: '/b?c&e#f%20', VServerGroupId: site.group },
    ]);
    const named = { LoadBalancerId: site.lb, ListenerPort: 80, ListenerProtocol: 'http' };
    expect(await done(site.emulator, 'CreateRules', { ...named, RuleList })).toMatchObject({
      Rules: { Rule: [{ RuleName: 'a' }, { RuleName: 'b' }] },
    });
    const [first, second] = await site.rules();
    expect(first).toMatchObject({ RuleName: 'a', Domain: '*.a.example', ListenerSync: 'on' });
    expect(first).not.toHaveProperty('Url');
    expect(second).toMatchObject({ Domain: 'a.example', Url: '/b?c&e#f%20', VServerGroupId: site.group });
  });

  test.each<[string, RuleWish, string]>([
    ['neither domain nor URL', { RuleName: 'a' }, '400 RuleListMalformed'],
    ['no name', { Url: '/a' }, '400 RuleListMalformed'],
    ['a name of 41', { RuleName: 'a'.repeat(41), Url: '/a' }, '400 RuleListMalformed'],
    ['a name with other characters', { RuleName: 'a:b', Url: '/a' }, '400 RuleListMalformed'],
    ['a lone slash', { RuleName: 'a', Url: '/' }, '400 UrlMalformed'],
    ['a URL without slash', { RuleName: 'a', Url: 'a' }, '400 UrlMalformed'],
    ['a URL of 81', { RuleName: 'a', Url: `/${'a'.repeat(80)}` }, '400 UrlMalformed'],
    ['an underscore', { RuleName: 'a', Url: '/a_b' }, '400 UrlMalformed'],
    ['a star', { RuleName: 'a', Url: '/a*' }, '400 UrlMalformed'],
    ['a star inside', { RuleName: 'a', Domain: 'a.*.example' }, '400 DomainMalformed'],
    ['a domain with a port', { RuleName: 'a', Domain: 'a.example:80' }, '400 DomainMalformed'],
    ['an underscore in the domain', { RuleName: 'a', Domain: 'a_b.example' }, '400 DomainMalformed'],
    ['a domain too long', { RuleName: 'a', Domain: 'a'.repeat(81) }, '400 DomainMalformed'],
    ['an unknown group', { RuleName: 'a', Url: '/a', VServerGroupId: 'rsp-nobody' }, '404 InvalidParameter'],
    ['URL spelled URL', { RuleName: 'a', URL: '/a' }, '400 RuleListMalformed'],
  ])('is refused with %s', async (_, rule, answer) => {
    const site = await start();
    expect(await site.create(rule)).toBe(answer);
    expect(await site.rules()).toEqual([]);
  });

  test('is refused beyond ten a call, and beyond forty a listener', async () => {
    const site = await start();
    expect(await site.create(...numbered(11))).toBe('400 InvalidParameter');
    for (let from = 0; from < 40; from += 10) expect(await site.create(...numbered(10, from))).toBe('done');
    expect(await site.create(...numbered(1, 40))).toBe('400 TooManyRules');
    expect(await site.rules()).toHaveLength(40);
  });

  test('is refused for a domain and URL, or a name, that exist', async () => {
    const site = await start();
    await site.create({ RuleName: 'a', Domain: 'a.example', Url: '/a' });
    expect(await site.create({ RuleName: 'b', Domain: 'A.example', Url: '/a' })).toBe('400 DomainExist');
    expect(await site.create({ RuleName: 'a', Domain: 'b.example', Url: '/a' })).toBe('400 InvalidParameter');
    expect(await site.create({ RuleName: 'b', Domain: 'a.example', Url: '/A' })).toBe('done');
    expect(await site.create({ RuleName: 'c', Domain: 'a.example' })).toBe('done');
  });

  test.each([
    [true, []],
    [false, ['r0']],
  ])('is atomic: %s', async (createRulesAtomic, names) => {
    const site = await start({ createRulesAtomic });
    const rules = [...numbered(1), { RuleName: 'bad', Url: '/' }, ...numbered(1, 1)];
    expect(await site.create(...rules)).toBe('400 UrlMalformed');
    expect((await site.rules()).map((rule) => rule['RuleName'])).toEqual(names);
  });

  test('follows the switches for characters, lengths and codes', async () => {
    const site = await start({
      urlCharacters: 'with-underscore-and-tilde',
      domainLength: 253,
      ruleWithoutConditionsCode: 'InvalidParameter',
    });
    expect(await site.create({ RuleName: 'a' })).toBe('400 InvalidParameter');
    expect(await site.create({ RuleName: 'a', Url: '/_a~', Domain: 'a'.repeat(253) })).toBe('done');
    site.emulator.switches.emptyServerGroup = 'refused';
    expect(await site.create({ RuleName: 'b', Url: '/b' })).toBe('400 VServerGroupEmpty');
  });

  test('takes names in any case with the switch, and notes it', async () => {
    const site = await start({ parameterNames: 'any-case' });
    const rule = { ruleName: 'a', url: '/a', vServerGroupId: site.group, extra: '1' };
    const values = { loadbalancerid: site.lb, ListenerPort: 80, RuleList: JSON.stringify([rule]) };
    await done(site.emulator, 'CreateRules', values);
    expect(site.emulator.calls.at(-1)?.notes).toEqual([
      'loadbalancerid is spelled LoadBalancerId',
      'ruleName is spelled RuleName',
      'url is spelled Url',
      'vServerGroupId is spelled VServerGroupId',
      'extra is unknown',
    ]);
    site.emulator.switches.parameterNames = 'exact';
    expect(await refused(site.emulator, 'CreateRules', values)).toBe('400 UnsupportedParameter');
  });

  test('is refused on other listeners than HTTP and HTTPS', async () => {
    const { emulator } = await start();
    const instance = emulator.addInstance();
    emulator.addListener(instance, { port: 80, protocol: 'tcp' });
    const wish = { LoadBalancerId: instance.id, ListenerPort: 80, RuleList: '[]' };
    expect(await refused(emulator, 'CreateRules', wish)).toBe('400 RuleNotSupport');
    expect(await refused(emulator, 'CreateRules', { ...wish, ListenerPort: 81 })).toBe(
      '404 ListenerNotFound',
    );
  });
});

describe('a rule', () => {
  test('can be sent to another group, of its own instance', async () => {
    const site = await start();
    await site.create({ RuleName: 'a', Url: '/a' });
    const RuleId = String((await site.rules())[0]?.['RuleId']);
    const VServerGroupId = await makeGroup(site.emulator, site.lb);
    await done(site.emulator, 'SetRule', { RuleId, VServerGroupId });
    expect(await done(site.emulator, 'DescribeRuleAttribute', { RuleId })).toMatchObject({
      VServerGroupId,
      Url: '/a',
      LoadBalancerId: site.lb,
      ListenerPort: '80',
    });
    const foreign = await makeGroup(site.emulator, await makeInstance(site.emulator));
    expect(await refused(site.emulator, 'SetRule', { RuleId, VServerGroupId: foreign })).toBe(
      '404 InvalidParameter',
    );
    expect(await refused(site.emulator, 'SetRule', { RuleId, Url: '/b' })).toBe('400 UnsupportedParameter');
    expect(await refused(site.emulator, 'SetRule', { RuleId: 'rule-nobody' })).toBe(
      '404 InvalidRuleId.NotFound',
    );
  });

  test('has settings of its own only where it does not follow its listener', async () => {
    const site = await start();
    await site.create({ RuleName: 'a', Url: '/a' });
    const RuleId = String((await site.rules())[0]?.['RuleId']);
    const tried = (more: RuleWish): Promise<string> => refused(site.emulator, 'SetRule', { RuleId, ...more });
    expect(await tried({ Scheduler: 'rr' })).toBe('400 InvalidParameter');
    expect(await tried({ ListenerSync: 'off', StickySession: 'on' })).toBe('400 MissingParameter');
    expect(await tried({ ListenerSync: 'off', Scheduler: 'rr' })).toBe('done');
    expect(await site.rules()).toMatchObject([{ ListenerSync: 'off', Scheduler: 'rr', HealthCheck: 'off' }]);
    expect(await tried({ ListenerSync: 'on' })).toBe('done');
    expect(await site.rules()).toMatchObject([{ ListenerSync: 'on' }]);
  });

  test('is deleted with nine others at most; one that is gone keeps all', async () => {
    const site = await start();
    await site.create(...numbered(10));
    await site.create(...numbered(2, 10));
    const ids = (await site.rules()).map((rule) => String(rule['RuleId']));
    const tried = (RuleIds: readonly string[]): Promise<string> =>
      refused(site.emulator, 'DeleteRules', { RuleIds: JSON.stringify(RuleIds) });
    expect(await tried(ids.slice(0, 11))).toBe('400 InvalidParameter');
    expect(await tried([])).toBe('400 InvalidParameter');
    expect(await tried([ids[0] ?? '', 'rule-nobody'])).toBe('404 InvalidRuleId.NotFound');
    expect(await site.rules()).toHaveLength(12);
    expect(await tried(ids.slice(0, 10))).toBe('done');
    expect(await site.rules()).toHaveLength(2);
  });

  test.each([true, false])('goes with its listener: %s', async (listenerDeletionCascades) => {
    const site = await start({ listenerDeletionCascades });
    await site.create({ RuleName: 'a', Url: '/a' });
    const RuleId = String((await site.rules())[0]?.['RuleId']);
    await done(site.emulator, 'DeleteLoadBalancerListener', { LoadBalancerId: site.lb, ListenerPort: 80 });
    const alone = await refused(site.emulator, 'DescribeRuleAttribute', { RuleId });
    const deleted = await refused(site.emulator, 'DeleteVServerGroup', { VServerGroupId: site.group });
    expect([alone, deleted]).toEqual(
      listenerDeletionCascades ? ['404 InvalidRuleId.NotFound', 'done'] : ['done', '400 RspoolRuleExist'],
    );
    if (listenerDeletionCascades) return;
    await done(site.emulator, 'CreateLoadBalancerHTTPListener', httpListener(site.lb, site.group));
    expect(await site.rules()).toHaveLength(1);
  });
});
