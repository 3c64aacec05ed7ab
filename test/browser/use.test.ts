import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adminPort, takePort } from '../support/admin-endpoint.ts';
import { ingress, manifest, slbInstance } from '../support/manifests.ts';
import { type NamedOrigin, namedOrigin } from '../support/named-origin.ts';
import { type Program, soon, startProgram } from '../support/program.ts';
import { startChromium, withoutChromium } from './chromium.ts';
import { pageWorld } from './page-world.ts';
import { readText, type Visit, visit } from './visit.ts';

/** What a server prints that has routes, though none that works. */
const announced = /^ {2}Routes$/;

/** Longer than the page waits between two looks at the server. */
const refreshed = { interval: 50, timeout: 15_000 };

describe.skipIf(withoutChromium)('the web page', () => {
  let origin: NamedOrigin;
  let program: Program;
  let browser: Browser;
  let tab: Visit;

  beforeAll(async () => {
    origin = await namedOrigin('web');
    program = await startProgram({ manifests: await pageWorld(origin) });
    browser = await startChromium();
    tab = await visit(browser, await adminPort(program));
  });

  afterAll(async () => {
    await browser?.close();
    await program?.close();
    await origin?.close();
  });

  const focus = (): Promise<string> => tab.probe('focus', z.string());

  test('is worked by keyboard alone: from search to route to explanation, and back', async () => {
    const { keyboard } = tab.page;
    await tab.page.reload();
    await keyboard.press('Tab');
    expect(await focus()).toContain('Skip to the content');
    await keyboard.press('Enter');
    expect(await focus()).toMatch(/^main main /);
    await keyboard.press('/');
    await expect.poll(focus, soon).toMatch(/^input routes-search/);
    await keyboard.type('/shop');
    await expect.poll(() => tab.page.locator('#routes tbody tr').count(), soon).toBe(1);
    await keyboard.press('Tab');
    expect(await focus()).toContain('Ingress default/web');
    await keyboard.press('Tab');
    expect(await focus()).toContain('Explain http://web.example/shop');
    await keyboard.press('Enter');
    await expect
      .poll(() => readText(tab.page.locator('#explain .summary')), soon)
      .toMatch(/Forwarded to default\/web:80/);
    expect(await focus()).toMatch(/^h2 explain-title/);
    await keyboard.press('/');
    await keyboard.type('http://nowhere.example/');
    await keyboard.press('Enter');
    await expect.poll(() => readText(tab.page.locator('#explain .summary')), soon).toMatch(/404/);
    await tab.page.goBack();
    await expect.poll(() => readText(tab.page.locator('#explain .summary')), soon).toMatch(/Forwarded/);
    await tab.page.goBack();
    await expect.poll(() => tab.page.getByLabel('Search routes').inputValue(), soon).toBe('/shop');
  });

  test('shows where the keyboard is', async () => {
    await tab.go('#/problems');
    await tab.page.locator('#problems tbody a').first().waitFor();
    await tab.page.keyboard.press('Tab');
    for (const wanted of [/input problems-search/, /select problems-severity/]) {
      await expect.poll(focus, soon).toMatch(wanted);
      const width = await tab.page.evaluate('getComputedStyle(document.activeElement).outlineWidth');
      expect(width).toBe('3px');
      await tab.page.keyboard.press('Tab');
    }
  });

  test('renews itself without taking focus, place or what is being typed, and without moving anything', async () => {
    await tab.go('#/routes');
    await tab.page.setViewportSize({ width: 1360, height: 500 });
    const shop = tab.page.locator('#routes tbody tr', { hasText: '/shop' });
    await shop.getByRole('link', { name: /^Explain/ }).focus();
    const before = await tab.page.evaluate('[scrollY, probe.focus()].join()');
    const shifts = await tab.probe('shifts', z.number());
    for (let i = 0; i < 7; i += 1) await program.request('web.example', '/shop/cart');
    await expect.poll(() => readText(shop), refreshed).toMatch(/served 7 7/);
    expect(await tab.page.evaluate('[scrollY, probe.focus()].join()')).toBe(before);
    expect(await tab.probe('shifts', z.number())).toBe(shifts);

    await tab.go('#/explain?url=http://web.example/');
    const url = tab.page.getByLabel('URL', { exact: true });
    await url.fill('http://half-typed');
    const again = tab.page.waitForResponse((response) => response.url().includes('/api/explain'));
    await again;
    expect(await url.inputValue()).toBe('http://half-typed');
    expect(await focus()).toMatch(/^input explain-url/);
  });

  test('takes nothing of what objects and requests hold for markup', async () => {
    const markup = '<img src=x onerror=alert(1)>';
    const turned = '\u202Egnp.exe\u0000';
    const long = 'x'.repeat(3000);
    await program.edit(
      `${markup.replaceAll('/', '')}\u202Egpj.yaml`,
      manifest(
        ingress('hostile', [
          ['hostile.example', `/${markup}`, 'web'],
          ['hostile.example', `/${long}`, 'web'],
          ['hostile.example', '/gone', 'nobody'],
        ]),
        ingress('annotated', [['annotated.example', '/', 'web']], {
          annotations: { 'sluice.dev/rewrite-target': `${markup}${turned}${long}` },
        }),
        slbInstance('lb-hostile1', {
          name: `${markup}`,
          addressType: 'intranet',
          specification: 'slb.s1.small',
        }),
      ),
    );
    await expect.poll(() => program.reasons('default/hostile'), soon).toContain('ServiceNotFound');
    await program.request('hostile.example', `/gone/${encodeURIComponent(markup)}/%E2%80%AE?${long}`);
    await program.request('hostile.example', `/gone/'"><b>`);
    for (const section of [
      'overview',
      'problems',
      'routes',
      'errors',
      'ingresses',
      'instances',
      'certificates',
    ]) {
      await tab.go(`#/${section}`);
      await tab.page.locator(`#${section} tbody tr`).first().waitFor();
      expect(await tab.probe('foreign', z.number()), section).toBe(0);
      expect(await tab.probe('overflow', z.number()), section).toBeLessThanOrEqual(0);
      expect(await tab.page.evaluate('/[\\u0000\\u202E]/.test(document.body.textContent)'), section).toBe(
        false,
      );
    }
    await tab.go('#/problems');
    await expect.poll(() => readText(tab.page.locator('#problems')), soon).toContain('⟨U+202E⟩gpj.yaml');
    const query = new URLSearchParams({ url: `http://hostile.example/${markup}`, header: `X: ${markup}` });
    await tab.go(`#/explain?${query}`);
    await expect.poll(() => readText(tab.page.locator('#explain')), soon).toContain(markup);
    expect(await tab.probe('foreign', z.number())).toBe(0);
  });

  test('tells an empty server what to do', async () => {
    const empty = await startProgram({ ready: /./ });
    const other = await visit(browser, await adminPort(empty));
    for (const [section, text] of [
      ['routes', 'Add an Ingress to the manifests'],
      ['instances', 'sluice slb create'],
      ['errors', 'No errors since'],
      ['problems', 'everything is served as it was asked for'],
    ] as const) {
      await other.go(`#/${section}`);
      await other.page.locator(`#${section} .empty`, { hasText: text }).waitFor();
    }
    expect(await other.complaints()).toEqual([]);
    await other.close();
    await empty.close();
  });

  test('says since when nobody answers, and takes up again when somebody does', async () => {
    const { port, free } = await takePort();
    await free();
    const server = await startProgram({
      manifests: { 'one.yaml': manifest(ingress('one', [['one.example', '/', 'nobody']])) },
      flags: ['--admin-address', `127.0.0.1:${port}`],
      ready: announced,
    });
    const other = await visit(browser, port);
    await other.go('#/routes');
    await other.page.locator('#routes tbody tr').first().waitFor();
    await server.stop();
    const gone = other.page.locator('#gone');
    await expect
      .poll(() => readText(gone), refreshed)
      .toMatch(/has given no answer since \d\d:\d\d:\d\d\. What is shown below is from then/);
    expect(await readText(other.page.locator('#state'))).toBe('No answer');
    expect(await other.page.locator('#routes tbody tr').count()).toBe(1);
    await server.edit('two.yaml', manifest(ingress('two', [['two.example', '/', 'nobody']])));
    await server.start(announced);
    await gone.waitFor({ state: 'hidden' });
    await expect.poll(() => readText(other.page.locator('#state')), refreshed).toBe('Ready');
    await expect.poll(() => other.page.locator('#routes tbody tr').count(), refreshed).toBe(2);
    expect(await other.complaints()).toEqual([]);
    await other.close();
  });

  test('complains of nothing', async () => {
    expect(await tab.complaints()).toEqual([]);
  });
});
