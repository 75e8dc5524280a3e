import { startEngine } from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { beforeAll, describe, expect, it } from 'vitest';
import { linearProbe } from '../finetuning/linear-probe.ts';
import { sourceOnly } from '../baseline/source-only.ts';
import { trainOnToy, type ToyDomain, type ToySettings } from '../testing/toy-domains.ts';
import { coral } from './coral.ts';
import { eata } from './eata.ts';
import { kliep } from './kliep.ts';
import { labelShift } from './label-shift.ts';
import { lame } from './lame.ts';
import { otda } from './otda.ts';
import { subspaceAlignment } from './subspace-alignment.ts';
import { tca } from './tca.ts';
import { tent } from './tent.ts';

beforeAll(async () => {
  await startEngine();
});

/** Points in three dimensions, each a picture of one pixel. */
function points(count: number, seed: number, draw: (place: number, normal: () => number) => Drawn): ToyDomain {
  const random = createRandom(seed);
  const drawn = Array.from({ length: count }, (_, place) => draw(place, () => random.normal()));
  return {
    pixels_NHWC: Float32Array.from(drawn.flatMap(({ at }) => [...at])),
    labels_N: Int32Array.from(drawn, ({ label }) => label),
    side: 1,
  };
}

interface Drawn {
  readonly at: readonly [number, number, number];
  readonly label: number;
}

const sign = (place: number): number => 2 * (place % 2) - 1;

/** Two classes along a line, beside it noise; in the target the line and the noise are scaled otherwise and moved. */
const moved = {
  sources: [points(128, 1, (place, normal) => ({ label: place % 2, at: [sign(place) + 0.2 * normal(), normal(), 0] }))],
  target: points(128, 2, (place, normal) => ({
    label: place % 2,
    at: [3 + 1.5 * (sign(place) + 0.2 * normal()), 0.5 * normal(), 0],
  })),
};

const accuracyOf = (method: Parameters<typeof trainOnToy>[0], settings: ToySettings): number =>
  trainOnToy(method, settings).targetAccuracy;

describe('a domain that is moved and stretched', () => {
  it('fools a head on embeddings as they are', () => {
    expect(accuracyOf(linearProbe, moved)).toBeLessThan(0.7);
  });

  it.each([
    ['coral', coral, {}],
    ['subspace-alignment', subspaceAlignment, { components: 2 }],
    ['otda', otda, { mostImages: 64 }],
  ] as const)('%s brings both together', (_name, method, options) => {
    const { sourceAccuracy, targetAccuracy } = trainOnToy(method, { ...moved, options });
    expect(targetAccuracy).toBeGreaterThan(0.95);
    expect(sourceAccuracy).toBeGreaterThan(0.95);
  });
});

describe('a shift along what tells classes apart', () => {
  it('is projected out by TCA, in part', () => {
    const along = (seed: number, shift: number) =>
      points(128, seed, (place, normal) => ({
        label: place % 2,
        at: [sign(place) + 0.2 * normal(), sign(place) + shift + 0.2 * normal(), 0],
      }));
    const settings = { sources: [along(9, 0)], target: along(10, 4) };
    expect(accuracyOf(linearProbe, settings)).toBeLessThan(0.6);
    const options = { kernel: 'linear', components: 4, mostImages: 64 };
    expect(accuracyOf(tca, { ...settings, options })).toBeGreaterThan(0.7);
  });
});

describe('a target in a corner of the source', () => {
  /** A tenth of the source and all of the target lie where the third coordinate is 2, and classes stand the other way round there. */
  const crossed = (count: number, seed: number, share: number) =>
    points(count, seed, (place, normal) => {
      const rare = place % 10 < 10 * share;
      const label = Math.floor(place / 10) % 2;
      const x = (rare ? -1 : 1) * sign(label);
      return { label, at: [x + 0.3 * normal(), 0.3 * normal(), (rare ? 2 : 0) + 0.3 * normal()] };
    });

  it('is lost to the rest of the source, unless KLIEP weighs examples like it', () => {
    const settings = { sources: [crossed(200, 3, 0.1)], target: crossed(60, 4, 1), steps: 100 };
    expect(accuracyOf(linearProbe, settings)).toBeLessThan(0.5);
    const { targetAccuracy, logged } = trainOnToy(kliep, { ...settings, options: { widths: [0.25], centres: 20 } });
    expect(targetAccuracy).toBeGreaterThan(0.9);
    expect(logged['train/weight/effective-share']).toBeLessThan(0.5);
  });
});

