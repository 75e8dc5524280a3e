/**
 * TEST DATA, not results: writes a run folder with made-up numbers in the layout of a real invocation, so that the
 * report can be tested without training anything.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chooseCheckpoint,
  summarise,
  testScores,
  weightsOf,
  type CurvePoint,
  type EmbeddingSample,
  type Role,
  type RunResult,
  type Summary,
} from '@trunkline/evaluation';
import sharp from 'sharp';

export interface FakeOptions {
  readonly pairs?: readonly (readonly [source: string, target: string])[];
  readonly seeds?: readonly number[];
  readonly methods?: readonly FakeMethod[];
  readonly classNames?: readonly string[];
  readonly failures?: Summary['failures'];
  readonly description?: string;
  readonly smoke?: boolean;
  /** Nobody knows the classes of the target. */
  readonly unlabelled?: boolean;
}

export interface FakeMethod {
  readonly label: string;
  readonly family: string;
  /** Accuracy that the made-up predictions are drawn around. */
  readonly target: number;
  readonly source: number;
  readonly trainable: number;
  readonly seconds: number;
  readonly adaptation?: boolean;
  readonly cam?: boolean;
  /** Values of `options.adaptationWeight`, one trial each; the accuracy is that of the first. */
  readonly sweep?: readonly number[];
}

export const fakeMethods: readonly FakeMethod[] = [
  { label: 'source-only', family: 'baseline', target: 0.52, source: 0.97, trainable: 7_084_554, seconds: 31 },
  { label: 'linear-probe', family: 'finetuning', target: 0.44, source: 0.91, trainable: 5_130, seconds: 2.4 },
  { label: 'full-finetune', family: 'finetuning', target: 0.54, source: 0.975, trainable: 14_719_818, seconds: 64 },
  { label: 'lp-ft', family: 'finetuning', target: 0.57, source: 0.97, trainable: 14_719_818, seconds: 66 },
  {
    label: 'dann',
    family: 'adaptation',
    target: 0.71,
    source: 0.95,
    trainable: 7_084_554,
    seconds: 58,
    adaptation: true,
  },
  {
    label: 'deep-coral',
    family: 'adaptation',
    target: 0.69,
    source: 0.96,
    trainable: 7_084_554,
    seconds: 49,
    adaptation: true,
  },
  { label: 'target-oracle', family: 'oracle', target: 0.93, source: 0.8, trainable: 7_084_554, seconds: 33 },
];

