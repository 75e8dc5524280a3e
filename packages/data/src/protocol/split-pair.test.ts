import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyImages } from '../../test/support.ts';
import { pixelLineage } from '../pixels/array-source.ts';
import { partCodes, type Images, type LabelledImages } from '../images/images.ts';
import { withoutLabels } from './seal.ts';
import { sha256 } from '@trunkline/system';
import { partOfKey } from '../images/join-images.ts';
import { openSealedIds, openSealedLabels } from '../open-sealed.ts';
import type { LabelAmount } from './label-sample.ts';
import { splitPair } from './split-pair.ts';

const labelsOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index % 3);
const source = tinyImages(labelsOf(120));
const other = tinyImages(labelsOf(90), {
  dataSet: 'other',
  domain: 'other',
  lineage: { root: 'other', index_N: Int32Array.from({ length: 90 }, (_, index) => index) },
});

/** Ids before sealing, found again by what they hash to. */
const idsOf = (images: Images, whole: LabelledImages): string[] =>
  images.ids.map(
    (id) => whole.ids[whole.ids.includes(id) ? whole.ids.indexOf(id) : withoutLabels(whole).ids.indexOf(id)] as string,
  );
const shared = (one: Images, another: Images): string[] => {
  const ids = new Set(idsOf(another, source));
  return idsOf(one, source).filter((id) => ids.has(id));
};

