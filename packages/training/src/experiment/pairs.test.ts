import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pairsOf } from './pairs.ts';
import { resolveExperiment } from './resolve.ts';

const root = mkdtempSync(join(tmpdir(), 'trunkline-pairs-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const name of ['photo', 'art', 'sketch']) mkdirSync(join(root, 'domains', name), { recursive: true });
mkdirSync(join(root, 'lonely', 'photo'), { recursive: true });

const resolved = (data: object) =>
  resolveExperiment({
    name: 'pairs',
    data: { imageSize: 32, ...data },
    methods: ['source-only'],
    training: { steps: 1, batchSize: 8 },
  }).data;
const [mnist, blended, scans] = [{ dataSet: 'mnist' }, { dataSet: 'mnist-m' }, { dataSet: 'optdigits' }];
const folder = { folder: join(root, 'domains'), layout: 'domain-folder' };

describe('pairsOf', () => {
  it('makes a pair of each target, and names each domain once', async () => {
    const { domains, pairs } = await pairsOf(
      resolved({ source: { ...mnist, name: 'digits' }, targets: [blended, mnist, { ...scans, labelled: 3 }] }),
    );
    expect(domains).toEqual([mnist, blended, scans]);
    expect(pairs).toEqual([
      { sources: [0], target: 1, name: { source: 'digits', target: 'mnist-m' } },
      { sources: [0], target: 0, name: { source: 'digits', target: 'mnist' } },
      { sources: [0], target: 2, name: { source: 'digits', target: 'optdigits' }, labelled: 3 },
    ]);
  });

  it('takes pictures without labels as a target', async () => {
    const photos = { folder: 'photos', layout: 'images' };
    const { domains, pairs } = await pairsOf(resolved({ source: mnist, targets: [{ ...photos, name: 'new' }, scans] }));
    expect(domains).toEqual([mnist, photos, scans]);
    expect(pairs.map(({ name, unlabelled }) => [name.target, unlabelled])).toEqual([
      ['new', true],
      ['optdigits', undefined],
    ]);
  });

  it('takes one source as it takes a list of one', async () => {
    expect(await pairsOf(resolved({ sources: [mnist], targets: [scans] }))).toEqual(
      await pairsOf(resolved({ source: mnist, targets: [scans] })),
    );
  });

  it('joins several sources under one name, and many under their number', async () => {
    const { pairs } = await pairsOf(resolved({ sources: [mnist, blended], targets: [scans] }));
    expect(pairs).toEqual([{ sources: [0, 1], target: 2, name: { source: 'mnist + mnist-m', target: 'optdigits' } }]);
    const many = Array.from({ length: 12 }, (_, index) => ({ ...folder, domain: `domain ${index}` }));
    expect((await pairsOf(resolved({ sources: many, targets: [scans] }))).pairs[0]?.name.source).toBe('12 domains');
  });

  it('holds out each domain of a folder, of some of its domains, and of a list', async () => {
    const of = async (leaveOneOut: unknown): Promise<string[]> =>
      (await pairsOf(resolved({ leaveOneOut }))).pairs.map(({ name }) => `${name.source} → ${name.target}`);
    expect(await of(folder)).toEqual(['photo + sketch → art', 'art + sketch → photo', 'art + photo → sketch']);
    expect(await of({ ...folder, domains: ['sketch', 'art'] })).toEqual(['art → sketch', 'sketch → art']);
    expect(await of([mnist, scans, blended])).toEqual([
      'optdigits + mnist-m → mnist',
      'mnist + mnist-m → optdigits',
      'mnist + optdigits → mnist-m',
    ]);
  });

  it('refuses a folder of one domain, and a source twice', async () => {
    await expect(pairsOf(resolved({ leaveOneOut: { ...folder, folder: join(root, 'lonely') } }))).rejects.toMatchObject(
      {
        code: 'TL_DOMAIN_MISSING',
        message: expect.stringContaining('one domain only (photo)'),
      },
    );
    await expect(
      pairsOf(resolved({ leaveOneOut: { ...folder, folder: join(root, 'nowhere') } })),
    ).rejects.toMatchObject({
      code: 'TL_DATA_MISSING',
    });
    await expect(pairsOf(resolved({ sources: [mnist, mnist], targets: [scans] }))).rejects.toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: expect.stringContaining('twice'),
    });
  });
});

describe('data of an experiment', () => {
  it.each([
    ['no source', { targets: [scans] }, /data\.source is missing/],
    ['no target', { source: mnist }, /data\.targets is missing/],
    ['two kinds of source', { source: mnist, sources: [mnist], targets: [scans] }, /data has source and sources/],
    ['targets of its own', { leaveOneOut: [mnist, scans], targets: [scans] }, /leaveOneOut and targets/],
    [
      'two amounts of labels',
      { source: mnist, targets: [scans], shots: 1, labelFraction: 0.1 },
      /labelFraction and shots/,
    ],
    ['one domain to leave out', { leaveOneOut: [mnist] }, /data\.leaveOneOut: expected at least 2 entries/],
    [
      'a folder of pictures',
      { leaveOneOut: { folder: 'a', layout: 'image-folder' } },
      /data\.leaveOneOut: expected \{ folder/,
    ],
    [
      'labelled source images',
      { source: { ...mnist, labelled: 1 }, targets: [scans] },
      /unknown key 'labelled' in data\.source/,
    ],
    [
      'a source without labels',
      { source: { folder: 'a', layout: 'images' }, targets: [scans] },
      /data\.source: layout is "images", pictures without classes, which only a target can be/,
    ],
    [
      'labelled images of a target without labels',
      { source: mnist, targets: [{ folder: 'a', layout: 'images', labelled: 5 }] },
      /unknown key 'labelled' in data\.targets\[0\]/,
    ],
    [
      'a target of an unknown layout',
      { source: mnist, targets: [{ folder: 'a', layout: 'pictures' }] },
      /layout is "pictures"; expected 'image-folder'.* or 'images' for pictures without classes/,
    ],
    [
      'another relation of classes',
      { source: mnist, targets: [scans], classes: 'open' },
      /data\.classes: expected one of/,
    ],
  ])('with %s is refused', (_what, data, message) => {
    expect(() => resolved(data)).toThrowError(
      expect.objectContaining({
        code: 'TL_EXPERIMENT_INVALID',
        message: expect.stringMatching(message),
        exitStatus: 2,
      }),
    );
  });

  it('may name a list of augmentations, and keeps the list', () => {
    const data = { source: mnist, targets: [scans] };
    expect(resolved({ ...data, augment: 'standard' }).augment).toEqual(['random-crop', 'horizontal-flip']);
    expect(resolved({ ...data, augment: ['rotation'] }).augment).toEqual(['rotation']);
    expect(() => resolved({ ...data, augment: 'wild' })).toThrowError(/data\.augment: .*"standard".*given "wild"/);
  });
});
