import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import {
  createOptimiser,
  randomNormal,
  tf,
  valueAndGradients,
  type Parameters,
  type Scalar,
  type Tensor,
  type Tensor4D,
} from '@trunkline/engine';
import { createRandom } from '@trunkline/system';
import { describeArchitecture, type Architecture } from '../src/architecture.ts';
import type { Context, LossGradients, LossTerms } from '../src/context.ts';
import { createContext } from '../src/create-context.ts';
import type { MethodDefinition } from '../src/define-method.ts';
import { createModel } from '../src/model.ts';
import type { AnyBatch } from '../src/sight.ts';
import type { AnyPhase, Note, Stage } from '../src/stage.ts';
import { assignParameters, takeStep } from '../src/take-step.ts';
import { matchesPattern, resolveTrainable } from '../src/trainable-rules.ts';

const classes = 3;
const batchSize = 6;
const sources = 2;

/** A sixteenth of VGG-GAP for three classes and two sources. Its slope makes the kinks of finite differences slight. */
export function tinyArchitecture(batchNorm = false): Architecture {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm, negativeSlope: 0.6 });
  return describeArchitecture(
    trunk,
    createHead({ kind: 'linear', classes, inputWidth: trunk.embeddingWidth }),
    sources,
  );
}

const [plain, normalised] = [tinyArchitecture(), tinyArchitecture(true)];

/** The tiny architecture, with batch norm only where the method asks for it. */
export function architectureFor(method: MethodDefinition, options: unknown): Architecture {
  return method.requires?.(plain, options) === undefined ? plain : normalised;
}

/** Three classes, two sources, batches of six pictures of 32 px that are noise: the same in every world. */
const images = (seed: number): Tensor4D => randomNormal(createRandom(seed), [batchSize, 32, 32, 3]) as Tensor4D;
const integers = (...values: number[]) => tf.tensor1d(values, 'int32');
const parts: { readonly [Name in keyof Omit<AnyBatch, 'views'>]-?: () => Tensor } = {
  sourceImages: () => images(1),
  sourceLabels_B: () => integers(0, 1, 2, 0, 1, 2),
  sourceDomains_B: () => integers(0, 0, 0, 1, 1, 1),
  sourceIndices_B: () => integers(5, 4, 3, 2, 1, 0),
  targetImages: () => images(2),
  targetIndices_B: () => integers(0, 2, 4, 1, 3, 5),
  targetLabels_B: () => integers(2, 1, 0, 0, 1, 2),
  labelledTargetImages: () => images(3),
  labelledTargetLabels_B: () => integers(1, 0, 2, 2, 0, 1),
};

export interface WorldSettings {
  /** Which stage of the method. Default: the first. */
  readonly stage?: number;
  /** Default: those of the method. */
  readonly options?: object;
  /** Default: {@link architectureFor}. */
  readonly architecture?: Architecture;
  readonly progress?: { readonly step: number; readonly steps: number };
  /** Instead of what the stage's refresh makes of random tables. */
  readonly notes?: Readonly<Record<string, Note>>;
}

/** A method with values for everything, at one of its stages. The engine must run; `dispose` frees all of it. */
export class World {
  readonly options: unknown;
  readonly architecture: Architecture;
  readonly stage: Stage;
  readonly parameters: Parameters;
  readonly batch: AnyBatch;
  readonly rates: ReadonlyMap<string, number | 'frozen' | 'held'>;
  readonly #method: MethodDefinition;
  readonly #progress: { readonly step: number; readonly steps: number };
  readonly #notes: Readonly<Record<string, Tensor>>;

