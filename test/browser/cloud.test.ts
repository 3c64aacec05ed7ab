import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { adminPort } from '../support/admin-endpoint.ts';
import { type CloudSite, cloudService, openCloudSite } from '../support/cloud-program.ts';
import { ingress, manifest } from '../support/manifests.ts';
import { type Program, startProgram } from '../support/program.ts';
import { startChromium, withoutChromium } from './chromium.ts';
import { readText, type Visit, visit } from './visit.ts';

describe.skipIf(withoutChromium)('the web page of a server with instances in a cloud', () => {
  let site: CloudSite;
  let program: Program;
  let browser: Browser;
  let tab: Visit;

  beforeAll(async () => {
    site = await openCloudSite();
    for (const [name, value] of Object.entries(site.environment)) vi.stubEnv(name, value);
    const shop = ingress('shop', [['shop.example', '/', 'web']]);
    program = await startProgram({
      manifests: { 'shop.yaml': manifest(cloudService('web'), shop) },
      flags: site.flags,
    });
    browser = await startChromium();
    tab = await visit(browser, await adminPort(program));
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await browser?.close();
    await program?.close();
    await site?.emulator.close();
  });

  test('shows no figures of traffic, and no workers: others serve', async () => {
    const overview = await readText(tab.page.locator('#overview'));
    expect(overview).toMatch(/Ingresses 1 of 1 have an address/);
    expect(overview).toMatch(/provider alibaba-clb/);
    expect(overview).not.toMatch(/Requests|Recent errors|worker|configuration version/);
    expect(await readText(tab.page.locator('#state'))).toBe('Ready');
  });

  test('shows the instance with its address and the cloud it is in', async () => {
    const [instance] = site.emulator.state.instances.values();
    await tab.go('#/instances');
    const row = await readText(tab.page.locator('#instances tbody tr'));
    expect(row).toContain(instance?.address);
    expect(row).toContain('made automatically');
    expect(row).not.toContain('since');
    expect(await tab.complaints()).toEqual([]);
  });
});
