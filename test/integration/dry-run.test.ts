import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { ingress, instanceAnnotations, manifest, service } from '../support/manifests.ts';
import { runCommand, startProgram } from '../support/program.ts';

const answer = z.looseObject({
  provider: z.literal('builtin'),
  operations: z.array(z.looseObject({ kind: z.string(), loadBalancer: z.string(), why: z.string() })),
  calls: z.literal(0),
  problems: z.array(z.looseObject({ reason: z.string() })),
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-dry-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('a dry run of the builtin provider', () => {
  test('prints what a start would do, and leaves no state behind', async () => {
    const folder = await emptyFolder();
    const flags = ['--manifests', 'examples/cafe', '--state-dir', join(folder, 'state')];
    const { code, stdout, stderr } = await runCommand('serve', '--dry-run', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^create-instance managed: /m);
    expect(stdout).toMatch(/^ {2}\+ host\/managed\/foo\.bar\.com$/m);
    expect(await readdir(folder)).toEqual([]);
  });

  test('works beside a running server, knows its instances, and fails where an Ingress would be refused', async () => {
    const annotations = { [instanceAnnotations[0]]: 'lb-nosuch' };
    const shop = ingress('shop', [['shop.example', '/', 'web']]);
    const lost = ingress('lost', [['lost.example', '/', 'web']], { annotations });
    const program = await startProgram({ manifests: { 'shop.yaml': manifest(service('web'), shop, lost) } });
    onTestFinished(() => program.close());
    const flags = ['--manifests', program.manifests, '--output', 'json'];
    const { code, stdout } = await program.command('serve', '--dry-run', ...flags);
    const { operations, problems } = answer.parse(JSON.parse(stdout));
    expect(code).toBe(5);
    expect(operations).not.toContainEqual(expect.objectContaining({ kind: 'create-instance' }));
    expect(operations).toContainEqual(expect.objectContaining({ kind: 'refuse', loadBalancer: 'lb-nosuch' }));
    expect(problems.map(({ reason }) => reason)).toContain('InstanceNotFound');
  });

  test('is the only one with an output', async () => {
    const { code, stderr } = await runCommand('serve', '--manifests', 'examples/cafe', '--output', 'json');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--dry-run') });
  });
});
