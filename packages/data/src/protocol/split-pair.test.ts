import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyImages } from '../../test/support.ts';
import { pixelLineage } from '../pixels/array-source.ts';
import { partCodes, type Images, type LabelledImages } from '../images/images.ts';
import { withoutLabels } from './seal.ts';
import { openSealedLabels } from '../open-sealed.ts';
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
        const splits = await splitPair({ source, target: other }, { seed });
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
    const splits = await splitPair({ source, target: other }, { seed: 0 });
    expect(Object.keys(splits.targetTrain)).not.toContain('labels_N');
    expect(Object.keys(splits.targetTrain)).not.toContain('sealed');
    const expected = idsOf(splits.targetTest, other).map((id) => other.labels_N[other.ids.indexOf(id)]);
    expect([...openSealedLabels(splits.targetTest)]).toEqual(expected);
  });

  it('splits data that is both source and target once, so that no test image was trained on', async () => {
    for (const target of [source, source.subset(Array.from({ length: 100 }, (_, index) => index))]) {
      const splits = await splitPair({ source, target }, { seed: 5 });
      expect(shared(splits.sourceTrain, splits.targetTest)).toEqual([]);
      expect(shared(splits.sourceTest, splits.targetTrain)).toEqual([]);
      expect(shared(splits.sourceValidation, splits.targetTest)).toEqual([]);
    }
  });

  it('keeps pictures of one original on one side, and splits what only the target shows', async () => {
    const half = source.subset(Array.from({ length: 60 }, (_, index) => index * 2));
    const blended = tinyImages(labelsOf(120), { dataSet: 'blended', domain: 'blended', lineage: source.lineage });
    const splits = await splitPair({ source: half, target: blended }, { seed: 1 });
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
    const splits = await splitPair({ source: digits, target: blended }, { seed: 3 });
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
      { source: tinyImages(labelsOf(120), { lineage: pixels(0, 120) }), target },
      { seed: 0 },
    );
    expect(splits.targetTest.count).toBe(30);
  });

  it('respects an official test part and shares out the rest', async () => {
    const parts = Uint8Array.from({ length: 120 }, (_, index) => (index < 90 ? partCodes.train : partCodes.test));
    const official = tinyImages(labelsOf(120), { officialParts_N: parts });
    const splits = await splitPair({ source: official, target: other }, { seed: 2 });
    expect(splits.sourceTest.ids).toEqual(official.ids.slice(90));
    expect(splits.sourceTrain.count + splits.sourceValidation.count).toBe(90);
    expect(splits.sourceValidation.count).toBeCloseTo(90 / 8, -1);
  });

  it('caps each part with classes in proportion', async () => {
    const limits = { train: 30, validation: 6, test: 9 };
    const splits = await splitPair({ source, target: other }, { seed: 0, limits });
    const counts = (images: LabelledImages): number[] =>
      [0, 1, 2].map((label) => images.labels_N.filter((one) => one === label).length);
    expect(counts(splits.sourceTrain)).toEqual([10, 10, 10]);
    expect(counts(splits.sourceValidation)).toEqual([2, 2, 2]);
    expect([splits.targetTrain.count, splits.targetTest.count]).toEqual([30, 9]);
  });

  it('numbers the target classes as the source does, and names those that differ', async () => {
    const turned = tinyImages(labelsOf(90), { dataSet: 'turned', classNames: ['class 2', 'class 0', 'class 1'] });
    const splits = await splitPair({ source, target: turned }, { seed: 0 });
    const names = [...openSealedLabels(splits.targetTest)].map((label) => splits.targetTest.classNames[label]);
    expect(names).toEqual(
      idsOf(splits.targetTest, turned).map(
        (id) => turned.classNames[turned.labels_N[turned.ids.indexOf(id)] as number],
      ),
    );
    const strange = tinyImages(labelsOf(90), { dataSet: 'strange', classNames: ['class 0', 'class 1', 'cat'] });
    await expect(splitPair({ source, target: strange }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_CLASSES_DIFFER',
      message: expect.stringMatching(/only the source has "class 2".*only the target has "cat"/),
      exitStatus: 2,
    });
  });

  it('says which part would be empty', async () => {
    const few = tinyImages([0, 1, 0, 1], { dataSet: 'few' });
    await expect(splitPair({ source: few, target: few }, { seed: 0 })).rejects.toMatchObject({
      code: 'TL_SPLIT_EMPTY',
    });
  });
});