describe('splitPair', () => {
  it('makes disjoint parts of both domains that leave nothing over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 500 }), async (seed) => {
        const splits = await splitPair({ sources: [source], target: other }, { seed });
        const sourceParts = [splits.sourceTrain, splits.sourceValidation, splits.sourceTest];
        const targetParts = [splits.targetTrain, splits.targetOracleValidation, splits.targetTest];
        expect(new Set(sourceParts.flatMap((part) => part.ids)).size).toBe(120);
        expect(sourceParts.reduce((sum, part) => sum + part.count, 0)).toBe(120);
        expect(new Set(targetParts.flatMap((part) => part.ids)).size).toBe(90);
        expect(targetParts.reduce((sum, part) => sum + part.count, 0)).toBe(90);
        expect(splits.targetOracleTrain.ids).toEqual(splits.targetTrain.ids);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the target training part no labels at all, and the test part sealed ones', async () => {
    const splits = await splitPair({ sources: [source], target: other }, { seed: 0 });
    expect(Object.keys(splits.targetTrain)).not.toContain('labels_N');
    expect(Object.keys(splits.targetTrain)).not.toContain('sealed');
    const expected = idsOf(splits.targetTest, other).map((id) => other.labels_N[other.ids.indexOf(id)]);
    expect([...openSealedLabels(splits.targetTest)]).toEqual(expected);
  });

  it('splits data that is both source and target once, so that no test image was trained on', async () => {
    for (const target of [source, source.subset(Array.from({ length: 100 }, (_, index) => index))]) {
      const splits = await splitPair({ sources: [source], target }, { seed: 5 });
      expect(shared(splits.sourceTrain, splits.targetTest)).toEqual([]);
      expect(shared(splits.sourceTest, splits.targetTrain)).toEqual([]);
      expect(shared(splits.sourceValidation, splits.targetTest)).toEqual([]);
    }
  });

  it('keeps pictures of one original on one side, and splits what only the target shows', async () => {
    const half = source.subset(Array.from({ length: 60 }, (_, index) => index * 2));
    const blended = tinyImages(labelsOf(120), { dataSet: 'blended', domain: 'blended', lineage: source.lineage });
    const splits = await splitPair({ sources: [half], target: blended }, { seed: 1 });
    const originals = (images: Images): number[] =>
      idsOf(images, 'lineage' in images ? half : blended).map((id) => Number(id.split(' ')[1]));
    const trained = originals(splits.sourceTrain);
    expect(originals(splits.targetTest).filter((original) => trained.includes(original))).toEqual([]);
    const odd = originals(splits.targetTest).filter((original) => original % 2 === 1);
    expect(odd.length).toBeGreaterThan(5);
    expect(splits.targetTrain.count + splits.targetTest.count + splits.targetOracleValidation.count).toBe(120);
  });

  it('knows originals by their pixels, whatever the reader, the order and how many more there are', async () => {
    const bytes = (image: number): number[] => [image % 251, Math.floor(image / 251), 7, 9];
    const array = (images: readonly number[]) => ({
      count: images.length,
      height: 2,
      width: 2,
      channels: 1 as const,
      pixels: Uint8Array.from(images.flatMap(bytes)),
    });
    const few = Array.from({ length: 300 }, (_, index) => index);
    const many = Array.from({ length: 900 }, (_, index) => 899 - index);
    const given = (images: readonly number[], dataSet: string): LabelledImages =>
      tinyImages(
        images.map((image) => image % 3),
        { dataSet, domain: dataSet, lineage: pixelLineage(array(images)) },
      );
    const [digits, blended] = [given(many, 'digits'), given(few, 'blended')];
    const splits = await splitPair({ sources: [digits], target: blended }, { seed: 3 });
    const originals = (images: Images, whole: LabelledImages, order: readonly number[]): number[] =>
      idsOf(images, whole).map((id) => order[whole.ids.indexOf(id)] as number);
    const trained = new Set(originals(splits.sourceTrain, digits, many));
    const tested = originals(splits.targetTest, blended, few);
    expect(tested.length).toBeGreaterThan(30);
    expect(tested.filter((image) => trained.has(image))).toEqual([]);
  });

  it('keeps official parts of a target that shares no original', async () => {
    const parts = Uint8Array.from({ length: 90 }, (_, index) => (index < 60 ? partCodes.train : partCodes.test));
    const pixels = (first: number, count: number) =>
      pixelLineage({
        count,
        height: 1,
        width: 1,
        channels: 1,
        pixels: Uint8Array.from({ length: count }, (_, at) => first + at),
      });
    const target = tinyImages(labelsOf(90), {
      dataSet: 'official',
      domain: 'official',
      officialParts_N: parts,
      lineage: pixels(150, 90),
    });
    const splits = await splitPair(
      { sources: [tinyImages(labelsOf(120), { lineage: pixels(0, 120) })], target },
      { seed: 0 },
    );
    expect(splits.targetTest.count).toBe(30);
  });

  it('respects an official validation part where nothing is said of the other images', async () => {
    const officialParts_N = Uint8Array.from({ length: 120 }, (_, index) => (index < 30 ? partCodes.validation : 0));
    const official = tinyImages(labelsOf(120), { officialParts_N });
    const splits = await splitPair({ sources: [official], target: other }, { seed: 2 });
    expect(splits.sourceValidation.ids).toEqual(official.ids.slice(0, 30));
    expect([...splits.sourceTrain.ids, ...splits.sourceTest.ids].sort()).toEqual(official.ids.slice(30).sort());
    expect([splits.sourceTrain.count, splits.sourceTest.count]).toEqual([69, 21]); // of 30 a class 7 : 2
  });

  it('respects an official test part and shares out the rest', async () => {
    const parts = Uint8Array.from({ length: 120 }, (_, index) => (index < 90 ? partCodes.train : partCodes.test));
    const official = tinyImages(labelsOf(120), { officialParts_N: parts });
    const splits = await splitPair({ sources: [official], target: other }, { seed: 2 });
    expect(splits.sourceTest.ids).toEqual(official.ids.slice(90));
    expect(splits.sourceTrain.count + splits.sourceValidation.count).toBe(90);
    expect(splits.sourceValidation.count).toBeCloseTo(90 / 8, -1);
  });

  it('caps each part with classes in proportion', async () => {
    const limits = { train: 30, validation: 6, test: 9 };
    const splits = await splitPair({ sources: [source], target: other }, { seed: 0, limits });
    const counts = (images: LabelledImages): number[] =>
      [0, 1, 2].map((label) => images.labels_N.filter((one) => one === label).length);
    expect(counts(splits.sourceTrain)).toEqual([10, 10, 10]);
    expect(counts(splits.sourceValidation)).toEqual([2, 2, 2]);
    expect([splits.targetTrain.count, splits.targetTest.count]).toEqual([30, 9]);
  });

  it('numbers the target classes as the source does, and names those that differ', async () => {
    const turned = tinyImages(labelsOf(90), { dataSet: 'turned', classNames: ['class 2', 'class 0', 'class 1'] });
    const splits = await splitPair({ sources: [source], target: turned }, { seed: 0 });
    const names = [...openSealedLabels(splits.targetTest)].map((label) => splits.targetTest.classNames[label]);
    expect(names).toEqual(
      idsOf(splits.targetTest, turned).map(
        (id) => turned.classNames[turned.labels_N[turned.ids.indexOf(id)] as number],
      ),
    );
    const strange = tinyImages(labelsOf(90), { dataSet: 'strange', classNames: ['class 0', 'class 1', 'cat'] });
    await expect(splitPair({ sources: [source], target: strange }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
      message: expect.stringMatching(/only the source has "class 2".*only the target has "cat"/),
      exitStatus: 2,
    });
  });

  it('says which part would be empty', async () => {
    const few = tinyImages([0, 1, 0, 1], { dataSet: 'few' });
    await expect(splitPair({ sources: [few], target: few }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_SPLIT_EMPTY',
    });
  });

  it('splits one source and one target as it always has', async () => {
    const official = tinyImages(labelsOf(120), {
      officialParts_N: Uint8Array.from({ length: 120 }, (_, index) => (index < 90 ? partCodes.train : partCodes.test)),
    });
    const turned = tinyImages(labelsOf(90), { dataSet: 'turned', classNames: ['class 2', 'class 0', 'class 1'] });
    const half = source.subset(Array.from({ length: 60 }, (_, index) => index * 2));
    const digestOf = async (first: LabelledImages, target: LabelledImages, limits = {}): Promise<string> => {
      const splits = await splitPair({ sources: [first], target }, { seed: 7, limits });
      const lines = Object.entries(splits).map(([name, part]) => `${name} ${part.digest} ${part.count}\n`);
      return sha256(lines.join('')).slice(0, 16);
    };
    expect(await digestOf(source, other)).toBe('82b40d866707f45a');
    expect(await digestOf(source, half)).toBe('951980bb47d82cbe');
    expect(await digestOf(official, turned)).toBe('455aad6c1f98a8ef');
    expect(await digestOf(source, other, { train: 30, validation: 6, test: 9 })).toBe('9799c996acdf5734');
  });
});

