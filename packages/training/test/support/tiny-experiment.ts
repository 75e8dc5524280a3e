import { availableParallelism, tmpdir } from 'node:os';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Experiment } from '../../src/experiment/schema.ts';

/** A folder that is removed by `remove`. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'trunkline-training-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Labelled pictures in memory, as `colouredShapes` of the test kit makes them. */
interface Pictures {
  readonly pixels_NHWC: Uint8Array;
  readonly labels_N: Int32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly classNames: readonly string[];
}

/** Writes pictures as `<folder>/<class>/<n>.png`. */
export async function writePictures(
  folder: string,
  { pixels_NHWC, labels_N, count, height, width, classNames }: Pictures,
): Promise<void> {
  const bytes = height * width * 3;
  for (const name of classNames) await mkdir(join(folder, name), { recursive: true });
  for (let index = 0; index < count; index++) {
    const pixels = pixels_NHWC.subarray(index * bytes, (index + 1) * bytes);
    const name = classNames[labels_N[index] as number] as string;
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toFile(join(folder, name, `${String(index).padStart(4, '0')}.png`));
  }
}

/** Runs stay in the process that has started the engine with every processor. */
const here = { threadsPerRun: availableParallelism() };

/** An experiment of seconds on `<root>/plain` and `<root>/shifted`: a sixteenth of the width, random weights. */
export function tinyExperiment(root: string, changes: Partial<Experiment> = {}): Experiment {
  return {
    name: 'tiny',
    description: 'Shapes',
    data: {
      source: { folder: root, layout: 'domain-folder', domain: 'plain' },
      targets: [{ folder: root, layout: 'domain-folder', domain: 'shifted' }],
      imageSize: 32,
    },
    trunk: { weights: null, width: 1 / 16, frozenThrough: 'block2_pool' },
    methods: ['source-only', 'linear-probe'],
    seeds: [0],
    validators: ['info-max', 'last'],
    report: { camImages: 2, embeddingImages: 5 },
    ...changes,
    training: {
      ...here,
      ...(changes.training ?? {
        steps: 6,
        batchSize: 8,
        evaluateEvery: 3,
        optimiser: { name: 'adam', learningRate: 0.01 },
      }),
    },
  };
}
