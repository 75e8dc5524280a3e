import { createRandom } from '@trunkline/system';
import { describe, expect, it } from 'vitest';
import { importanceWeights } from './importance-weights.ts';
import { findValidator, validators, type ValidatorInputs } from './index.ts';
import { kMeans } from './k-means.ts';

const random = createRandom(5);

interface Shape {
  readonly classes: number;
  readonly width: number;
  readonly count: number;
  /** Added to every embedding of the target. */
  readonly shift?: number;
}

/** Clusters that a linear head tells apart, on both domains. */
function inputsOf({ classes, width, count, shift = 0 }: Shape): ValidatorInputs {
  const centres = Array.from({ length: classes * width }, () => 3 * random.normal());
  const labels_N = Int32Array.from({ length: count }, (_, row) => row % classes);
  const embeddings = (by: number): Float32Array =>
    Float32Array.from({ length: count * width }, (_, index) => {
      const centre = ((Math.floor(index / width) % classes) * width + (index % width)) as number;
      return (centres[centre] as number) + 0.3 * random.normal() + by;
    });
  const logits = (): Float32Array =>
    Float32Array.from({ length: count * classes }, (_, index) =>
      index % classes === labels_N[Math.floor(index / classes)] ? 4 + random.uniform() : random.uniform(),
    );
  return {
    classes,
    embeddingWidth: width,
    step: 10,
    sourceTrainLogits: logits(),
    sourceTrainEmbeddings: embeddings(0),
    sourceTrainLabels: labels_N,
    heldOutLogits: logits(),
    heldOutEmbeddings: embeddings(0),
    heldOutLabels: labels_N,
    targetTrainLogits: logits(),
    targetTrainEmbeddings: embeddings(shift),
    targetTrainMixedLogits: logits(),
    targetTrainPartners: Int32Array.from({ length: count }, (_, row) => (row + 1) % count),
  };
}

const score = (name: string, inputs: Partial<ValidatorInputs>): number => findValidator(name).score(inputs);

/** Logits that give every row the first class, as surely as `height` makes them. */
function collapsed(inputs: ValidatorInputs, height = 9): ValidatorInputs {
  const targetTrainLogits = inputs.targetTrainLogits.map((_, index) => (index % inputs.classes === 0 ? height : 0));
  return { ...inputs, targetTrainLogits };
}

describe('a model that gives the whole target one class', () => {
  const inputs = inputsOf({ classes: 4, width: 5, count: 24 });
  const better = (name: string): boolean => {
    const { better: end } = findValidator(name);
    const [one, all] = [score(name, inputs), score(name, collapsed(inputs))];
    return end === 'higher' ? one > all : one < all;
  };

  it.each(['info-max', 'bnm', 'class-ami', 'corrected-entropy', 'circular'])('is worse by %s', (name) => {
    expect(better(name)).toBe(true);
  });

  it.each(['entropy', 'snd'])('is better by %s, as its description says', (name) => {
    expect(better(name)).toBe(false);
  });

  it('has no adjusted mutual information with its clusters', () => {
    expect(score('class-ami', collapsed(inputs))).toBe(0);
  });

  it('has the neighbourhoods of log(N − 1)', () => {
    expect(score('snd', collapsed(inputs))).toBeCloseTo(Math.log(23), 10);
  });
});

describe.each([
  { classes: 2, width: 3, count: 8 },
  { classes: 5, width: 4, count: 3 },
  { classes: 3, width: 6, count: 2 },
  { classes: 10, width: 64, count: 20 },
])('$count images of $classes classes, embeddings of $width', (shape) => {
  const inputs = inputsOf(shape);

  it.each(validators())('$name has a score', (validator) => {
    expect(validator.score(inputs)).toSatisfy(Number.isFinite);
  });
});

describe('one image', () => {
  const inputs = inputsOf({ classes: 3, width: 4, count: 1 });

  it.each(validators())('$name ends, and gives a number or none', (validator) => {
    expect(validator.score(inputs)).toBeTypeOf('number');
  });

  it('is no two halves for agreement', () => {
    expect(score('agreement', inputs)).toBeNaN();
  });
});

describe('outputs that are no numbers', () => {
  const inputs = inputsOf({ classes: 3, width: 4, count: 12 });

  it.each(validators().filter(({ reads }) => reads.some((name) => /Logits|Embeddings/.test(name))))(
    '$name gives no score',
    (validator) => {
      for (const name of validator.reads.filter((one) => /Logits|Embeddings/.test(one))) {
        const table = Float32Array.from(inputs[name] as Float32Array);
        table[1] = NaN;
        expect(validator.score({ ...inputs, [name]: table })).toBeNaN();
      }
    },
  );
});

describe('domains that are the same', () => {
  const inputs = inputsOf({ classes: 3, width: 4, count: 30 });
  const same: ValidatorInputs = { ...inputs, targetTrainEmbeddings: inputs.sourceTrainEmbeddings };

  it('have weights of 1', () => {
    for (const weight of importanceWeights(same)) expect(weight).toBeCloseTo(1, 6);
  });

  it('have one risk by all three weighted rules: weights that do not vary leave nothing to correct', () => {
    const risk = score('importance-weighted', same);
    expect(score('dev', same)).toBeCloseTo(risk, 6);
    expect(score('devn', same)).toBeCloseTo(risk, 6);
  });

  it('agree, and come back round', () => {
    expect(score('agreement', same)).toBe(1);
    expect(score('circular', same)).toBe(1);
  });
});

describe('domains that are far apart', () => {
  it('have weights that a number can hold', () => {
    const weights = importanceWeights(inputsOf({ classes: 3, width: 4, count: 30, shift: 1000 }));
    expect([...weights].every((weight) => Number.isFinite(weight) && weight < 0.5)).toBe(true);
  });
});

describe('embeddings that are all the same', () => {
  const inputs = inputsOf({ classes: 3, width: 4, count: 12 });
  const flat = new Float32Array(48).fill(2);
  const alike = { ...inputs, sourceTrainEmbeddings: flat, heldOutEmbeddings: flat, targetTrainEmbeddings: flat };

  it.each(validators())('$name has a score', (validator) => {
    expect(validator.score(alike)).toSatisfy(Number.isFinite);
  });

  it('are one cluster, of which nothing is learnt', () => {
    expect(score('class-ami', alike)).toBe(0);
  });
});

describe('clusters', () => {
  it('are as many as the rows where there are fewer rows', () => {
    const { clusters_N, inertia } = kMeans(Float32Array.of(0, 5, 9), 1, 7, createRandom(1), 2);
    expect(new Set(clusters_N).size).toBe(3);
    expect(inertia).toBe(0);
  });

  it('are those of the best start', () => {
    const rows = Float32Array.of(0, 0.1, 5, 5.1, 100, 100.1);
    const { clusters_N } = kMeans(rows, 1, 3, createRandom(2), 5);
    expect(clusters_N[0]).toBe(clusters_N[1]);
    expect(clusters_N[2]).toBe(clusters_N[3]);
    expect(new Set(clusters_N).size).toBe(3);
  });
});