const domain = (name: string, labels: readonly number[], more = {}): LabelledImages =>
  tinyImages(labels, {
    dataSet: name,
    domain: name,
    lineage: { root: name, index_N: Int32Array.from(labels.keys()) },
    ...more,
  });

describe('splitPair of several sources', () => {
  const [first, second, third] = [domain('a', labelsOf(120)), domain('b', labelsOf(90)), domain('c', labelsOf(60))];

  it('splits each as if it were alone and joins the parts in the order given', async () => {
    const alone = await splitPair({ sources: [second], target: third }, { seed: 4 });
    for (const [sources, place] of [
      [[first, second], 1],
      [[second, first], 0],
    ] as const) {
      const { sourceTrain, sourceValidation, sourceTest } = await splitPair({ sources, target: third }, { seed: 4 });
      expect(sourceTrain.domainNames).toEqual(sources.map((one) => one.domain));
      for (const [joined, single] of [
        [sourceTrain, alone.sourceTrain],
        [sourceValidation, alone.sourceValidation],
        [sourceTest, alone.sourceTest],
      ] as const) {
        const own = joined.subset(Array.from(joined.domains_N.keys()).filter((at) => joined.domains_N[at] === place));
        expect(own.labels_N).toEqual(single.labels_N);
        expect(own.ids).toEqual(single.ids.map((id) => `b/${id}`));
        expect(own.keys.map(partOfKey)).toEqual(single.keys.map((key) => ({ part: place, key })));
        expect([...joined.domains_N]).toEqual([...joined.domains_N].sort());
      }
    }
  });

  it('caps the parts of each domain', async () => {
    const limits = { train: 30, validation: 6, test: 9 };
    const { sourceTrain, targetTrain } = await splitPair(
      { sources: [first, second], target: third },
      { seed: 0, limits },
    );
    expect([0, 1].map((place) => sourceTrain.domains_N.filter((one) => one === place).length)).toEqual([30, 30]);
    expect(targetTrain.count).toBe(30);
  });

  it('keeps originals that sources share on one side, and the target with them', async () => {
    const shared = (name: string) => domain(name, labelsOf(120), { lineage: first.lineage });
    const splits = await splitPair({ sources: [first, shared('copy')], target: shared('blend') }, { seed: 2 });
    const originals = (images: LabelledImages): number[] => images.ids.map((id) => Number(id.split(' ').at(-1)));
    const trained = new Set(originals(splits.sourceTrain));
    expect(trained.size).toBe(splits.sourceTrain.count / 2);
    const tested = [...originals(splits.sourceTest), ...originals(splits.sourceValidation)];
    expect(tested.filter((original) => trained.has(original))).toEqual([]);
    const target = openSealedIds(splits.targetTest).map((id) => Number(id.split(' ').at(-1)));
    expect(target.filter((original) => trained.has(original))).toEqual([]);
  });

  it('numbers classes alike, and names those that one source lacks', async () => {
    const turned = domain('turned', labelsOf(90), { classNames: ['class 2', 'class 0', 'class 1'] });
    const { sourceTrain } = await splitPair({ sources: [first, turned], target: third }, { seed: 0 });
    const names = Array.from(sourceTrain.labels_N, (label) => sourceTrain.classNames[label]);
    sourceTrain.ids.forEach((id, at) => {
      const original = Number(id.split(' ').at(-1));
      const expected = sourceTrain.domains_N[at] === 0 ? first : turned;
      expect(names[at]).toBe(expected.classNames[original % 3]);
    });
    const fewer = domain('fewer', [0, 1, 0, 1, 0, 1]);
    await expect(splitPair({ sources: [first, fewer], target: third }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
      message: expect.stringMatching(/source fewer.*only the first has "class 2"/),
    });
    await expect(splitPair({ sources: [], target: third }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_DATA_INVALID',
    });
  });
});

