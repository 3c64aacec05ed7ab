import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { annotationsPage } from './docs/annotations-page.ts';
import { clbDifferencesPage } from './docs/clb-differences-page.ts';
import { commandsPage } from './docs/commands-page.ts';
import { metricsPage } from './docs/metrics-page.ts';
import type { Page } from './docs/page.ts';
import { reasonsPage } from './docs/reasons-page.ts';
import { settingsPage } from './docs/settings-page.ts';

// Writes the reference pages that are made from the sources; with --check, fails where a page differs.
const root = join(import.meta.dirname, '..');
const pages: readonly Page[] = [
  annotationsPage(),
  clbDifferencesPage(),
  await commandsPage(),
  metricsPage(),
  reasonsPage(),
  settingsPage(),
];

for (const { path: name, text } of pages) {
  const path = join(root, name);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is not what its source says: run npm run docs`);
    process.exitCode = 1;
  } else {
    console.log(`${name} is up to date`);
  }
}
