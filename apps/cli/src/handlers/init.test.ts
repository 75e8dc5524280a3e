import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { loadExperiment } from '@trunkline/training';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handleInit, type InitArguments } from './init.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let picture: Buffer;
beforeAll(async () => {
  picture = await sharp({ create: { width: 80, height: 70, channels: 3, background: '#a53' } })
    .png()
    .toBuffer();
});

/** Writes a picture of a content of its own: what stands after the end of a PNG is not read. */
function writePicture(path: string, content = path): void {
  writeFileSync(join(folder, path), Buffer.concat([picture, Buffer.from(content)]));
}

/** Writes so many pictures of each class, and answers the folder. */
function pictures(name: string, counts: Readonly<Record<string, number>>): string {
  for (const [label, count] of Object.entries(counts)) {
    mkdirSync(join(folder, name, label), { recursive: true });
    for (let index = 0; index < count; index++) writePicture(join(name, label, `${index}.png`));
  }
  return join(folder, name);
}

const given = { force: false, json: true };

async function init(data: string, file: string, more: Partial<InitArguments> = {}) {
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

  it('refuses domains whose classes differ, naming them, and takes folders in classes where it is told to', async () => {
    const data = pictures('case', { 'photo/Dog': 5, 'photo/cat': 5, 'sketch/dog': 5, 'sketch/cat': 5 });
    await expect(init(data, 'case.experiment.ts')).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
      message: expect.stringMatching(/2 domains .*only photo has "Dog"\. only sketch has "dog"\. "Dog" and "dog"/),
      hint: expect.stringContaining('--layout image-folder'),
    });
    const { text } = await init(data, 'case.experiment.ts', { layout: 'image-folder' });
    expect(text).toContain("layout: 'image-folder'");
  });

  it('takes the domain with all classes as source, and one with official parts beside one without', async () => {
    const data = pictures('lacking', {
      'photo/dog': 20,
      'photo/fox': 20,
      'sketch/train/dog': 8,
      'sketch/train/cat': 8,
      'sketch/val/dog': 4,
      'sketch/val/cat': 4,
      'sketch/train/fox': 4,
      'sketch/val/fox': 2,
    });
    const { text, experiment } = await init(data, 'lacking.experiment.ts');
    expect(text).toMatch(/source: \{[^}]*domain: 'sketch'/);
    expect(text).toContain("// photo lacks cat of sketch: classes is 'target-subset'");
    expect(experiment.data.classes).toBe('target-subset');
  });

  it('chooses among the domains of a manifest, counts copies once, and says what domains share', async () => {
    const data = pictures('many', { cat: 6, dog: 6 });
    for (let index = 0; index < 20; index++) writePicture(`many/cat/copy-${index}.png`, 'a copy');
    const row = (domain: string) => (name: string) => `${name},${name.split('/')[0]},${domain}`;
    const names = ['cat', 'dog'].flatMap((name) => [0, 1, 2, 3, 4, 5].map((index) => `${name}/${index}.png`));
    const copies = Array.from({ length: 20 }, (_, index) => `cat/copy-${index}.png`);
    const rows = [
      ...names.map(row('größte')),
      ...[...copies, 'dog/1.png'].map(row('copied')),
      ...['cat/0.png', 'dog/0.png'].map(row('third')),
    ];
    const list = join(data, 'list.csv');
    writeFileSync(list, Buffer.from(`path,label,domain\n${rows.join('\n')}\n`, 'latin1'));
    const more = { encoding: 'windows-1252' };
    const { text } = await init(list, 'many.experiment.ts', more);
    expect(text).toMatch(/source: \{[^}]*domain: 'größte'[^}]*encoding: 'windows-1252'/);
    expect(text).toContain('// 2 of the 2 pictures of third are also in größte (equal content)');
    expect(text).toContain('19 pictures of the 21 of copied are copies of others');
    const { text: turned } = await init(list, 'third.experiment.ts', { ...more, source: 'third', target: 'copied' });
    expect(turned).toMatch(/source: \{[^}]*domain: 'third'/);
    expect(turned).not.toContain('größte');
    await expect(init(list, 'no.experiment.ts', { ...more, target: 'thrid' })).rejects.toMatchObject({
      code: 'TL_DOMAIN_MISSING',
      hint: 'Did you mean third?',
    });
  });

  it('names data outside of the current folder from the root, and inside as it is typed', async () => {
    const data = pictures('elsewhere', { cat: 3, dog: 3 });
    const { text } = await init(relative('.', data), 'elsewhere.experiment.json');
    expect(JSON.parse(text)).toMatchObject({ data: { source: { folder: data } } });
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
