import { startEngine } from '@trunkline/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { exampleArchitecture } from '../example-architecture.ts';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { coralDg } from './coral-dg.ts';

beforeAll(async () => {
  await startEngine();
});

const settings = { sources: [toyPoints('source', { count: 48 }), toyPoints('target', { count: 48 })], steps: 15 };

describe('coral-dg', () => {
  it('is pooled training bit for bit at weight 0', () => {
    const pooled = trainOnToy(fullFinetune, settings).values;
    expect(trainOnToy(coralDg, { ...settings, options: { penaltyWeight: 0 } }).values).toEqual(pooled);
  });

  it('draws the covariances of the sources together', () => {
    const distance = (penaltyWeight: number) =>
      trainOnToy(coralDg, { ...settings, options: { penaltyWeight } }).logged['train/loss/alignment'] as number;
    expect(distance(10)).toBeLessThan(0.5 * distance(0));
  });

  it('needs two sources', () => {
    expect(coralDg.requires?.(exampleArchitecture({ sources: 1 }), coralDg.options.parse({}))).toMatch(
      /has one. Give data.sources two or more/,
    );
  });
});