describe('splitPair of a target with fewer classes', () => {
  const partial = domain(
    'partial',
    Array.from({ length: 60 }, (_, index) => index % 2),
    { classNames: ['class 2', 'class 0'] },
  );

  it('keeps the source’s numbers, and tests on the classes that are there', async () => {
    const splits = await splitPair({ sources: [source], target: partial }, { seed: 0, classes: 'target-subset' });
    expect(splits.targetTest.classNames).toEqual(source.classNames);
    expect([...new Set(openSealedLabels(splits.targetTest))].sort()).toEqual([0, 2]);
  });

  it('says how to allow it, and refuses a class that the source lacks', async () => {
    await expect(splitPair({ sources: [source], target: partial }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
      hint: expect.stringContaining("classes: 'target-subset'"),
    });
    const strange = domain('strange', labelsOf(60), { classNames: ['class 0', 'class 1', 'cat'] });
    await expect(
      splitPair({ sources: [source], target: strange }, { seed: 0, classes: 'target-subset' }),
    ).rejects.toMatchObject({ code: 'TL_CLASSES_DIFFER', message: expect.stringContaining('"cat"') });
  });
});

describe('splitPair with few labels', () => {
  const counts = (images: LabelledImages): number[] =>
    [0, 1, 2].map((label) => images.labels_N.filter((one) => one === label).length);

  it('keeps a share of the source’s labels, class by class, the smaller within the larger', async () => {
    const train = async (sourceLabels?: LabelAmount): Promise<LabelledImages> =>
      (await splitPair({ sources: [source], target: other }, { seed: 1, ...(sourceLabels && { sourceLabels }) }))
        .sourceTrain;
    const [all, half, tenth, one] = [
      await train(),
      await train({ fraction: 0.5 }),
      await train({ fraction: 0.1 }),
      await train({ perClass: 1 }),
    ];
    expect([all, half, tenth, one].map(counts)).toEqual([
      [28, 28, 28],
      [14, 14, 14],
      [3, 3, 3],
      [1, 1, 1],
    ]);
    for (const [small, large] of [
      [half, all],
      [tenth, half],
      [one, tenth],
    ] as const) {
      expect(small.ids.filter((id) => !large.ids.includes(id))).toEqual([]);
    }
    await expect(train({ fraction: 0 })).rejects.toMatchObject({ code: 'TL_SPLIT_INVALID', exitStatus: 2 });
    await expect(train({ perClass: 0.5 })).rejects.toMatchObject({ code: 'TL_SPLIT_INVALID' });
  });

  it('sets labelled target images apart from the others and from the test part', async () => {
    const plain = await splitPair({ sources: [source], target: other }, { seed: 1 });
    const splits = await splitPair({ sources: [source], target: other }, { seed: 1, labelledTarget: 2 });
    const labelled = splits.targetLabelled as LabelledImages;
    expect(counts(labelled)).toEqual([2, 2, 2]);
    expect(labelled.count + splits.targetTrain.count).toBe(plain.targetTrain.count);
    const [known, unknown] = [new Set(labelled.keys), new Set(splits.targetTrain.keys)];
    expect([...known].filter((key) => unknown.has(key) || splits.targetTest.keys.includes(key))).toEqual([]);
    expect(splits.targetTest.digest).toBe(plain.targetTest.digest);
    expect(splits.targetOracleTrain.digest).toBe(plain.targetOracleTrain.digest);
    await expect(
      splitPair({ sources: [source], target: other }, { seed: 1, labelledTarget: 40 }),
    ).rejects.toMatchObject({ code: 'TL_SPLIT_EMPTY' });
  });
});

describe('splitPair of a target without labels', () => {
  it('divides nothing and has nothing sealed', async () => {
    const target: Images = withoutLabels(other);
    const splits = await splitPair({ sources: [source], target }, { seed: 0 });
    expect(Object.keys(splits).sort()).toEqual(
      ['sourceTrain', 'sourceValidation', 'sourceTest', 'targetTrain', 'targetTest'].sort(),
    );
    expect(splits.targetTrain.count).toBe(90);
    expect(splits.targetTest.keys).toEqual(target.keys);
    expect('sealed' in splits.targetTest || 'labels_N' in splits.targetTrain).toBe(false);
    const limited = await splitPair({ sources: [source], target }, { seed: 0, limits: { train: 20, test: 5 } });
    expect([limited.targetTrain.count, limited.targetTest.count]).toEqual([20, 5]);
    await expect(splitPair({ sources: [source], target }, { seed: 0, labelledTarget: 1 })).rejects.toMatchObject({
      code: 'TL_SPLIT_INVALID',
    });
  });
});
