import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adjustedMutualInformation } from './adjusted-mutual-information.ts';
import { findValidator, mixShare, rankCorrelation, type ValidatorInputs } from './index.ts';
import { lloyd } from './k-means.ts';
import { ridgePredictions } from './ridge-classifier.ts';

interface Golden {
  cases: {
    name: string;
    inputs: Record<string, number | number[]>;
    scores: Record<string, number> & { peers: Record<string, number> };
    ridgeOfEvenRows: number[];
  }[];
  clustering: {
    embeddings: number[];
    width: number;
    predicted: number[];
    classAmi: number;
    lloyd: { rows: number[]; width: number; centres: number; clusters: number[]; inertia: number };
    pairs: { first: number[]; second: number[]; ami: number }[];
  };
  mixing: {
    classes: number;
    share: number;
    logits: number[];
    mixedLogits: number[];
    partners: number[];
    scores: { both: number; intra: number; inter: number };
  };
  rankCorrelation: { first: number[]; second: number[]; spearman: number }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/golden/validators.json', import.meta.url), 'utf8'),
) as Golden;

function inputsOf(values: Record<string, number | number[]>): ValidatorInputs {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value];
      return [name, name.endsWith('Labels') ? Int32Array.from(value) : Float32Array.from(value)];
    }),
  ) as unknown as ValidatorInputs;
}

describe.each(golden.cases)('validators against scikit-learn, SciPy and pytorch-adapt: $name', (one) => {
  const inputs = inputsOf(one.inputs);
  const { peers, ...scores } = one.scores;

  it.each(Object.entries(scores))('%s', (name, expected) => {
    expect(findValidator(name).score(inputs)).toBeCloseTo(expected, 5);
  });

  it.each(Object.entries(peers))('%s as pytorch-adapt', (name, expected) => {
    expect(findValidator(name).score(inputs)).toBeCloseTo(expected, 5);
  });

  it('the ridge classifier of every second row', () => {
    const { classes, embeddingWidth: width, sourceTrainEmbeddings, sourceTrainLabels, targetTrainEmbeddings } = inputs;
    const even = sourceTrainEmbeddings.filter((_, index) => Math.floor(index / width) % 2 === 0);
    const labels_N = sourceTrainLabels.filter((_, row) => row % 2 === 0);
    expect([...ridgePredictions(even, labels_N, targetTrainEmbeddings, { classes, width })]).toEqual(
      one.ridgeOfEvenRows,
    );
  });
});

describe('clustering against scikit-learn', () => {
  const { clustering } = golden;

  it.each(clustering.pairs)('adjusted mutual information $ami', ({ first, second, ami }) => {
    expect(adjustedMutualInformation(Int32Array.from(first), Int32Array.from(second))).toBeCloseTo(ami, 10);
  });

  it('gives the clusters of Lloyd’s rounds from the same centres', () => {
    const { rows, width, centres, clusters, inertia } = clustering.lloyd;
    const found = lloyd(Float32Array.from(rows), width, Float64Array.from(rows.slice(0, centres * width)));
    expect([...found.clusters_N]).toEqual(clusters);
    expect(found.inertia).toBeCloseTo(inertia, 4);
  });

  it('gives class-ami', () => {
    const { embeddings, width, predicted, classAmi } = clustering;
    const targetTrainLogits = Float32Array.from(
      predicted.flatMap((label) => [0, 1, 2, 3, 4].map((k) => +(k === label))),
    );
    const score = findValidator('class-ami').score({
      classes: 5,
      embeddingWidth: width,
      targetTrainLogits,
      targetTrainEmbeddings: Float32Array.from(embeddings),
    });
    expect(score).toBeCloseTo(classAmi, 10);
  });
});

describe('mix-val against skada', () => {
  const { classes, share, logits, mixedLogits, partners, scores } = golden.mixing;
  const inputs = {
    classes,
    targetTrainLogits: Float32Array.from(logits),
    targetTrainMixedLogits: Float32Array.from(mixedLogits),
    targetTrainPartners: Int32Array.from(partners),
  };

  it('blends the share that skada does', () => {
    expect(mixShare).toBe(share);
  });

  it('has its mean of both kinds of partners', () => {
    expect(findValidator('mix-val').score(inputs)).toBeCloseTo(scores.both, 12);
  });

  it('gives a model of one class half of what skada gives, which leaves out the partners that it lacks', () => {
    const one = inputs.targetTrainLogits.map((_, index) => (index % classes === 0 ? 1 : 0));
    expect(findValidator('mix-val').score({ ...inputs, targetTrainLogits: one, targetTrainMixedLogits: one })).toBe(
      0.5,
    );
  });
});

it.each(golden.rankCorrelation)('rank correlation $spearman against SciPy', ({ first, second, spearman }) => {
  expect(rankCorrelation(first, second)).toBeCloseTo(spearman, 10);
});
