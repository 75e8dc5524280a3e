import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadExperiment } from '@trunkline/training';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handleInit } from './init.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let picture: Buffer;
beforeAll(async () => {
  picture = await sharp({ create: { width: 80, height: 70, channels: 3, background: '#a53' } })
    .png()
    .toBuffer();
});

/** Writes so many pictures of each class, and answers the folder. */
function pictures(name: string, counts: Readonly<Record<string, number>>): string {
  for (const [label, count] of Object.entries(counts)) {
    mkdirSync(join(folder, name, label), { recursive: true });
    for (let index = 0; index < count; index++) writeFileSync(join(folder, name, label, `${index}.png`), picture);
  }
  return join(folder, name);
}

const given = { force: false, json: true };

async function init(data: string, file: string, more: { target?: string; source?: string } = {}) {
  const output = join(folder, file);
  await handleInit({ ...given, data, output, ...more });
  return { text: readFileSync(output, 'utf8'), experiment: await loadExperiment(output) };
}

describe('trunkline init', () => {
  it('makes domains in one folder source and targets, and says what it found', async () => {
    pictures('domains/photo', { cat: 30, dog: 12 });
    pictures('domains/sketch', { cat: 12, dog: 12 });
    const { text, experiment } = await init(join(folder, 'domains'), 'domains.experiment.ts');
    expect(text).toContain('// photo: 42 pictures in 2 classes, 12 to 30 a class');
    expect(text).toContain('// The pictures are usually 70 pixels high or wide');
    expect(experiment.data).toMatchObject({ imageSize: 64 });
    expect(text).toMatch(/source: \{[^}]*domain: 'photo'/);
    expect(text).toMatch(/targets: \[[^\]]*domain: 'sketch'/);
    const { experiment: turned } = await init(join(folder, 'domains'), 'turned.experiment.ts', { source: 'sketch' });
    expect(JSON.stringify(turned.data)).toMatch(/"source":\{[^}]*"domain":"sketch"/);
  });

  it('asks about another task where there is one domain, and weighs unequal classes alike', async () => {
    const data = pictures('Meine Bilder (2)', { cat: 30, dog: 9, fox: 3 });
    const { text, experiment } = await init(data, 'task.experiment.ts');
    expect(experiment.name).toBe('meine-bilder-2');
    expect(text).toContain("classWeights: 'balanced'");
    expect(text).toContain('has fewer than 10 pictures of dog, fox');
    expect(text).toContain('has 10.0 times the pictures of the smallest');
    expect(text).not.toContain('target-oracle');
  });

  it('says so where a target has fewer classes, and refuses one with others', async () => {
    const data = pictures('all', { cat: 12, dog: 12, fox: 12 });
    const { experiment } = await init(data, 'partial.experiment.ts', { target: pictures('some', { cat: 9, dog: 9 }) });
    expect(experiment.data.classes).toBe('target-subset');
    const other = pictures('others', { cat: 9, owl: 9 });
    await expect(init(data, 'others.experiment.ts', { target: other })).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
    });
    expect(existsSync(join(folder, 'others.experiment.ts'))).toBe(false);
  });

  it('writes JSON with its schema beside it, and takes built-in sets and manifests', async () => {
    const { text } = await init('mnist', 'json/digits.experiment.json', { target: 'mnist-m' });
    expect(JSON.parse(text)).toMatchObject({ $schema: './experiment.schema.json', data: { imageSize: 32 } });
    expect(existsSync(join(folder, 'json', 'experiment.schema.json'))).toBe(true);
    const data = pictures('listed', { cat: 6, dog: 6 });
    const rows = ['cat', 'dog'].flatMap((name) => [0, 1, 2, 3, 4, 5].map((index) => `${name}/${index}.png,${name}`));
    writeFileSync(join(data, 'list.csv'), `path,label\n${rows.join('\n')}\n`);
    const { experiment } = await init(join(data, 'list.csv'), 'listed.experiment.ts');
    expect(experiment.name).toBe('list');
  });

  it.each([
    [{ data: join(folder, 'nowhere') }, 'TL_DATA_MISSING'],
    [{ data: 'mnist', output: join(folder, 'a.yaml') }, 'TL_BAD_OPTION'],
    [{ data: 'mnist', source: 'mnist-m' }, 'TL_DOMAIN_MISSING'],
  ])('%j is refused', async (change, code) => {
    const output = join(folder, 'refused.experiment.ts');
    await expect(handleInit({ ...given, output, ...change })).rejects.toMatchObject({ code, exitStatus: 2 });
    expect(existsSync(output)).toBe(false);
  });

  it('writes over nothing unless told to', async () => {
    const output = join(folder, 'mine.experiment.ts');
    writeFileSync(output, 'mine');
    await expect(handleInit({ ...given, data: 'mnist', output })).rejects.toMatchObject({ code: 'TL_FILE_EXISTS' });
    expect(readFileSync(output, 'utf8')).toBe('mine');
    await handleInit({ ...given, data: 'mnist', output, force: true });
    expect(readFileSync(output, 'utf8')).toContain('defineExperiment');
  });
});
