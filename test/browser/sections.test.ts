import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adminPort } from '../support/admin-endpoint.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';
import { startChromium, withoutChromium } from './chromium.ts';
import { pageWorld } from './page-world.ts';
import { readText, type Visit, visit } from './visit.ts';

const texts = z.array(z.string());

describe.skipIf(withoutChromium)('the web page shows', () => {
  let origin: NamedOrigin;
  let program: Program;
  let browser: Browser;
  let port: number;
  let tab: Visit;

  beforeAll(async () => {
    origin = await namedOrigin('web');
    program = await startProgram({ manifests: await pageWorld(origin) });
    for (let i = 0; i < 10; i += 1) await program.request('web.example', '/shop/cart');
    await program.request('missing.example', '/gone?a=1');
    await program.request('nowhere.example', '/');
    port = await adminPort(program);
    browser = await startChromium();
    tab = await visit(browser, port);
  });

  afterAll(async () => {
    await browser?.close();
    await program?.close();
    await origin?.close();
  });

  beforeEach(() => tab.go('#/overview'));

  /** The row of a section that holds a text. */
  function row(section: string, text: string): Locator {
    return tab.page.locator(`#${section} tbody tr`, { hasText: text });
  }

  test('an overview: figures, problems by reason, errors, instances, processes', async () => {
    const figures = await readText(tab.page.locator('#overview .figures'));
    expect(figures).toMatch(/Problems 5 errors 3 warnings/);
    expect(figures).toMatch(/Ingresses 8 of 9 have an address/);
    expect(figures).toMatch(/Certificates 3 2 expired or soon to/);
    expect(await readText(row('overview', 'ServiceNotFound').first())).toMatch(/missing\.yaml:1/);
    expect(await readText(row('overview', 'lb-nowhere').last())).toMatch(/missing nothing in force/);
    expect(await row('overview', 'worker').count()).toBe(2);
    expect(await readText(tab.page.locator('#state'))).toBe('Ready');
  });

  test('each problem with reason, message, what to do, file and line', async () => {
    await tab.go('#/problems');
    await row('problems', 'InvalidFile').waitFor();
    expect(await readText(row('problems', 'InvalidFile'))).toMatch(
      /^error InvalidFile File broken\.yaml .* broken\.yaml:3$/,
    );
    expect(await readText(row('problems', 'NoReadyEndpoints'))).toMatch(
      /warning .*default\/idle.*Check that pods/,
    );
    await tab.page.locator('#problems-severity').selectOption('warning');
    await row('problems', 'InvalidFile').waitFor({ state: 'detached' });
    expect(await row('problems', 'warning').count()).toBe(3);
  });

  test('routes with their state and traffic', async () => {
    await tab.go('#/routes');
    const shop = row('routes', '/shop');
    await expect
      .poll(() => readText(shop), soon)
      .toMatch(/served 10 10 0 % 0 % [\d.]+ m?s [\d.]+ m?s [\d.]+ m?s/);
    expect(await readText(shop)).toMatch(
      /web\.example \/shop and below with headers Ingress default\/web default\/web:80 1 endpoint/,
    );
    expect(await readText(row('routes', 'missing.example'))).toMatch(/answers 503 ServiceNotFound/);
    expect(await readText(row('routes', 'idle.example'))).toMatch(/answers 503 no endpoint is ready/);
    expect(await readText(row('routes', 'lost.example'))).toMatch(/not in force yet/);
  });

  test('instances, also those that are only named', async () => {
    await tab.go('#/instances');
    await row('instances', 'lb-gate1').waitFor();
    expect(await readText(row('instances', 'lb-gate1'))).toMatch(
      /gate .*internal-facing slb\.s1\.small active 1 route 1 host 1 Ingress none/,
    );
    expect(await readText(tab.page.locator('#instances .note'))).toMatch(
      /do not exist.*lb-nowhere, named by 1 Ingress/,
    );
    await row('instances', 'lb-gate1').getByRole('link', { name: 'Routes of lb-gate1' }).click();
    await row('routes', 'gate.example').waitFor();
    await expect.poll(() => tab.page.locator('#routes tbody tr').count(), soon).toBe(1);
  });

  test('certificates with the days they have left', async () => {
    await tab.go('#/certificates');
    await row('certificates', 'over-tls').waitFor();
    expect(await readText(row('certificates', 'over-tls'))).toMatch(/expired 3 days ago \d/);
    expect(await readText(row('certificates', 'soon-tls'))).toMatch(/expires soon in 5 days/);
    expect(await readText(row('certificates', 'web-tls'))).toMatch(
      /valid in 400 days .*web\.example.*default\/web/,
    );
    expect(await readText(row('certificates', 'gone-tls'))).toMatch(/cannot be used/);
  });

  test('errors, the newest first, each with a link that explains it', async () => {
    await tab.go('#/errors');
    await expect
      .poll(() => readText(tab.page.locator('#errors tbody tr').first()), soon)
      .toMatch(/404 NoRoute GET nowhere/);
    await row('errors', '/gone?a=1')
      .getByRole('link', { name: /^Explain/ })
      .click();
    const summary = tab.page.locator('#explain .summary');
    await expect
      .poll(() => readText(summary), soon)
      .toMatch(/^GET http:\/\/missing\.example:?\d*\/gone\?a=1: 503 ServiceNotFound/);
  });

  test('Ingresses, and only those with problems where asked', async () => {
    await tab.go('#/ingresses');
    await row('ingresses', 'default/gate').waitFor();
    expect(await readText(row('ingresses', 'default/lost'))).toMatch(/not served error InstanceNotFound/);
    await tab.page.locator('#ingresses-problems').selectOption('true');
    await row('ingresses', 'default/gate').waitFor({ state: 'detached' });
    expect(await readText(tab.page.locator('#ingresses .amount'))).toBe('7 Ingresses found');
  });

  test('settings with what they come from', async () => {
    await tab.go('#/settings');
    await row('settings', 'adminAddress').waitFor();
    expect(await readText(row('settings', 'adminAddress'))).toMatch(
      /127\.0\.0\.1:0 --admin-address needs a restart/,
    );
    expect(await readText(row('settings', 'connectTimeout'))).toMatch(/5 seconds default applies at once/);
    await tab.page.locator('#settings-search').fill('timeout default connect');
    await row('settings', 'adminAddress').waitFor({ state: 'detached' });
    expect(await readText(tab.page.locator('#settings .amount'))).toBe('1 setting');
  });

  test('what becomes of a URL: forwarded, 404, 503, and what is no request', async () => {
    await tab.go('#/explain');
    const summary = tab.page.locator('#explain .summary');
    const ask = async (url: string, answer: RegExp): Promise<string> => {
      await tab.page.getByLabel('URL', { exact: true }).fill(url);
      await tab.page.getByRole('button', { name: 'Explain' }).click();
      await expect.poll(() => readText(summary), soon).toMatch(answer);
      return readText(tab.page.locator('#explain'));
    };
    const served = await ask('https://web.example/shop/cart', /Forwarded to default\/web:80/);
    expect(served).toMatch(/Secret default\/web-tls, valid until/);
    expect(served).toMatch(/Taken by Ingress default\/web, \/shop web\.yaml:\d+/);
    expect(served).toMatch(/Policies headers: sets X-Team/);
    expect(served).toMatch(new RegExp(`127\\.0\\.0\\.1:${origin.port} ready yes`));
    expect(served).toMatch(/Not taken by .*default\/shadowed fits, yet the same path/);
    expect(await ask('http://nowhere.example/', /404 NoRoute/)).toMatch(
      /nowhere\.example, which no rule names/,
    );
    expect(await ask('http://idle.example/x', /503 NoReadyEndpoints/)).toMatch(/What to do Check that pods/);
    await ask('ftp://idle.example/x', /^Cannot be explained/);
    await tab.page.getByLabel('Headers').fill('Host: web.example\nX-Other: 1');
    await ask('http://elsewhere.example/shop', /Forwarded to default\/web:80/);
  });

  test('all of it without an error, a foreign request or a violation of its policy', async () => {
    expect(await tab.complaints()).toEqual([]);
  });

  test('nothing wrong to those who use it otherwise: names, headings, contrast, width', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1360, 390]) {
        const other = await visit(browser, port, { colorScheme, viewport: { width, height: 800 } });
        for (const place of places) {
          await other.go(place);
          await other.page.locator('main section:not([hidden]) :is(td, dd)').first().waitFor();
          const at = `${place}, ${colorScheme}, ${width} pixels`;
          expect(await other.probe('faint', texts), at).toEqual([]);
          expect(await other.probe('nameless', texts), at).toEqual([]);
          expect(await other.probe('doubleIds', texts), at).toEqual([]);
          expect(await other.probe('overflow', z.number()), at).toBeLessThanOrEqual(0);
          expectOrder(await other.probe('headings', z.array(z.number())), at);
        }
        await other.close();
      }
    }
  });
});

const places = [
  ...['overview', 'problems', 'routes', 'errors', 'ingresses', 'instances', 'certificates', 'settings'].map(
    (section) => `#/${section}`,
  ),
  '#/explain?url=https://web.example/shop/cart',
];

/** Begins with the first level, and no level is left out on the way down. */
function expectOrder(levels: readonly number[], at: string): void {
  expect(
    levels.filter((level) => level === 1),
    at,
  ).toHaveLength(1);
  for (const [index, level] of levels.entries())
    expect(level - (levels[index - 1] ?? 0), at).toBeLessThanOrEqual(1);
}
