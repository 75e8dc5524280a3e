import { createTrunk, defineTrunk, registerTrunk, type Block } from '@trunkline/backbone';
import {
  createOptimiser,
  randomNormal,
  tf,
  type Layer,
  type OptimiserOptions,
  type Parameters,
  type Tensor,
  type Tensor4D,
} from '@trunkline/engine';
import { createHead } from '@trunkline/heads';
import { createRandom, type Random } from '@trunkline/system';
import { z } from 'zod';
import { describeArchitecture, type Architecture } from '../architecture.ts';
import { createContext } from '../create-context.ts';
import type { MethodDefinition } from '../define-method.ts';
import { createModel, type Model } from '../model.ts';
import type { AnyBatch, View } from '../sight.ts';
import type { Stage } from '../stage.ts';
import { assignParameters, takeStep } from '../take-step.ts';
import { resolveTrainable } from '../trainable-rules.ts';

/**
 * Toy problems with a known answer, on which a whole method trains in a fraction of a second: pictures of a few values, a
 * trunk of 1 × 1 convolutions, the real model, stages, phases and optimiser. A method's test shows on them that it succeeds where
 * source-only fails, and that at weight 0 it fails as source-only does.
 */

/** Pictures `[N, side, side, 3]`, row after row, and their classes. */
export interface ToyDomain {
  readonly pixels_NHWC: Float32Array;
  readonly labels_N: Int32Array;
  /** Pixels per side. */
  readonly side: number;
}

/**
 * Points of two classes in three dimensions, each a picture of one pixel. The first coordinate is ±1 by class, in both domains.
 * The second is ±1.5 by class in the source; in the target it is `shift` (default 1), whatever the class: who relies on it
 * takes all for class 1. The third is noise. So a classifier of the source alone scores about a half on the target, and one
 * that uses only what both domains share scores nearly 1.
 */
export function toyPoints(
  domain: 'source' | 'target',
  { count = 128, seed = 1, shift = 1 }: { count?: number; seed?: number; shift?: number } = {},
): ToyDomain {
  const random = createRandom(seed).fork(domain);
  const labels_N = Int32Array.from({ length: count }, (_, place) => place % 2);
  const pixels_NHWC = new Float32Array(count * 3);
  labels_N.forEach((label, place) => {
    const sign = 2 * label - 1;
    const means = [sign, domain === 'source' ? 1.5 * sign : shift, 0];
    means.forEach((mean, axis) => (pixels_NHWC[place * 3 + axis] = mean + 0.3 * random.normal()));
  });
  return { pixels_NHWC, labels_N, side: 1 };
}

/** What {@link trainOnToy} trains with. */
export interface ToySettings {
  readonly options?: Readonly<Record<string, unknown>>;
  /** One, or several for methods that need them. Default: `toyPoints('source')`. */
  readonly sources?: readonly ToyDomain[];
  /** Default: `toyPoints('target')`. */
  readonly target?: ToyDomain;
  /** Target pictures whose labels may be seen. Default: none. */
  readonly labelledTarget?: ToyDomain;
  /** Of all stages together. Default: 80. */
  readonly steps?: number;
  /** Rows of each side. Default: 32. */
  readonly batchSize?: number;
  /** Default: 0. */
  readonly seed?: number;
  /** Default: SGD, momentum 0.9, rate 0.05. */
  readonly optimiser?: OptimiserOptions & { readonly rate?: number };
  /** Channels of the trunk's two blocks. Default: 8. */
  readonly width?: number;
  /** Pixels per side of the first convolution. Default: 1. */
  readonly kernelSize?: number;
  /** Batch norm in the trunk, whose statistics alone align somewhat. Default: false. */
  readonly batchNorm?: boolean;
  /** Makes a view's pictures. Default: noise of 0.1 on each value. */
  view?(view: View, rows_BHWC: Tensor4D, partners_BHWC: Tensor4D | undefined, random: Random): Tensor4D;
}

/** What came of it; accuracies in [0, 1]. */
export interface ToyOutcome {
  readonly sourceAccuracy: number;
  readonly targetAccuracy: number;
  /** What the last step logged. */
  readonly logged: Readonly<Record<string, number>>;
  /** Every parameter by name after the last step, those of the method's own too. */
  readonly values: Readonly<Record<string, Float32Array>>;
}