  constructor(method: MethodDefinition, settings: WorldSettings = {}) {
    this.#method = method;
    this.options = method.options.parse(settings.options ?? {});
    this.architecture = settings.architecture ?? architectureFor(method, this.options);
    this.#progress = settings.progress ?? { step: 5, steps: 10 };
    this.stage = method.stages(this.options, this.architecture)[settings.stage ?? 0] as Stage;
    const { trunk, head } = this.architecture;
    const random = createRandom(7);
    const initial = { ...trunk.init(random.fork('trunk')), ...head.init(random.fork('head')) };
    const modules = Object.values(method.modules(this.options, this.architecture));
    this.parameters = Object.assign(
      {},
      initial,
      ...modules.map((one) => one.init(random.fork('own'), initial)),
    ) as Parameters;
    const rates = new Map(
      resolveTrainable(Object.keys(this.parameters), this.stage.trainable(this.options, this.architecture)).rates,
    );
    for (const { name, learnable } of this.architecture.parameters) {
      if (learnable === false && rates.get(name) !== 'held') rates.set(name, 'frozen');
    }
    this.rates = rates;
    // what a stage does not declare to see is not there
    const seen = this.stage.sees.map((name) => [name, parts[name]()] as const);
    const views = Object.keys(this.stage.views(this.options)).map((name, place) => [name, images(10 + place)] as const);
    this.batch = { ...Object.fromEntries(seen), views: Object.fromEntries(views) } as AnyBatch;
    this.#notes = Object.fromEntries(
      Object.entries(settings.notes ?? this.#refreshed()).map(([name, { values, shape }]) => [
        name,
        tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
    tf.tidy(() => assignParameters(this.parameters, this.stage.begin?.(this.context()) ?? {}, this.changes, 'begin'));
  }

  readonly changes = (name: string): boolean => this.rates.get(name) !== 'frozen';

  #refreshed(): Readonly<Record<string, Note>> {
    const { refresh } = this.stage;
    if (!refresh) return {};
    const random = createRandom(5);
    const floats = (width: number) => Float32Array.from({ length: batchSize * width }, () => random.normal());
    const labels = Int32Array.of(0, 1, 2, 0, 1, 2);
    const { embeddingWidth } = this.architecture;
    const tables = {
      sourceTrainLogits: floats(classes),
      sourceTrainEmbeddings: floats(embeddingWidth),
      sourceTrainLabels: labels,
      heldOutLogits: floats(classes),
      heldOutEmbeddings: floats(embeddingWidth),
      heldOutLabels: labels,
      targetTrainLogits: floats(classes),
      targetTrainEmbeddings: floats(embeddingWidth),
    };
    const read = Object.fromEntries(refresh.reads.map((name) => [name, tables[name]]));
    return refresh.compute(read as typeof tables, { options: this.options, classes, embeddingWidth });
  }

  /** The parameters that the stage trains, or one of its phases updates. */
  trained(updates: readonly string[] = ['*']): Parameters {
    return Object.fromEntries(
      Object.entries(this.parameters).filter(
        ([name]) =>
          typeof this.rates.get(name) === 'number' && updates.some((pattern) => matchesPattern(pattern, name)),
      ),
    );
  }

  context(trains: (name: string) => boolean = this.changes): Context<unknown> {
    const { trunk, head } = this.architecture;
    const { step, steps } = this.#progress;
    return createContext({
      model: createModel(trunk, head),
      architecture: this.architecture,
      options: this.options,
      modules: this.#method.modules(this.options, this.architecture),
      parameters: this.parameters,
      stage: this.stage.name,
      progress: { step, steps, fraction: step / steps },
      random: createRandom(4),
      dropout: createRandom(3),
      notes: this.#notes,
      mode: 'training',
      cut: 'images',
      learns: (name) => typeof this.rates.get(name) === 'number',
      trains,
    });
  }

  /** The loss of a phase, of the batch of this world or of another. */
  loss(phase: AnyPhase | undefined = this.stage.phases[0], batch: AnyBatch = this.batch): LossTerms {
    return phase?.loss ? phase.loss(this.#contextOf(phase), batch) : this.gradients(phase, batch);
  }

  /** What a phase gives that has gradients instead of a loss. */
  gradients(phase: AnyPhase | undefined = this.stage.phases[0], batch: AnyBatch = this.batch): LossGradients {
    if (!phase?.gradients) throw new Error('A phase without loss and gradients.');
    const variables = this.trained(phase.updates);
    const differentiate = (inner: () => Scalar, at?: Readonly<Record<string, Tensor>>) =>
      valueAndGradients(inner, (at as Parameters | undefined) ?? variables).gradients;
    return phase.gradients({ ...this.#contextOf(phase), differentiate }, batch);
  }

  #contextOf(phase: AnyPhase): Context<unknown> {
    const variables = this.trained(phase.updates);
    return this.context((name) => name in variables);
  }

  /** A step of Adam at a rate of 0.01, and what it logs. */
  step(): Record<string, number> {
    const optimiser = createOptimiser({ name: 'adam' });
    const numbers = takeStep(
      {
        stage: this.stage,
        options: this.options,
        variables: this.trained(),
        changing: this.changes,
        contextFor: (trains) => this.context(trains),
        update: (variables, gradients) => {
          optimiser.step(variables, gradients, (name) => 0.01 * Number(this.rates.get(name)));
          tf.dispose(Object.values(gradients));
          return {};
        },
      },
      this.batch,
    );
    optimiser.dispose();
    return numbers;
  }

  dispose(): void {
    tf.dispose([Object.values(this.parameters), Object.values(this.#notes), this.batch]);
  }
}
