import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adminPort } from '../support/admin-endpoint.ts';
import { ingress, manifest } from '../support/manifests.ts';
import { type Program, soon, startProgram } from '../support/program.ts';
import { startChromium, withoutChromium } from './chromium.ts';
import { readText, type Visit, visit } from './visit.ts';

const most = 10_000;
const perFile = 500;
const announced = /^ {2}Routes$/;

/** Ten thousand Ingresses without their Services: as many problems. */
function manyManifests(): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let first = 0; first < most; first += perFile) {
    const objects = Array.from({ length: perFile }, (_, index) => {
      const number = String(first + index).padStart(5, '0');
      return ingress(`app-${number}`, [[`app-${number}.example`, '/', 'nobody']], {
        namespace: `team-${first / perFile}`,
      });
    });
    files[`many-${first}.yaml`] = manifest(objects);
  }
  return files;
}

describe.skipIf(withoutChromium)('with ten thousand Ingresses', () => {
  let program: Program;
  let browser: Browser;
  let tab: Visit;

  beforeAll(async () => {
    program = await startProgram({
      manifests: manyManifests(),
      flags: ['--log-level', 'silent'],
      ready: announced,
    });
    browser = await startChromium();
    tab = await visit(browser, await adminPort(program));
  });

  afterAll(async () => {
    await browser?.close();
    await program?.close();
  });

  const amount = (section: string): Promise<string> => readText(tab.page.locator(`#${section} .amount`));
  const rows = (section: string): Promise<number> => tab.page.locator(`#${section} tbody tr`).count();

  test.each(['routes', 'ingresses', 'problems'])('the list of %s comes a page at a time', async (section) => {
    const start = performance.now();
    await tab.go(`#/${section}`);
    await tab.page.locator(`#${section} tbody tr`).first().waitFor();
    process.stdout.write(`first rows of ${section} after ${(performance.now() - start).toFixed(0)} ms\n`);
    expect(await rows(section)).toBe(50);
    expect(await amount(section)).toMatch(/^1 to 50 of 10,000 /);
  });

  test('a search looks at all of them, and is what the address says', async () => {
    await tab.go('#/routes');
    const search = tab.page.getByLabel('Search routes');
    await search.pressSequentially('APP-07777 team-15');
    await expect.poll(() => rows('routes'), soon).toBe(1);
    expect(await amount('routes')).toBe('1 route found');
    expect(tab.page.url()).toMatch(/#\/routes\?search=APP-07777\+team-15$/);
    await search.fill('no-such-host');
    await tab.page.getByText('Nothing fits.').waitFor();
    await tab.page.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => amount('routes'), soon).toMatch(/^1 to 50 of 10,000 routes$/);
    expect(await search.inputValue()).toBe('');
  });

  test('pages are links: the last one, back, and one that does not exist', async () => {
    await tab.go('#/ingresses');
    const pages = tab.page.locator('#ingresses').getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Next' }).click();
    await expect.poll(() => amount('ingresses'), soon).toMatch(/^51 to 100 of 10,000/);
    await pages.getByRole('link', { name: 'Last' }).click();
    await expect.poll(() => amount('ingresses'), soon).toMatch(/^9,951 to 10,000 of 10,000/);
    // The link that has just been followed leads nowhere now, and the keyboard is still there.
    expect(await tab.probe('focus', z.string())).toMatch(/^a {2}Last$/);
    await tab.page.goBack();
    await expect.poll(() => amount('ingresses'), soon).toMatch(/^51 to 100 of 10,000/);
    await tab.go('#/ingresses?page=999');
    await tab.page.getByRole('link', { name: 'Go to the last one' }).click();
    await expect.poll(() => amount('ingresses'), soon).toMatch(/^9,951 to 10,000/);
  });

  test('the search of a link survives a reload, page and all', async () => {
    await tab.go('#/routes?search=team-3&page=2');
    await expect.poll(() => amount('routes'), soon).toMatch(/^51 to 100 of [\d,]+ routes found$/);
    await tab.page.reload();
    await expect.poll(() => amount('routes'), soon).toMatch(/^51 to 100 of [\d,]+ routes found$/);
    expect(await tab.page.getByLabel('Search routes').inputValue()).toBe('team-3');
  });

  test('a search that is refused says what is allowed', async () => {
    await tab.go('#/routes?search=a+b+c+d+e+f+g+h+i+j+k');
    await tab.page.getByText('expected at most 500 characters in 10 words').waitFor();
    await tab.go('#/routes');
    await tab.page.locator('#failure').waitFor({ state: 'hidden' });
  });

  test('nothing complains', async () => {
    expect(await tab.complaints()).toEqual([]);
  });
});
