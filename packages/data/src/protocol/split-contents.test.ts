import { createRandom } from '@trunkline/system';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyImages, useTemporaryFolder } from '../../test/support.ts';
import { isLabelled, partCodes, type Images, type LabelledImages } from '../images/images.ts';
import { loadDomain } from '../reading/load-domain.ts';
import type { DomainReference, UnlabelledReference } from '../reading/references.ts';
import { withoutLabels } from './seal.ts';
import { splitPair, type PairSplits, type SplitOptions, type UnlabelledPairSplits } from './split-pair.ts';
import { stratifiedSplit, stratifiedSplitOfGroups } from './splits.ts';

type Sides = Readonly<Record<'train' | 'validation' | 'test', ReadonlySet<bigint>>>;

/** What is learnt from, chosen by and tested on, of both domains, by content. */
function sidesOf(splits: PairSplits | UnlabelledPairSplits): Sides {
  const contents = (parts: readonly (Images | undefined)[]): ReadonlySet<bigint> =>
    new Set(parts.flatMap((part) => [...(part?.contents() ?? [])]));
  const { targetLabelled, targetOracleTrain, targetOracleValidation } = splits;
  const isScored = targetOracleTrain !== undefined; // pictures without labels are looked at, never scored
  return {
    train: contents([splits.sourceTrain, splits.targetTrain, targetLabelled, targetOracleTrain]),
    validation: contents([splits.sourceValidation, targetOracleValidation]),
    test: contents([splits.sourceTest, isScored ? splits.targetTest : undefined]),
  };
}

function expectNoContentOnTwoSides(splits: PairSplits | UnlabelledPairSplits): void {
  const { train, validation, test } = sidesOf(splits);
  expect([...test].filter((content) => train.has(content))).toEqual([]);
  expect([...test].filter((content) => validation.has(content))).toEqual([]);
  expect([...validation].filter((content) => train.has(content))).toEqual([]);
}

/** The splits, or undefined where copies leave a part empty: an error, and no leak. */
async function splitOrEmpty(
  sources: readonly LabelledImages[],
  target: Images,
  options: SplitOptions,
): Promise<PairSplits | UnlabelledPairSplits | undefined> {
  return await splitPair({ sources, target }, options).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'TL_SPLIT_EMPTY' });
    return undefined;
  });
}

const image = fc.record({
  label: fc.integer({ min: 0, max: 2 }),
  content: fc.integer({ min: 0, max: 60 }),
  part: fc.constantFrom(0, 0, 0, partCodes.train, partCodes.validation, partCodes.test),
});
/** A domain whose contents repeat, within it and in others, also under other labels and in other official parts. */
const domain = fc
  .record({
    images: fc.array(image, { minLength: 20, maxLength: 60 }),
    official: fc.boolean(),
    root: fc.constantFrom('a', 'b', undefined),
    originals: fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 60, maxLength: 60 }),
    name: fc.string({ minLength: 1, maxLength: 5 }),
  })
  .map(({ images, official, root, originals, name }) =>
    tinyImages([0, 1, 2, ...images.map(({ label }) => label)], {
      dataSet: name,
      domain: name,
      contents: [100, 101, 102, ...images.map(({ content }) => content)],
      ...(official && { officialParts_N: Uint8Array.from([0, 0, 0, ...images.map(({ part }) => part)]) }),
      ...(root !== undefined && {
        lineage: { root, index_N: Int32Array.from([900, 901, 902, ...originals.slice(0, images.length)]) },
      }),
    }),
  );