const roles: Readonly<Record<string, Role>> = { baseline: 'baseline', oracle: 'oracle' };

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Small seeded generator (Lehmer): uniform in (0, 1). */
function randomOf(seed: number): () => number {
  let state = (seed * 7919 + 104_729) % 2_147_483_647;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function normalOf(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** The same run, had nobody known the classes of its target. */
function withoutTargetLabels(whole: RunResult, folder: string): RunResult {
  const known = Object.entries(whole).filter(([key]) => key !== 'targetTest' && key !== 'oracle');
  const result = Object.fromEntries(known) as unknown as RunResult;
  const path = join(folder, 'embeddings.json');
  const sample = JSON.parse(readFileSync(path, 'utf8')) as EmbeddingSample;
  writeFileSync(path, JSON.stringify({ ...sample, target: { embedding_ND: sample.target.embedding_ND } }));
  const { figures } = result;
  return {
    ...result,
    validators: result.validators.map(({ validator, scores, chosenStep }) => ({ validator, scores, chosenStep })),
    figures: {
      ...figures,
      ...(figures.cam && {
        cam: figures.cam.map(({ trueClass, ...one }) => ({
          ...one,
          ...(one.domain === 'source' && trueClass !== undefined && { trueClass }),
        })),
      }),
    },
  };
}

/** Writes the folder and gives the summary that is in it. */
export async function writeFakeRunFolder(folder: string, options: FakeOptions = {}): Promise<Summary> {
  const { pairs = [['mnist', 'mnist-m']], seeds = [0, 1, 2], methods = fakeMethods, classNames = digits } = options;
  const results: RunResult[] = [];
  for (const [source, target] of pairs) {
    for (const [index, method] of methods.entries()) {
      for (const seed of seeds) {
        for (const [trial, value] of (method.sweep ?? [undefined]).entries()) {
          const own = value === undefined ? method.label : `${method.label}/trial-${trial}`;
          const run = join(folder, 'runs', own, `${source}-to-${target}`, `seed-${seed}`);
          mkdirSync(join(run, 'figures'), { recursive: true });
          const tried = { ...method, target: method.target - trial / 50 };
          const plain = await fakeResult(run, tried, index, seed, source, target, classNames);
          const known = options.unlabelled ? withoutTargetLabels(plain, run) : plain;
          const result: RunResult =
            value === undefined
              ? known
              : {
                  ...known,
                  trial: { index: trial, values: { 'options.adaptationWeight': value } },
                  selection: { ...known.selection, score: trial === 1 ? 0.95 : 0.9 },
                };
          results.push(result);
          writeFileSync(join(run, 'result.json'), JSON.stringify(result));
        }
      }
    }
  }
  const summary: Summary = {
    schema: 1,
    experiment: 'test-data-not-results',
    description: options.description ?? 'Made-up numbers that test the report: no model was trained',
    invocation: '2026-01-31T10-00-00',
    startedAt: '2026-01-31T10:00:00.000Z',
    finishedAt: '2026-01-31T10:14:21.000Z',
    status: 'finished',
    command: 'trunkline run experiments/mnist-to-mnist-m/mnist-to-mnist-m.experiment.ts --set training.steps=60',
    seconds: 861,
    smoke: options.smoke ?? false,
    selectionValidator: 'source-validation-accuracy',
    imageSize: 32,
    methods: summarise(results, { labels: methods.map((method) => method.label) }),
    failures: options.failures ?? [],
    engine: { name: 'tensorflow', native: true, version: '2.21.0', threads: 2 },
    versions: { trunkline: '0.1.0', node: '20.20.2', tensorflow: '2.21.0' },
    git: { commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', dirty: true },
    dataSets: pairs.flatMap(([source, target]) =>
      [source, target].map((name) => ({
        name,
        domain: name,
        count: 10_000,
        digest: 'abcdef0123456789abcdef0123456789',
        licence: 'MIT',
        citation: 'LeCun, Cortes, Burges: The MNIST database of handwritten digits',
      })),
    ),
    weights: weightsOf(results),
  };
  writeFileSync(join(folder, 'summary.json'), JSON.stringify(summary));
  writeFileSync(
    join(folder, 'experiment.json'),
    JSON.stringify({ name: summary.experiment, description: summary.description, seeds, training: { steps: 60 } }),
  );
  writeFileSync(
    join(folder, 'plan.json'),
    JSON.stringify({
      runs: results.map((result) => ({
        label: result.label,
        method: result.method,
        family: result.family,
        seed: result.seed,
        source: result.source,
        target: result.target,
        stages: [{ name: 'training', steps: result.steps, cut: 'block4_pool' }],
        estimatedSeconds: 40,
      })),
    }),
  );
  return summary;
}

async function fakeResult(
  folder: string,
  method: FakeMethod,
  methodIndex: number,
  seed: number,
  source: string,
  target: string,
  classNames: readonly string[],
): Promise<RunResult> {
  const random = randomOf(methodIndex * 100 + seed * 13 + target.length + 1);
  const normal = normalOf(random);
  const shift = normal() * 0.02;
  const steps = [0, 10, 20, 30, 40, 50, 60];
  const rise = (step: number, from: number, to: number): number => from + (to - from) * (1 - Math.exp(-step / 12));
  const course = (from: number, to: number, noise: number): CurvePoint[] =>
    steps.map((step) => [step, rise(step, from, to) + normal() * noise]);
  const targetCourse = course(0.1, method.target + shift, 0.015);
  const validators = [
    { validator: 'info-max', scores: course(0.2, 1.5, 0.05) },
    { validator: 'last', scores: steps.map((step): CurvePoint => [step, step]) },
    { validator: 'source-validation-accuracy', scores: course(0.1, method.source - 0.01, 0.01) },
  ].map(({ validator, scores }) => {
    const [chosenStep] = chooseCheckpoint(scores, 'higher');
    const at = targetCourse.find(([step]) => step === chosenStep)?.[1] ?? 0;
    const oracle = Math.max(...targetCourse.map(([, value]) => value));
    return { validator, scores, chosenStep, targetAccuracy: at, regret: oracle - at };
  });
  const [oracleStep, oracleAccuracy] = chooseCheckpoint(targetCourse, 'higher');
  const used = validators.at(-1) as (typeof validators)[number];
  const losses = Array.from({ length: 61 }, (_, step): CurvePoint => [
    step,
    rise(step, 2.3, 0.2) + Math.abs(normal()) * 0.08,
  ]);
  return {
    schema: 1,
    experiment: 'test-data-not-results',
    label: method.label,
    method: method.label,
    family: method.family,
    role: roles[method.family] ?? 'contestant',
    head: 'linear',
    seed,
    source,
    target,
    classNames,
    steps: 60,
    weights: { name: 'imagenet-vgg16', digest: '64b551aac2bc5ae7', seen: 'ImageNet-1k: photographs' },
    selection: { validator: used.validator, better: 'higher', step: used.chosenStep, score: 0.9 },
    targetTest: fakeScores(random, method.target + shift, classNames, 1000),
    sourceTest: fakeScores(random, method.source + shift / 4, classNames, 1000),
    validators,
    oracle: { step: oracleStep, targetAccuracy: oracleAccuracy },
    curves: {
      'validation/source/accuracy': used.scores,
      'train/loss/total': losses,
      ...(method.adaptation === true
        ? { 'train/loss/adaptation': losses.map(([step, value]): CurvePoint => [step, 0.7 - value / 9]) }
        : {}),
    },
    cost: {
      totalParameters: 14_719_818,
      trainableParameters: method.trainable,
      methodParameters: method.label === 'dann' ? 789_505 : 0,
      multiplyAddsPerImage: 313_201_664,
      seconds: method.seconds + random() * 2,
      secondsPerStep: method.seconds / 60,
      peakMemoryBytes: 1_610_612_736,
      prefixImagesComputed: seed === 0 ? 4000 : 0,
    },
    figures: {
      ...(method.cam === false ? {} : { cam: await fakePictures(folder, methodIndex, seed, classNames, random) }),
      embeddings: fakeEmbeddings(folder, method, seed, classNames),
    },
  };
}

function fakeScores(random: () => number, accuracy: number, classNames: readonly string[], count: number) {
  const classes = classNames.length;
  const labels_N = Int32Array.from({ length: count }, (_, index) => index % classes);
  const logits_NK = new Float32Array(count * classes);
  labels_N.forEach((label, row) => {
    const miss = (label + 1 + Math.floor(random() ** 2 * (classes - 1))) % classes;
    const winner = random() < accuracy ? label : miss;
    for (let k = 0; k < classes; k += 1) {
      logits_NK[row * classes + k] =
        random() * 1.5 + (k === winner ? 1.6 + random() * 5 * (winner === label ? 1 : 0.6) : 0);
    }
  });
  return testScores(logits_NK, labels_N, classNames);
}

async function fakePictures(
  folder: string,
  methodIndex: number,
  seed: number,
  classNames: readonly string[],
  random: () => number,
) {
  if (seed !== 0) return [];
  const pictures = [];
  for (let index = 0; index < 6; index += 1) {
    const domain = index < 4 ? ('target' as const) : ('source' as const);
    const trueClass = classNames[(index * 3) % classNames.length] as string;
    const wrong = random() < 0.35;
    const file = { image: `figures/image-${index}.png`, overlay: `figures/cam-${index}.png` };
    await fakePicture(join(folder, file.image), index, undefined, domain === 'target');
    await fakePicture(join(folder, file.overlay), index, methodIndex, domain === 'target');
    pictures.push({
      ...file,
      domain,
      index,
      trueClass,
      predictedClass: wrong ? (classNames[(index * 3 + 1) % classNames.length] as string) : trueClass,
    });
  }
  return pictures;
}

async function fakePicture(path: string, index: number, heat: number | undefined, colourful: boolean): Promise<void> {
  const side = 96;
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const ring = Math.abs(Math.hypot(x - 48 - index * 2, y - 46) - 24 - index) < 6;
      const ground = colourful
        ? [90 + 60 * Math.sin(x / 9 + index), 110 + 50 * Math.sin(y / 7), 70 + index * 18]
        : [12, 12, 12];
      const glow = heat === undefined ? 0 : Math.exp(-((x - 30 - heat * 6) ** 2 + (y - 40 - index * 3) ** 2) / 500);
      ground.forEach((value, channel) => {
        const base = ring ? 235 : value;
        const colour = [255, 90, 0][channel] as number;
        pixels[(y * side + x) * 3 + channel] = base * (1 - 0.7 * glow) + colour * 0.7 * glow;
      });
    }
  }
  await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(path);
}

function fakeEmbeddings(folder: string, method: FakeMethod, seed: number, classNames: readonly string[]): string {
  const random = randomOf(seed + 5 + method.label.length);
  const normal = normalOf(random);
  const width = 64;
  const classes = classNames.length;
  const shared = normalOf(randomOf(17));
  const centres = classNames.map(() => Array.from({ length: width }, () => Math.abs(shared())));
  const shift = Array.from({ length: width }, () => Math.abs(shared()));
  const domain = (distance: number, spread: number) => {
    const labels_N = Array.from({ length: 120 }, (_, row) => row % classes);
    const embedding_ND = labels_N.map((label) =>
      Array.from({ length: width }, (_, d) => {
        const centre = (centres[label]?.[d] ?? 0) + distance * (shift[d] ?? 0);
        return Number(Math.max(0, centre + normal() * spread).toFixed(3));
      }),
    );
    return { embedding_ND, labels_N };
  };
  const sample = { width, source: domain(0, 1.1), target: domain((1 - method.target) * 1.6, 1.9 - method.target) };
  writeFileSync(join(folder, 'embeddings.json'), JSON.stringify(sample));
  return 'embeddings.json';
}
