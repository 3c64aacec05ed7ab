import type { Command } from 'commander';
import { example } from './command-options.ts';
import { addGetCertificates } from './get-certificates.ts';
import { addGetIngress } from './get-ingress.ts';

/** `sluice get`: one command a kind of thing. */
export function addGet(program: Command): void {
  const get = program.command('get').description('show what a running server serves');
  example(get, 'sluice get ingress', 'sluice get certificates');
  addGetIngress(get);
  addGetCertificates(get);
}