const toyTrunk = defineTrunk({
  name: 'toy-trunk',
  paper: 'None: two convolutions for tests',
  options: z.strictObject({
    width: z.number().int().positive().default(8).describe('Channels of both convolutions'),
    kernelSize: z.number().int().positive().default(1).describe('Pixels per side of the first convolution'),
    batchNorm: z.boolean().default(false).describe('Batch norm behind both convolutions'),
  }),
  smallestImage: 1,
  negativeSlope: () => 0.2,
  blocks: ({ width, kernelSize, batchNorm }) =>
    [1, 2].map((place): Block => {
      const activation = { name: 'leaky-relu', slope: 0.2 } as const;
      const convolution = {
        kind: 'convolution',
        name: `conv${place}`,
        channels: width,
        size: place === 1 ? kernelSize : 1,
        stride: 1,
        padding: 'same',
        bias: !batchNorm,
      } as const;
      const norm = { kind: 'batch-norm', name: `norm${place}`, epsilon: 1e-5, momentum: 0.1, activation } as const;
      const layers: readonly Layer[] = batchNorm ? [convolution, norm] : [{ ...convolution, activation }];
      return { name: `block${place}`, layers };
    }),
});

/**
 * Trains a method from its first stage to its last on toy domains and scores it on all of both by its own prediction. Views, passes
 * over whole splits (`refresh`) and values of its own work as in the training loop. Needs the engine to be started. Leaves no
 * tensor behind.
 */
export function trainOnToy(method: MethodDefinition, settings: ToySettings = {}): ToyOutcome {
  const run = new ToyRun(method, settings);
  try {
    return run.train();
  } finally {
    run.dispose();
  }
}

class ToyRun {
  readonly #method: MethodDefinition;
  readonly #settings: ToySettings;
  readonly #options: unknown;
  readonly #architecture: Architecture;
  readonly #model: Model;
  readonly #parameters: Parameters;
  readonly #random: Random;
  readonly #source: ToyDomain;
  readonly #sourceDomains: Int32Array;
  readonly #target: ToyDomain;
  #notes: Record<string, Tensor> = {};

