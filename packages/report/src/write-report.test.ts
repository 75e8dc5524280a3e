import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult, Summary } from '@trunkline/evaluation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMethods, writeFakeRunFolder } from '../test/fake-run-folder.ts';
import { attribute, descendants, parsePage, textOf, type ParsedPage } from '../test/page-structure.ts';
import { comparisonCsv, comparisonTable, readSummary, writeReport } from './index.ts';

const roots: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-report-'));
  roots.push(folder);
  return folder;
}
afterAll(() => roots.forEach((folder) => rmSync(folder, { recursive: true })));

const named = (page: ParsedPage, ...tags: string[]) =>
  page.elements.filter((element) => tags.includes(element.tagName));

describe('report of 21 runs', () => {
  let path: string;
  let text: string;
  let page: ParsedPage;

  beforeAll(async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder);
    ({ path } = await writeReport(folder));
    text = readFileSync(path, 'utf8');
    page = parsePage(text);
  });

  it('is valid HTML of less than 3 MB, named report.html', () => {
    expect(path).toMatch(/report\.html$/);
    expect(page.errors).toEqual([]);
    expect(statSync(path).size).toBeLessThan(3_000_000);
  });

  it('is complete in itself: no script, nothing fetched', () => {
    expect(named(page, 'script', 'link', 'iframe', 'object', 'embed', 'form', 'base')).toEqual([]);
    const addresses = page.elements.flatMap((element) =>
      element.attrs
        .filter((one) => ['src', 'href', 'srcset', 'xlink:href', 'poster'].includes(one.name))
        .map((one) => one.value),
    );
    expect(addresses.filter((address) => !/^(#|data:image\/webp;base64,)/.test(address))).toEqual([]);
    expect(text).not.toMatch(/url\(|@import/);
    expect(page.elements.flatMap((element) => element.attrs).filter((one) => one.name.startsWith('on'))).toEqual([]);
  });

  it('describes every picture and every chart', () => {
    const pictures = named(page, 'img');
    expect(pictures).toHaveLength(6 * (1 + fakeMethods.length));
    expect(pictures.filter((picture) => (attribute(picture, 'alt') ?? '').length < 10)).toEqual([]);
    const charts = named(page, 'svg');
    expect(charts.length).toBeGreaterThan(30);
    expect(charts.filter((chart) => (attribute(chart, 'aria-label') ?? '').length < 10)).toEqual([]);
    expect(charts.filter((chart) => attribute(chart, 'role') !== 'img')).toEqual([]);
  });

  it('gives every table a caption and every line and column a head', () => {
    for (const table of named(page, 'table')) {
      const parts = descendants(table);
      expect(parts.some((part) => part.tagName === 'caption')).toBe(true);
      expect(
        parts.filter((part) => part.tagName === 'th').every((head) => attribute(head, 'scope') !== undefined),
      ).toBe(true);
      const lines = parts.filter((part) => part.tagName === 'tr');
      const widths = lines.map(
        (line) => descendants(line).filter((cell) => ['td', 'th'].includes(cell.tagName)).length,
      );
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('has headings without gaps in their levels, one first-level heading, and anchors that exist once', () => {
    const levels = named(page, 'h1', 'h2', 'h3', 'h4').map((heading) => Number(heading.tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => expect(level - (levels[index] as number)).toBeLessThanOrEqual(1));
    const ids = page.elements.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const anchors = page.elements.flatMap((element) => attribute(element, 'href') ?? []).map((href) => href.slice(1));
    expect(anchors.filter((anchor) => !ids.includes(anchor))).toEqual([]);
  });

  it('has every part that a reviewer looks for', () => {
    const headings = named(page, 'h2', 'h3').map(textOf);
    expect(headings).toEqual([
      'mnist → mnist-m',
      'Comparison',
      'Choosing a checkpoint without target labels',
      'Learning curves',
      'Which classes are confused',
      'Calibration on the target',
      'Where the network looks',
      'Embeddings',
      'How this came about',
      'Do it again',
      'Versions',
    ]);
    const all = textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>);
    for (const said of [
      'Should I transfer?',
      'seed 0',
      'joint UMAP',
      'MIT',
      'points); intervals are over seeds only.',
      'npx trunkline run',
      '2.21.0',
      '0123456789abcdef',
    ]) {
      expect(all).toContain(said);
    }
  });

  it('comes out the same when written again', async () => {
    await writeReport(join(path, '..'));
    expect(readFileSync(path, 'utf8') === text).toBe(true); // toBe(text) would print the whole page
  });
});

describe('report of awkward folders', () => {
  const small = { seeds: [0], methods: fakeMethods.slice(0, 2) };

  it('escapes whatever a user may have named', async () => {
    const folder = newFolder();
    const evil = '<img src=x onerror=alert(1)>"\'&';
    await writeFakeRunFolder(folder, {
      ...small,
      description: evil,
      classNames: [evil, '</svg><script>alert(1)</script>', 'c'],
      failures: [{ label: evil, seed: 0, source: evil, target: evil, message: `${evil}\u0000` }],
    });
    const page = parsePage(readFileSync((await writeReport(folder)).path, 'utf8'));
    expect(page.errors).toEqual([]);
    expect(named(page, 'script')).toEqual([]);
    expect(named(page, 'img').filter((picture) => attribute(picture, 'src') === 'x')).toEqual([]);
    expect(page.elements.flatMap((element) => element.attrs).filter((one) => one.name.startsWith('on'))).toEqual([]);
  });

  it('makes do without summary, plan, pictures and embeddings of an interrupted invocation', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, small);
    for (const name of ['summary.json', 'plan.json', 'experiment.json']) rmSync(join(folder, name));
    for (const { label } of small.methods) {
      const run = join(folder, 'runs', label, 'mnist-to-mnist-m', 'seed-0');
      rmSync(join(run, 'figures'), { recursive: true });
      rmSync(join(run, 'embeddings.json'));
    }
    const { path } = await writeReport(folder);
    const page = parsePage(readFileSync(path, 'utf8'));
    expect(page.errors).toEqual([]);
    const text = textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>);
    expect(text).toContain('The invocation is interrupted.');
    expect(text).toContain('figures/cam-0.png is missing');
    expect(await readSummary(folder)).toMatchObject({ status: 'interrupted' });
  });

  it('names a result that lacks values', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, small);
    rmSync(join(folder, 'summary.json'));
    const label = (small.methods[1] as (typeof small.methods)[number]).label;
    const path = join(folder, 'runs', label, 'mnist-to-mnist-m', 'seed-0', 'result.json');
    const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...record, validators: undefined }));
    await expect(readSummary(folder)).rejects.toMatchObject({
      code: 'TL_RECORD_INVALID',
      message: `${path} lacks values that a result has.`,
    });
  });

  it('claims no interval and no noise from one seed', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, {
      ...small,
      methods: [fakeMethods[0], fakeMethods[4]].flatMap((one) => one ?? []),
    });
    const page = parsePage(readFileSync((await writeReport(folder)).path, 'utf8'));
    const text = textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>).replace(/\s+/g, ' ');
    expect(text).toContain('percent; one seed, so there is no interval.');
    expect(text).toContain('points against source-only, on one seed: this may be noise.');
    expect(text).not.toMatch(/undefined|NaN|±|larger than the noise/);
  });

  it('takes no picture from outside the folder of its run', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, small);
    const run = join(folder, 'runs', 'source-only', 'mnist-to-mnist-m', 'seed-0');
    const record = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as RunResult;
    const [cam] = record.figures.cam ?? [];
    const outside = '../../../linear-probe/mnist-to-mnist-m/seed-0/figures/cam-0.png';
    writeFileSync(
      join(run, 'result.json'),
      JSON.stringify({
        ...record,
        figures: { cam: [{ ...cam, overlay: outside }], embeddings: '../../../../summary.json' },
      }),
    );
    const text = readFileSync((await writeReport(folder)).path, 'utf8');
    expect(text).toContain(`${outside} is missing`);
  });

  it('shows many classes as a list of confusions and classes without examples as a dash', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, { ...small, classNames: Array.from({ length: 31 }, (_, k) => `class ${k}`) });
    const text = readFileSync((await writeReport(folder)).path, 'utf8');
    expect(text).toContain('taken for');
    expect(text).not.toContain('class="matrix"');
  });

  it('writes class names of a confusion matrix out, and long ones short with the whole name in the title', async () => {
    const folder = newFolder();
    await writeFakeRunFolder(folder, { ...small, classNames: ['elephant', 'a person or several'] });
    const page = parsePage(readFileSync((await writeReport(folder)).path, 'utf8'));
    const [matrix] = named(page, 'table').filter((table) => attribute(table, 'class') === 'matrix');
    const heads = descendants(matrix as NonNullable<typeof matrix>).filter((part) => part.tagName === 'th');
    expect(heads.map((head) => textOf(head).trim())).toEqual([
      'elephant',
      'a person or s…',
      'elephant',
      'a person or s…',
    ]);
    expect(heads.map((head) => attribute(head, 'title'))).toContain('predicted a person or several');
  });

  it.each([
    [32, 'At 32 px the last maps have a single place'],
    [64, 'At 64 px the last maps have 2 × 2 places, which is coarse'],
    [128, 'At 128 px the last maps have 4 × 4 places.'],
  ])('says how coarse the maps of %d px are', async (imageSize, said) => {
    const folder = newFolder();
    const summary = await writeFakeRunFolder(folder, small);
    const git = { commit: 'abc', dirty: true };
    writeFileSync(join(folder, 'summary.json'), JSON.stringify({ ...summary, imageSize, git }));
    const text = readFileSync((await writeReport(folder)).path, 'utf8').replace(/\s+/g, ' ');
    expect(text).toContain(said);
    expect(text).toContain('The working tree had changes');
  });

  it('lists the trials of a sweep, and shows the pictures and curves of the chosen one alone', async () => {
    const folder = newFolder();
    const dann = fakeMethods[4] as (typeof fakeMethods)[number];
    const summary = await writeFakeRunFolder(folder, {
      seeds: [0, 1],
      methods: [fakeMethods[0] as typeof dann, { ...dann, sweep: [0.01, 0.1, 1] }],
    });
    expect(summary.methods[1]?.sweep).toMatchObject({ chosen: 1, oracle: 0 });
    const page = parsePage(readFileSync((await writeReport(folder)).path, 'utf8'));
    expect(page.errors).toEqual([]);
    expect(named(page, 'img')).toHaveLength(6 * (1 + 2));
    const text = textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>).replace(/\s+/g, ' ');
    expect(text).toContain('Trials of the sweeps');
    expect(text).toContain('dann: 3 trials, regret');
    expect(comparisonTable(summary).replace(/\s+/g, ' ')).toContain(
      'of 3 trials the selecting rule chose options.adaptationWeight 0.1,',
    );
  });

  it('names what the trunks have seen, by row where they differ', async () => {
    const folder = newFolder();
    const summary = await writeFakeRunFolder(folder, small);
    const textWith = async (weights: Summary['weights']): Promise<string> => {
      writeFileSync(join(folder, 'summary.json'), JSON.stringify({ ...summary, weights }));
      return readFileSync((await writeReport(folder)).path, 'utf8').replace(/\s+/g, ' ');
    };
    expect(await textWith(summary.weights)).toContain(
      'weights imagenet-vgg16, which have seen ImageNet-1k: photographs</li>',
    );
    const several = await textWith([
      { name: 'digits', digest: 'ab', seen: 'synthetic digits', labels: ['a', 'b'] },
      { name: 'random', labels: ['c'] },
    ]);
    expect(several).toContain('a and b: weights digits, which have seen synthetic digits</li>');
    expect(several).toContain('c: random weights, which have seen nothing</li>');
  });

  it('names the rows that a validator did not judge', async () => {
    const folder = newFolder();
    const summary = await writeFakeRunFolder(folder, small);
    const methods = summary.methods.map((row, index) => ({
      ...row,
      selectionValidator: index === 0 ? row.selectionValidator : 'last',
      validators: row.validators.filter(({ validator }) => index === 0 || validator !== 'info-max'),
    }));
    writeFileSync(join(folder, 'summary.json'), JSON.stringify({ ...summary, methods }));
    const text = readFileSync((await writeReport(folder)).path, 'utf8');
    expect(text).toContain('“info-max” does not judge linear-probe');
    expect(text).not.toContain('“last” does not judge');
    expect(text).toContain('The checkpoints of linear-probe were chosen by “last”');
    expect(text).not.toContain('The checkpoints of source-only were chosen');
  });

  it('shows a summary whose every run failed', async () => {
    const folder = newFolder();
    const summary = await writeFakeRunFolder(folder, small);
    rmSync(join(folder, 'runs'), { recursive: true });
    const failures = [{ label: 'dann', seed: 0, source: 'a', target: 'b', message: 'out of memory' }];
    writeFileSync(
      join(folder, 'summary.json'),
      JSON.stringify({ ...summary, status: 'failed', methods: [], failures }),
    );
    const page = parsePage(readFileSync((await writeReport(folder)).path, 'utf8'));
    expect(page.errors).toEqual([]);
    expect(textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>)).toContain('out of memory');
  });

  it('compares by scores where the target has no labels, and leaves out whatever needs them', async () => {
    const folder = newFolder();
    const methods = [0, 4].map((place) => fakeMethods[place] as (typeof fakeMethods)[number]);
    const summary = await writeFakeRunFolder(folder, { unlabelled: true, methods });
    const document = readFileSync((await writeReport(folder)).path, 'utf8');
    const page = parsePage(document);
    expect(page.errors).toEqual([]);
    expect(named(page, 'h2', 'h3').map(textOf)).toEqual([
      'mnist → mnist-m',
      'Comparison',
      'Learning curves',
      'Where the network looks',
      'Embeddings',
      'How this came about',
      'Do it again',
      'Versions',
    ]);
    const text = textOf(page.elements[0] as NonNullable<(typeof page.elements)[0]>).replace(/\s+/g, ' ');
    expect(text).toContain('Nobody knows the classes of mnist-m, so there is no accuracy on it');
    expect(text).toContain('need target labels, so they are not on this page');
    expect(text).toContain('Triangles have no colour');
    expect(document).toContain('Picture 0 of the target, mnist-m, class unknown');
    expect(text).not.toMatch(/NaN|undefined|Target accuracy|regret of/);
    const table = comparisonTable(summary);
    expect(table.split('\n')[1]).toMatch(/^Method +source-validation-accuracy +Source acc\. +Trained +MAdds +Time$/);
    expect(table).toContain('Nobody knows the classes of mnist-m');
    expect(comparisonCsv(summary).split('\r\n')[0]).toContain('score by the rule mean');
    expect(comparisonCsv(summary)).not.toContain('NaN');
  });

  it('says what a folder without an invocation lacks, and writes nothing', async () => {
    const folder = newFolder();
    await expect(writeReport(folder)).rejects.toMatchObject({ code: 'TL_RUN_FOLDER', exitStatus: 2 });
    await expect(writeReport(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'TL_RUN_FOLDER' });
    expect(() => statSync(join(folder, 'report.html'))).toThrow();
  });

  it('names a damaged record', async () => {
    const folder = newFolder();
    const run = join(folder, 'runs', 'dann', 'a-to-b', 'seed-0');
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'result.json'), '{"schema": 1, "label"');
    await expect(writeReport(folder)).rejects.toThrow(/seed-0\/result\.json is not valid JSON/);
    writeFileSync(join(run, 'result.json'), '{"schema": 1}');
    await expect(writeReport(folder)).rejects.toThrow(/lacks label, seed/);
    writeFileSync(join(run, 'result.json'), '[]');
    await expect(writeReport(folder)).rejects.toMatchObject({ code: 'TL_RECORD_INVALID' });
  });
});
