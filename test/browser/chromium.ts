import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and others put it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const found = places.find((place) => existsSync(place));

/**
 * True where there is no browser to test in, and that is no mistake: what is skipped for it says so. On a machine that
 * checks for others a missing one is a failure.
 */
export const withoutChromium: boolean = found === undefined && process.env['CI'] === undefined;

if (withoutChromium) {
  process.stderr.write(`skipped: no Chromium (${places.join(', ')}); on Debian: apt-get install chromium\n`);
}

/** @throws where there is none. */
export async function startChromium(): Promise<Browser> {
  if (found === undefined) throw new Error(`CI is set, and there is no Chromium: ${places.join(', ')}`);
  // Root has no sandbox; containers often have a small /dev/shm.
  const args = ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: found, args });
}
