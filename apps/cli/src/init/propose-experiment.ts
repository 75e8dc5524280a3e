import type { Experiment } from '@trunkline/training';
import { rowsForDomain, rowsForTask } from './first-rows.ts';
import type { FoundDomain } from './look-at-data.ts';

/** What `trunkline init` found, and which part each domain plays. */
export interface Finding {
  readonly name: string;
  readonly source: FoundDomain;
  /** None where only one domain is there: then the question is another task, not another domain. */
  readonly targets: readonly FoundDomain[];
  /** A target shows only some of the source's classes. */
  readonly isPartial: boolean;
  /** Usual shorter side of the pictures, in pixels; undefined where nobody looked. */
  readonly side: number | undefined;
  /** What a person should know of the domains together: a sentence each. */
  readonly notes: readonly string[];
}

/** Image sizes that are proposed: multiples of 32, which the trunk halves five times without a rest. */
const sizes = [32, 64, 96, 128] as const;

/** Largest by smallest class from which on classes count as unequal. */
const unequalFrom = 3;

/** The largest class by the smallest; undefined where nobody counted. */
export function imbalance({ classCounts }: FoundDomain): number | undefined {
  return classCounts === undefined ? undefined : Math.max(...classCounts) / Math.min(...classCounts);
}

/** Whether classes are so unequal that each should count alike. */
export function isUnequal(domain: FoundDomain): boolean {
  return (imbalance(domain) ?? 1) >= unequalFrom;
}

/** An experiment that asks the first questions of these data, with a budget of minutes on a processor. */
export function proposeExperiment({ name, source, targets, isPartial, side }: Finding): Experiment {
  const imageSize = sizes.findLast((size) => size <= (side ?? 32)) ?? sizes[0];
  const fewest = Math.min(...[source, ...targets].map(({ count }) => count));
  const batchSize = [32, 16, 8, 4].find((size) => size <= fewest / 3) ?? 2;
  const adapting = targets.length > 0;
  return {
    name,
    description: adapting
      ? `From ${source.name} to ${targets.map((one) => one.name).join(', ')}: does adaptation help?`
      : `${source.name}: what does a pretrained trunk give for these classes?`,
    data: {
      source: source.reference,
      targets: adapting ? targets.map(({ reference }) => reference) : [{ ...source.reference, name: 'held-out' }],
      ...(isPartial && { classes: 'target-subset' as const }),
      imageSize,
    },
    trunk: { name: 'vgg16-gap', weights: 'imagenet-vgg16', frozenThrough: 'block4_pool' },
    head: { kind: 'linear' },
    methods: [...(adapting ? rowsForDomain : rowsForTask)],
    seeds: [0, 1, 2],
    training: {
      steps: 200,
      batchSize,
      evaluateEvery: 50,
      optimiser: { name: 'sgd', learningRate: 0.01, momentum: 0.9, weightDecay: 0.0005 },
      schedule: { name: 'inverse-power' },
      ...(isUnequal(source) && { classWeights: 'balanced' as const }),
    },
    selection: { validator: 'source-validation-accuracy' },
    smoke: { data: { imageSize: 32 }, training: { steps: 2, batchSize: Math.min(batchSize, 8), evaluateEvery: 1 } },
  };
}
