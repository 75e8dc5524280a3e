import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeImageFolder, writePicture } from './support/pictures.ts';
import { errorOf, trunkline } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-pictures-'));
const first = join(folder, 'first.png');
const second = join(folder, 'second.jpg');
const corrupt = join(folder, 'corrupt.jpg');

interface Line {
  readonly image: string;
  readonly embedding: readonly number[];
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}

beforeAll(async () => {
  await writePicture(first, [200, 50, 40], 1, 160);
  await writePicture(second, [40, 60, 200], 2, 160);
  writeFileSync(corrupt, 'this is no picture');
  expect((await trunkline(['weights', 'pull', 'imagenet-vgg16', '--quiet'])).status).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('embed prints one JSON object a picture, in order, with 512 numbers', async () => {
  const { status, stdout, stderr } = await trunkline(['embed', second, first, '--size', '128', '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = linesOf(stdout);
  expect(lines.map((line) => line.image)).toEqual([second, first]);
  for (const { embedding } of lines) {
    expect(embedding).toHaveLength(512);
    expect(embedding.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(norm(embedding)).toBeGreaterThan(1);
  }
  expect(lines[0]?.embedding).not.toEqual(lines[1]?.embedding);
});

it('batches change nothing but speed, and - reads names from standard input', async () => {
  const together = linesOf((await trunkline(['embed', first, second, '--size', '64', '--json'])).stdout);
  const input = `${first}\n\n${second}\n`;
  const apart = linesOf(
    (await trunkline(['embed', '-', '--size', '64', '--batch-size', '1', '--json'], { input })).stdout,
  );
  expect(apart.map((line) => line.image)).toEqual([first, second]);
  for (const [place, { embedding }] of apart.entries()) {
    const other = together[place]?.embedding ?? [];
    const difference = embedding.map((value, index) => value - (other[index] ?? Number.NaN));
    expect(norm(difference)).toBeLessThan(1e-4 * norm(embedding));
  }
});

it('another slope than the weights were trained with warns, and blows the embedding up', async () => {
  const own = linesOf((await trunkline(['embed', first, '--size', '64', '--json'])).stdout)[0]?.embedding ?? [];
  const ended = await trunkline(['embed', first, '--size', '64', '--slope', '0.2', '--json']);
  expect(ended.stderr).toContain('trained with slope 0');
  const leaky = linesOf(ended.stdout)[0]?.embedding ?? [];
  expect(norm(leaky)).toBeGreaterThan(10 * norm(own));
  expect(leaky.some((value) => value < 0)).toBe(true);
});

it('a corrupt picture is named; --skip-corrupt leaves it out', async () => {
  const ended = await trunkline(['embed', first, corrupt, '--size', '32', '--json']);
  expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 2, stdout: '' });
  expect(errorOf(ended)).toMatchObject({ code: 'TL_IMAGE_CORRUPT' });
  expect(errorOf(ended).message).toContain(corrupt);
  const skipping = await trunkline(['embed', corrupt, first, '--size', '32', '--json', '--skip-corrupt']);
  expect(skipping.status).toBe(0);
  expect(skipping.stderr).toContain(`skipped: ${corrupt}`);
  expect(linesOf(skipping.stdout).map((line) => line.image)).toEqual([first]);
});

it('a missing picture and an unknown weight set are wrong input', async () => {
  const missing = await trunkline(['embed', join(folder, 'none.png'), '--json']);
  expect({ status: missing.status, code: errorOf(missing).code }).toEqual({ status: 2, code: 'TL_FILE_MISSING' });
  const unknown = await trunkline(['embed', first, '--weights', 'imagenet-vgg61', '--json']);
  expect({ status: unknown.status, code: errorOf(unknown).code }).toEqual({ status: 2, code: 'TL_WEIGHT_SET_UNKNOWN' });
});

it('a reader that leaves early is no error', async () => {
  const { execFileSync } = await import('node:child_process');
  const { bin } = await import('./support/trunkline.ts');
  const command = `"${process.execPath}" "${bin}" methods --json | head -c 1`;
  expect(execFileSync('bash', ['-o', 'pipefail', '-c', command], { encoding: 'utf8' })).toBe('[');
});

it('the same picture and weights give the same numbers, byte for byte', async () => {
  const digest = async (): Promise<string> => {
    const { stdout } = await trunkline(['embed', first, '--size', '96', '--json']);
    return createHash('sha256').update(stdout).digest('hex');
  };
  expect(await digest()).toBe(await digest());
});

it('data inspect shows the domains of a folder, and the one that is named', async () => {
  const domains = join(folder, 'domains');
  for (const [place, name] of ['drawn', 'seen'].entries()) await writeImageFolder(join(domains, name), 8, 30 * place);
  const all = await trunkline(['data', 'inspect', domains]);
  expect(all.status).toBe(0);
  expect(all.stdout).toMatch(/: 2 domains, since its folders hold folders of pictures; --domain shows one\./);
  const options = ['--layout', 'domain-folder', '--domain', 'drawn'];
  for (const args of [[domains, ...options], [join(domains, 'drawn')]]) {
    const { stdout, stderr } = await trunkline(['data', 'inspect', ...args, '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ classNames: ['blue', 'green', 'red'], count: 24 });
  }
});
