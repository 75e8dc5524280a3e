import { startEngine, type Scalar } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestSingularValuesLoss } from '../losses/singular-values.ts';
import { expectGolden, goldenAdaptation } from '../../test/support/golden-adaptation.ts';
import { trainOnToy } from '../testing/toy-domains.ts';
import { bsp } from './bsp.ts';
import { cdan } from './cdan.ts';
import { dann } from './dann.ts';
import { deepJdot } from './deep-jdot.ts';
import { sdat } from './sdat.ts';

beforeAll(async () => {
  await startEngine();
});

const adversary = { hiddenWidth: 32 };

describe('bsp', () => {
  it('penalises the largest singular values, as PyTorch has them', () => {
    expectGolden(goldenAdaptation.spectral, (features) => largestSingularValuesLoss(features as never, 2) as Scalar);
  });

  it('is DANN at weight 0, and keeps the largest singular values smaller above it', () => {
    const steps = 20;
    const plain = trainOnToy(dann, { steps, options: adversary });
    const [none, some] = [0, 0.003].map((spectralWeight) =>
      trainOnToy(bsp, { steps, options: { ...adversary, spectralWeight } }),
    );
    expect(none?.logged['train/loss/adaptation']).toBe(plain.logged['train/loss/adaptation']);
    expect(none?.targetAccuracy).toBe(plain.targetAccuracy);
    expect(some?.logged['train/spectrum']).toBeLessThan(0.7 * (none?.logged['train/spectrum'] as number));
  });

  it('aligns the toy domains, and not at weights 0', () => {
    const weighed = (steps: number, adaptationWeight: number, spectralWeight: number) =>
      trainOnToy(bsp, { steps, options: { ...adversary, adaptationWeight, spectralWeight } }).targetAccuracy;
    expect(weighed(50, 1, 1e-4)).toBeGreaterThan(0.9);
    expect(weighed(30, 0, 0)).toBeLessThan(0.6);
  });
});

describe('deep-jdot', () => {
  it('aligns the toy domains by an exact and by a blurred plan, and not at weight 0', () => {
    const run = (steps: number, options: object) =>
      trainOnToy(deepJdot, { steps, options: { featureWeight: 0.3, labelWeight: 0.3, ...options } }).targetAccuracy;
    expect(run(40, {})).toBeGreaterThan(0.9);
    expect(run(40, { regularisation: 0.1 })).toBeGreaterThan(0.9);
    expect(run(30, { adaptationWeight: 0 })).toBeLessThan(0.6);
  });
});

describe('sdat', () => {
  it('is CDAN where the step uphill has no length, and another method where it has some', () => {
    const run = (method: typeof cdan | typeof sdat, options: object) =>
      trainOnToy(method, { steps: 15, options: { ...adversary, ...options } }).logged;
    const plain = run(cdan, {});
    const [none, some] = [0, 0.5].map((radius) => run(sdat, { radius }));
    expect(none?.['train/smooth/loss/classification']).toBeCloseTo(plain['train/loss/classification'] as number, 4);
    expect(none?.['train/smooth/loss/adaptation']).toBeCloseTo(plain['train/loss/adaptation'] as number, 4);
    expect(none?.['train/smooth/sharpness']).toBeCloseTo(0, 5);
    expect(some?.['train/smooth/sharpness']).toBeGreaterThan(0.01);
    expect(some?.['train/smooth/loss/classification']).not.toBeCloseTo(plain['train/loss/classification'] as number, 3);
  });

  it('aligns the toy domains, and not at weight 0', () => {
    const weighed = (steps: number, adaptationWeight: number) =>
      trainOnToy(sdat, { steps, options: { ...adversary, adaptationWeight } }).targetAccuracy;
    expect(weighed(80, 1)).toBeGreaterThan(0.9);
    expect(weighed(30, 0)).toBeLessThan(0.6);
  });
});