describe('splits by content', () => {
  it('puts no content on two sides, whatever is copied, wherever and under whatever label', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(domain, { minLength: 1, maxLength: 3 }),
        domain,
        fc.boolean(),
        fc.record(
          {
            seed: fc.integer({ min: 0, max: 99 }),
            limits: fc.record({ train: fc.integer({ min: 5, max: 30 }), test: fc.integer({ min: 3, max: 9 }) }),
            labelledTarget: fc.integer({ min: 1, max: 2 }),
            sourceLabels: fc.constant({ fraction: 0.5 }),
          },
          { requiredKeys: ['seed'] },
        ),
        async (sources, target, hidden, { labelledTarget, ...options }) => {
          const splits = await splitOrEmpty(sources, hidden ? withoutLabels(target) : target, {
            ...options,
            ...(labelledTarget !== undefined && !hidden && { labelledTarget }),
          });
          if (splits) expectNoContentOnTwoSides(splits);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is the split of old where nothing is there twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(image, { minLength: 40, maxLength: 80 }), fc.nat(99), async (images, seed) => {
        const labels = [0, 1, 2, ...images.map(({ label }) => label)];
        const named = (dataSet: string, first?: number) =>
          tinyImages(labels, {
            dataSet,
            domain: dataSet,
            lineage: { root: dataSet, index_N: Int32Array.from(labels.keys()) },
            ...(first !== undefined && { contents: labels.map((_, at) => first + at) }),
          });
        const unseen = await splitPair({ sources: [named('a')], target: named('b') }, { seed });
        const seen = await splitPair({ sources: [named('a', 0)], target: named('b', 1000) }, { seed });
        for (const [name, part] of Object.entries(seen)) {
          expect((part as Images).digest).toBe((unseen[name as keyof PairSplits] as Images).digest);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('asks for contents alone: other names change nothing', async () => {
    const labels = Array.from({ length: 60 }, (_, at) => at % 3);
    const contents = labels.map((_, at) => at % 40);
    const split = async (ids: readonly string[]) => {
      const images = tinyImages(labels, { contents, ids });
      const { sourceTrain, targetTest } = await splitPair({ sources: [images], target: images }, { seed: 3 });
      return [sourceTrain.digest, targetTest.digest];
    };
    expect(await split(labels.map((_, at) => `z${at}`))).toEqual(await split(labels.map((_, at) => `${99 - at}.png`)));
  });

  it('keeps classes to within their largest group', () => {
    const groups = fc.array(fc.record({ label: fc.nat(3), size: fc.integer({ min: 1, max: 6 }) }), { minLength: 1 });
    fc.assert(
      fc.property(groups, fc.nat(99), (drawn, seed) => {
        const labels_N = Int32Array.from(drawn.flatMap(({ label, size }) => new Array<number>(size).fill(label)));
        const groups_N = Int32Array.from(drawn.flatMap(({ size }, group) => new Array<number>(size).fill(group)));
        const shares = [0.7, 0.1, 0.2];
        const parts = stratifiedSplitOfGroups(labels_N, groups_N, shares, createRandom(seed));
        expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual([...labels_N.keys()]);
        for (const label of new Set(labels_N)) {
          const size = labels_N.filter((one) => one === label).length;
          const largest = Math.max(...drawn.filter((one) => one.label === label).map((one) => one.size));
          parts.forEach((part, place) => {
            const held = part.filter((index) => labels_N[index] === label).length;
            expect(Math.abs(held - (shares[place] as number) * size)).toBeLessThan(largest + 1e-9);
          });
        }
      }),
    );
  });

  it('divides pairs of copies as it would divide pictures', () => {
    const labels_N = Int32Array.from({ length: 400 }, (_, at) => at % 2);
    const groups_N = labels_N.map((_, at) => at % 200);
    const parts = stratifiedSplitOfGroups(labels_N, groups_N, [0.7, 0.1, 0.2], createRandom(0));
    expect(parts.map(({ length }) => length)).toEqual([280, 40, 80]);
    const alone = labels_N.map((_, at) => at);
    const [first] = stratifiedSplitOfGroups(labels_N, alone, [0.5, 0.5], createRandom(1));
    expect(first).toEqual(stratifiedSplit(labels_N, [0.5, 0.5], createRandom(1))[0]);
  });

  it('keeps an official test part as it is, and leaves copies of it out of training', async () => {
    const labels = Array.from({ length: 60 }, (_, at) => at % 3);
    const contents = labels.map((_, at) => (at >= 54 ? at - 54 : at)); // the last 6 of the test part equal the first 6
    const officialParts_N = Uint8Array.from(labels, (_, at) => (at < 45 ? partCodes.train : partCodes.test));
    const official = tinyImages(labels, { contents, officialParts_N });
    const splits = await splitPair({ sources: [official], target: official }, { seed: 0 });
    expect(splits.sourceTest.ids).toEqual(official.ids.slice(45));
    expect(splits.sourceTrain.count + splits.sourceValidation.count).toBe(45 - 6);
    expectNoContentOnTwoSides(splits);
  });
});

describe('splits of files', () => {
  const { path, write } = useTemporaryFolder();
  /** Files of a class, by the number of their content; no picture is decoded by a split. */
  const folder = (name: string, classes: Readonly<Record<string, readonly number[]>>, ending = 'png') => {
    for (const [label, contents] of Object.entries(classes)) {
      contents.forEach((content, at) => write(`${name}/${label}/${at}.${ending}`, `picture ${content}`));
    }
    return { folder: `${path}/${name}`, layout: 'image-folder' as const };
  };
  const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);
  const csv = (name: string, rows: readonly string[]) => ({
    csv: write(name, `path,label,split\n${rows.join('\n')}\n`),
  });
  const idx = (name: string, first: number, count: number) => {
    const header = (...numbers: number[]): Buffer =>
      Buffer.from(numbers.flatMap((number) => [0, 0, number >> 8, number & 255]));
    const pixels = Buffer.from(range(first, count).flatMap((value) => [value, 1, 2, 3]));
    const labels = Buffer.from(range(first, count).map((value) => value % 2));
    return {
      idx: {
        images: write(`${name}.images`, Buffer.concat([Buffer.of(0, 0, 8, 3), header(count, 2, 2), pixels])),
        labels: write(`${name}.labels`, Buffer.concat([Buffer.of(0, 0, 8, 1), header(count), labels])),
      },
    };
  };
  const csvPixels = (name: string, first: number, count: number) => ({
    csvPixels: write(
      `${name}.csv`,
      ['label,pixel0,pixel1,pixel2,pixel3', ...range(first, count).map((value) => `${value % 2},${value},1,2,3`)].join(
        '\n',
      ),
    ),
  });

  const a = { cat: range(0, 20), dog: range(20, 20) };
  /** Add a row: how pictures of one content come into several places. */
  const cases: Readonly<
    Record<string, () => readonly [readonly DomainReference[], DomainReference | UnlabelledReference]>
  > = {
    'F21: the target holds the files of the source and one more': () => [
      [folder('f21/a', a)],
      folder('f21/b', { cat: [99, ...a.cat], dog: a.dog }, 'jpg'),
    ],
    'the target holds some of the files, in another order': () => [
      [folder('some/a', a)],
      folder('some/b', { cat: [...range(5, 10), ...range(50, 15)].reverse(), dog: range(25, 30) }),
    ],
    'copies within a class': () => [
      [folder('within/a', { cat: [...a.cat, ...a.cat], dog: [...a.dog, 20, 20, 20] })],
      folder('within/b', { cat: range(60, 20).flatMap((one) => [one, one]), dog: range(80, 20) }),
    ],
    'copies in two classes': () => [
      [folder('classes/a', { cat: [...a.cat, 20, 21, 22], dog: [...a.dog, 0, 1] })],
      folder('classes/b', { cat: [...range(60, 20), 20, 0], dog: [...range(80, 20), 1, 60] }),
    ],
    'several sources that share files with each other and the target': () => [
      [
        folder('several/a', a),
        folder('several/b', { cat: [...range(10, 20), 100, 101], dog: [...range(30, 20)] }),
        folder('several/c', { cat: [100, ...range(200, 20)], dog: [45, ...range(300, 20)] }),
      ],
      folder('several/d', { cat: [200, 101, ...range(0, 20)], dog: [300, 45, ...range(400, 20)] }),
    ],
    'manifests over the files of a folder': () => {
      const source = folder('listed/a', a);
      const rows = ['cat', 'dog'].flatMap((label) => range(0, 20).map((at) => `a/${label}/${at}.png,${label},`));
      return [[source], csv('listed/rows.csv', rows.reverse())];
    },
    'a manifest whose parts overlap under other names': () => {
      folder('parts/a', a);
      folder('parts/again', { cat: range(0, 5), dog: range(20, 5) });
      const rows = ['cat', 'dog'].flatMap((label) => [
        ...range(0, 20).map((at) => `a/${label}/${at}.png,${label},${at < 12 ? 'train' : at < 15 ? 'val' : 'test'}`),
        ...range(0, 5).map((at) => `again/${label}/${at}.png,${label},${at < 3 ? 'test' : 'val'}`),
      ]);
      const manifest = csv('parts/rows.csv', rows);
      return [[manifest], manifest];
    },
    'official parts of the target against those of the source': () => {
      folder('against/a', a);
      const rows = (part: (at: number) => string): string[] =>
        ['cat', 'dog'].flatMap((label) => range(0, 20).map((at) => `a/${label}/${at}.png,${label},${part(at)}`));
      return [
        [
          csv(
            'against/one.csv',
            rows((at) => (at < 14 ? 'train' : 'test')),
          ),
        ],
        csv(
          'against/two.csv',
          rows((at) => (at < 6 ? 'test' : 'train')),
        ),
      ];
    },
    'rows of IDX and of CSV pixels that are equal': () => [[idx('tables/a', 0, 60)], csvPixels('tables/b', 30, 60)],
    'a target without labels that holds files of the source': () => {
      const source = folder('unlabelled/a', a);
      folder('unlabelled/b', { loose: [...range(0, 40), ...range(70, 5)] });
      return [[source], { folder: `${path}/unlabelled/b`, layout: 'images' }];
    },
  };

  for (const [name, make] of Object.entries(cases)) {
    it(name, async () => {
      const [sources, target] = make();
      const loaded = await Promise.all(sources.map((one) => loadDomain(one)));
      const on = await loadDomain(target);
      for (const seed of [0, 1, 2]) {
        const options = isLabelled(on) ? [{ seed }, { seed, labelledTarget: 2 }] : [{ seed }];
        for (const one of options) {
          const splits = await splitPair({ sources: loaded, target: on }, one);
          expectNoContentOnTwoSides(splits);
          expect(splits.targetTest.count).toBeGreaterThan(0);
        }
      }
    });
  }

  it('C06: says why a part is empty where every training picture is also a test picture', async () => {
    folder('c06/one', a);
    folder('c06/two', a);
    const rows = ['cat', 'dog'].flatMap((label) =>
      range(0, 20).flatMap((at) => [`one/${label}/${at}.png,${label},train`, `two/${label}/${at}.png,${label},test`]),
    );
    const images = await loadDomain(csv('c06/rows.csv', rows));
    await expect(splitPair({ sources: [images], target: images }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_SPLIT_EMPTY',
      message: 'The train part of rows/rows (80 images, 40 of them copies of others) would be empty.',
      exitStatus: 2,
    });
  });
});
