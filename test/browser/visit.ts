import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { z } from 'zod';

/** A tab on the web page, and what went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** Opens a place of the page as a link would, and waits until it shows what the server answered. */
  go(place: string): Promise<void>;
  /** Asks `probe.js`, which says what there is to ask. */
  probe<Answer>(name: string, shape: z.ZodType<Answer>): Promise<Answer>;
  /** Console errors, exceptions, dialogs, requests to anywhere else, and violations of the content security policy. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Opens the page of the admin endpoint on a port of this machine. */
export async function visit(
  browser: Browser,
  port: number,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const origin = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  await context.addInitScript({ path: join(import.meta.dirname, 'probe.js') });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Refused requests and those nobody answers are shown by the page; the browser says so besides.
    const expected = /net::ERR_|status of (400|409)/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) complaints.push(`request to ${request.url()}`);
  });
  const probe = async <Answer>(name: string, shape: z.ZodType<Answer>): Promise<Answer> =>
    shape.parse(await page.evaluate(`probe.${name}()`));
  const go = async (place: string): Promise<void> => {
    const [, section = ''] = /^#\/([a-z]+)/.exec(place) ?? [];
    if (page.url() === `${origin}/${place}`) return;
    const answered = page.waitForResponse((response) => response.url().includes('/api/status'));
    if (page.url() === 'about:blank') await page.goto(`${origin}/${place}`);
    else await page.evaluate(`location.hash = ${JSON.stringify(place)}`);
    await answered;
    await page.locator(`#${section}`).waitFor();
  };
  await go('#/overview');
  return {
    page,
    go,
    probe,
    complaints: async () => [...complaints, ...(await probe('violations', z.array(z.string())))],
    close: () => context.close(),
  };
}

/** What is to be read in an element, cells told apart. */
export async function readText(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: the text of the document does not tell cells apart.
  return (await locator.innerText()).replaceAll(/\s+/g, ' ');
}