  constructor(method: MethodDefinition, settings: ToySettings) {
    const { sources = [toyPoints('source')], target = toyPoints('target'), seed = 0 } = settings;
    this.#method = method;
    this.#settings = settings;
    this.#options = method.options.parse(settings.options ?? {});
    this.#source = joined(sources);
    this.#sourceDomains = Int32Array.from(sources.flatMap(({ labels_N }, place) => Array(labels_N.length).fill(place)));
    this.#target = target;
    this.#random = createRandom(seed);
    const classes = 1 + Math.max(...this.#source.labels_N);
    this.#architecture = architectureFor(settings, classes, sources.length);
    const { trunk, head } = this.#architecture;
    this.#model = createModel(trunk, head);
    const initial = {
      ...trunk.init(this.#random.fork('trunk')),
      ...head.init(this.#random.fork('head')),
    } as Parameters;
    const own = Object.values(method.modules(this.#options, this.#architecture)).map((module) =>
      module.init(this.#random.fork('own'), initial),
    );
    this.#parameters = Object.assign({}, initial, ...own) as Parameters;
  }

  train(): ToyOutcome {
    const budget = this.#settings.steps ?? 80;
    const stages = this.#method.stages(this.#options, this.#architecture);
    let logged: Record<string, number> = {};
    let last = '';
    for (const stage of stages) {
      logged = this.#trainStage(stage, stage.steps(this.#options, budget));
      last = stage.name;
    }
    return {
      sourceAccuracy: this.#accuracy(this.#source, 'source', last),
      targetAccuracy: this.#accuracy(this.#target, 'target', last),
      logged,
      values: Object.fromEntries(
        Object.entries(this.#parameters).map(([name, one]) => [name, Float32Array.from(one.dataSync())]),
      ),
    };
  }

  #trainStage(stage: Stage, steps: number): Record<string, number> {
    const rules = stage.trainable(this.#options, this.#architecture);
    const { rates } = resolveTrainable(Object.keys(this.#parameters), rules);
    const fixed = new Set(
      this.#architecture.parameters.filter(({ learnable }) => learnable === false).map(({ name }) => name),
    );
    const learns = (name: string): boolean => typeof rates.get(name) === 'number' && !fixed.has(name);
    const changing = (name: string): boolean => rates.get(name) !== 'frozen';
    const variables = Object.fromEntries(Object.entries(this.#parameters).filter(([name]) => learns(name)));
    const { rate = 0.05, ...how } = this.#settings.optimiser ?? { name: 'sgd', momentum: 0.9 };
    const optimiser = createOptimiser(how);
    const random = this.#random.fork(stage.name);
    let logged: Record<string, number> = {};
    const every = stage.refresh?.every(this.#options, steps) ?? Infinity;
    for (let step = 0; step < steps; step++) {
      if (step === 0 || step % Math.max(1, every) === 0) this.#refresh(stage);
      const contextFor = (trains: (name: string) => boolean) =>
        createContext({ ...this.#contextParts(stage.name, step, steps), mode: 'training', random, learns, trains });
      if (step === 0) {
        tf.tidy(() =>
          assignParameters(this.#parameters, stage.begin?.(contextFor(learns)) ?? {}, changing, stage.name),
        );
      }
      const batch = this.#batch(stage, random);
      logged = takeStep(
        {
          stage,
          options: this.#options,
          variables,
          changing,
          contextFor,
          update(updated, gradients) {
            optimiser.step(updated, gradients, (name) => rate * Number(rates.get(name)));
            tf.dispose(Object.values(gradients));
            return {};
          },
        },
        batch,
      );
      const { views, ...parts } = batch;
      tf.dispose([...Object.values(parts), ...Object.values(views)]);
    }
    optimiser.dispose();
    return logged;
  }

  #contextParts(stage: string, step: number, steps: number) {
    return {
      model: this.#model,
      architecture: this.#architecture,
      options: this.#options,
      modules: this.#method.modules(this.#options, this.#architecture),
      parameters: this.#parameters,
      stage,
      progress: { step, steps, fraction: step / steps },
      random: this.#random,
      dropout: this.#random.fork(`dropout ${stage} ${step}`),
      notes: this.#notes,
      cut: 'images',
    } as const;
  }

  #batch(stage: Stage, random: Random): AnyBatch {
    const { batchSize = 32, view = jitter, labelledTarget } = this.#settings;
    const indices = {
      source: this.#sourceRows(batchSize, random),
      target: random.permutation(this.#target.labels_N.length).slice(0, batchSize),
    };
    const sides = { source: this.#source, target: this.#target };
    const all = {
      sourceImages: () => rowsOf(this.#source, indices.source),
      sourceLabels_B: () => tf.tensor1d(pick(this.#source.labels_N, indices.source), 'int32'),
      sourceDomains_B: () => tf.tensor1d(pick(this.#sourceDomains, indices.source), 'int32'),
      sourceIndices_B: () => tf.tensor1d(indices.source, 'int32'),
      targetImages: () => rowsOf(this.#target, indices.target),
      targetIndices_B: () => tf.tensor1d(indices.target, 'int32'),
      targetLabels_B: () => tf.tensor1d(pick(this.#target.labels_N, indices.target), 'int32'),
      labelledTargetImages: () => wholeOf(labelledTarget ?? this.#target),
      labelledTargetLabels_B: () => tf.tensor1d((labelledTarget ?? this.#target).labels_N, 'int32'),
    };
    const lacking = stage.sees.find((sight) => sight.startsWith('labelledTarget') && !labelledTarget);
    if (lacking !== undefined) throw new Error(`${this.#method.name} sees ${lacking}: give the toy a labelledTarget.`);
    const views = Object.entries(stage.views(this.#options)).map(([name, one]) => {
      const made = tf.tidy(() => {
        const partner = one.partner && rowsOf(sides[one.partner], indices[one.partner]);
        return view(one, rowsOf(sides[one.of], indices[one.of]), partner, random.fork(`${random.uniform()} ${name}`));
      });
      return [name, made] as const;
    });
    return {
      ...Object.fromEntries(stage.sees.map((sight) => [sight, all[sight]()])),
      views: Object.fromEntries(views),
    };
  }

  /** As many rows of each source, one source after another. */
  #sourceRows(batchSize: number, random: Random): Int32Array {
    const { sources } = this.#architecture;
    return Int32Array.from(
      Array.from({ length: sources }, (_, domain) => {
        const rows = [...this.#sourceDomains.keys()].filter((row) => this.#sourceDomains[row] === domain);
        const drawn = random.permutation(rows.length).slice(0, Math.ceil(batchSize / sources));
        return Array.from(drawn, (place) => rows[place] as number);
      }).flat(),
    );
  }

  #refresh({ refresh }: Stage): void {
    if (!refresh) return;
    const outputs = (domain: ToyDomain) =>
      tf.tidy(() => {
        const { logits_BK, embedding_BD } = this.#model.forward(this.#parameters, wholeOf(domain), {
          cut: 'images',
          training: false,
        });
        return [logits_BK, embedding_BD].map((one) => Float32Array.from(one.dataSync())) as [
          Float32Array,
          Float32Array,
        ];
      });
    const [sourceTrainLogits, sourceTrainEmbeddings] = outputs(this.#source);
    const [targetTrainLogits, targetTrainEmbeddings] = outputs(this.#target);
    const tables = {
      sourceTrainLogits,
      sourceTrainEmbeddings,
      sourceTrainLabels: this.#source.labels_N,
      targetTrainLogits,
      targetTrainEmbeddings,
    };
    const read = Object.fromEntries(refresh.reads.map((name) => [name, tables[name as keyof typeof tables]]));
    const { classes, embeddingWidth } = this.#architecture;
    const found = refresh.compute(read as never, { options: this.#options, classes, embeddingWidth });
    tf.dispose(Object.values(this.#notes));
    this.#notes = Object.fromEntries(
      Object.entries(found).map(([name, { values, shape }]) => [
        name,
        tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
  }

  #accuracy(domain: ToyDomain, side: 'source' | 'target', stage: string): number {
    return tf.tidy(() => {
      const context = createContext({ ...this.#contextParts(stage, 1, 1), mode: 'evaluation', learns: () => false });
      const images = wholeOf(domain);
      const { logits_BK } = this.#method.predict?.(context, images, side) ?? context.forward(images);
      const predicted = tf.argMax(logits_BK, 1).dataSync();
      return domain.labels_N.filter((label, place) => label === predicted[place]).length / domain.labels_N.length;
    });
  }

  dispose(): void {
    tf.dispose([...Object.values(this.#parameters), ...Object.values(this.#notes)]);
  }
}

function architectureFor(
  { width = 8, kernelSize = 1, batchNorm = false }: ToySettings,
  classes: number,
  sources: number,
): Architecture {
  const remove = registerTrunk(toyTrunk);
  try {
    const trunk = createTrunk({ name: 'toy-trunk', width, kernelSize, batchNorm });
    return describeArchitecture(trunk, createHead({ kind: 'linear', classes, inputWidth: width }), sources);
  } finally {
    remove();
  }
}

function joined(domains: readonly ToyDomain[]): ToyDomain {
  const pixels_NHWC = Float32Array.from(domains.flatMap((one) => [...one.pixels_NHWC]));
  const labels_N = Int32Array.from(domains.flatMap((one) => [...one.labels_N]));
  return { pixels_NHWC, labels_N, side: (domains[0] as ToyDomain).side };
}

const pick = (values: Int32Array, places: Int32Array): Int32Array => places.map((place) => values[place] as number);

function wholeOf({ pixels_NHWC, labels_N, side }: ToyDomain): Tensor4D {
  return tf.tensor4d(pixels_NHWC, [labels_N.length, side, side, 3]);
}

const rowsOf = (domain: ToyDomain, indices: Int32Array): Tensor4D =>
  tf.tidy(() => tf.gather(wholeOf(domain), tf.tensor1d(indices, 'int32')));

function jitter(_view: View, rows_BHWC: Tensor4D, _partners: Tensor4D | undefined, random: Random): Tensor4D {
  return tf.add(rows_BHWC, randomNormal(random, rows_BHWC.shape, 0.1)) as Tensor4D;
}
