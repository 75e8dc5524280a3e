import { startEngine, tf, type Scalar } from '@trunkline/engine';
import { expectClose } from '@trunkline/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMethod } from '../define-method.ts';
import { fullFinetune } from '../finetuning/full-finetune.ts';
import { meanByDomain } from '../losses/mean-by-domain.ts';
import { toyPoints, trainOnToy } from '../testing/toy-domains.ts';
import { fish } from './fish.ts';

beforeAll(async () => {
  await startEngine();
});

const sources = [toyPoints('source', { count: 48 }), toyPoints('target', { count: 48 })];
const settings = (rate: number) => ({ sources, steps: 1, optimiser: { name: 'sgd', rate } as const });

/** Plain gradient descent on one domain after the other. */
const inTurn = (domains: readonly number[]) =>
  defineMethod({
    name: 'in-turn',
    family: 'generalization',
    paper: 'None',
    description: 'A method of a test.',
    helps: 'In a test.',
    options: z.strictObject({}),
    sees: ['sourceImages', 'sourceLabels_B', 'sourceDomains_B'],
    trainable: () => [['*', 1]],
    phases: domains.map((domain) => ({
      name: `source-${domain}`,
      loss({ forward, classificationPerExample }, batch) {
        const losses_B = classificationPerExample(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
        const total = tf.sum(tf.slice(meanByDomain(losses_B, batch.sourceDomains_B, 2), domain, 1)) as Scalar;
        return { total, terms: { classification: total } };
      },
    })),
  });

/** Largest difference between the values that two methods come to. */
function distance(one: Readonly<Record<string, Float32Array>>, other: Readonly<Record<string, Float32Array>>): number {
  return Math.max(
    ...Object.keys(one).flatMap((name) =>
      Array.from(one[name] as Float32Array, (value, place) => Math.abs(value - (other[name]?.[place] as number))),
    ),
  );
}

describe('fish', () => {
  it('follows the gradient of pooled training where the inner steps have no length', () => {
    const pooled = trainOnToy(fullFinetune, settings(0.1));
    const matched = trainOnToy(fish, { ...settings(0.1), options: { innerRate: 0 } });
    for (const [name, value] of Object.entries(pooled.values)) {
      expectClose(matched.values[name] as Float32Array, value, { absolute: 1e-6 });
    }
    const loss = (logged: Readonly<Record<string, number>>) => logged['train/loss/total'] as number;
    expect(loss(matched.logged)).toBeCloseTo(loss(pooled.logged), 5);
  });

  it('goes where steps on one domain after the other lead', () => {
    const { values } = trainOnToy(fish, { ...settings(0.4), options: { innerRate: 0.2 } });
    const turns = [
      [0, 1],
      [1, 0],
    ].map((domains) => distance(values, trainOnToy(inTurn(domains), settings(0.2)).values));
    expect(Math.min(...turns)).toBeLessThan(1e-6);
    expect(Math.max(...turns)).toBeGreaterThan(1e-4);
  });
});
