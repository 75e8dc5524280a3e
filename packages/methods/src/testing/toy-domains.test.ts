import { startEngine } from '@trunkline/engine';
import { expectNoLeaks } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { dann } from '../adaptation/dann.ts';
import { sourceOnly } from '../baseline/source-only.ts';
import { targetOracle } from '../oracle/target-oracle.ts';
import { toyPoints, trainOnToy } from './toy-domains.ts';

beforeAll(async () => {
  await startEngine();
});

describe('the toy domains', () => {
  it('fool a classifier of the source alone, and not one that sees target labels', () => {
    const alone = trainOnToy(sourceOnly);
    expect(alone.sourceAccuracy).toBeGreaterThan(0.95);
    expect(alone.targetAccuracy).toBeLessThan(0.6);
    expect(trainOnToy(targetOracle).targetAccuracy).toBeGreaterThan(0.95);
  });

  it('are aligned by DANN, and not at weight 0', () => {
    const weighed = (adaptationWeight: number) =>
      trainOnToy(dann, { options: { hiddenWidth: 32, adaptationWeight } }).targetAccuracy;
    expect(weighed(1)).toBeGreaterThan(0.9);
    expect(weighed(0)).toBeLessThan(0.6);
  });

  it('give the same result every time, and leave nothing behind', () => {
    const short = () => trainOnToy(dann, { steps: 4, target: toyPoints('target', { count: 40, seed: 3 }) });
    const first = short();
    let again = first;
    expectNoLeaks(() => void (again = short()));
    expect(again).toEqual(first);
  });
});