describe('classes in other shares', () => {
  const drawn = (count: number, seed: number, often: number) =>
    points(count, seed, (place, normal) => {
      const label = place % 10 < often ? 0 : 1;
      return { label, at: [sign(label) + 0.8 * normal(), 0, 0] };
    });
  const settings = { sources: [drawn(600, 5, 5)], target: drawn(600, 6, 9), steps: 120 };

  it('are estimated, and answered to by predictions or by weights', () => {
    const plain = accuracyOf(sourceOnly, settings);
    for (const options of [
      { estimator: 'bbse', correction: 'posterior', heldOutEvery: 2 },
      { estimator: 'em', correction: 'posterior' },
      { estimator: 'bbse', correction: 'weights', heldOutEvery: 2 },
    ]) {
      const { targetAccuracy, logged } = trainOnToy(labelShift, { ...settings, options });
      expect(Math.abs((logged['train/learn/share/class-0'] as number) - 0.9)).toBeLessThan(0.05);
      expect(targetAccuracy).toBeGreaterThan(plain + 0.01);
    }
  });
});

describe('neighbours on the target', () => {
  it('outvote a boundary that cuts a cluster', () => {
    const clusters = (count: number, seed: number, means: readonly [number, number]) =>
      points(count, seed, (place, normal) => ({
        label: place % 2,
        at: [(means[place % 2] as number) + 0.25 * normal(), 0.25 * normal(), 1],
      }));
    const settings = { sources: [clusters(128, 7, [-1, 1])], target: clusters(160, 8, [-1, 0.3]), steps: 40 };
    const alone = accuracyOf(lame, { ...settings, options: { neighbours: 20, affinityWeight: 0 } });
    expect(accuracyOf(lame, { ...settings, options: { neighbours: 20 } })).toBeGreaterThan(alone + 0.02);
  });
});

describe('scales and offsets', () => {
  const normalised = { ...moved, batchNorm: true };

  it('learn what a moved target needs', () => {
    expect(accuracyOf(sourceOnly, normalised)).toBeLessThan(0.6);
    expect(accuracyOf(tent, { ...normalised, options: { adaptationSteps: 30 } })).toBeGreaterThan(0.95);
    const { targetAccuracy, logged } = trainOnToy(eata, {
      ...normalised,
      options: { adaptationSteps: 30, importanceSteps: 2, redundancyMargin: 0.9 },
    });
    expect(targetAccuracy).toBeGreaterThan(0.95);
    expect(logged['train/adapted-share']).toBeGreaterThan(0);
    expect(logged['train/loss/anchor']).toBeGreaterThan(0);
  });

  it.each([
    ['tent', tent, {}],
    ['eata', eata, { importanceSteps: 1, entropyMargin: 1, redundancyMargin: 1 }],
  ] as const)('%s: begin anew for each batch in episodes, and go on online', (_name, method, options) => {
    const after = (setting: string, adaptationSteps: number): number => {
      const { logged } = trainOnToy(method, {
        ...normalised,
        batchSize: 128, // all of the target, so that batches differ in their order alone
        steps: 20,
        options: { ...options, setting, adaptationSteps, adaptationRateFactor: 1 },
      });
      return logged['train/loss/total'] as number;
    };
    const once = after('episodic', 1);
    expect(after('episodic', 4)).toBeCloseTo(once, 5);
    expect(after('online', 4)).toBeLessThan(once - 1e-4);
  });
});
