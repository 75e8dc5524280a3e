import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Preprocessing, Trunk } from '@trunkline/backbone';
import type { Tensor, Tensor2D, Tensor4D } from '@trunkline/engine';
import type { Head } from '@trunkline/heads';
import { TrunklineError } from '@trunkline/system';
import { followLatest, invocationFolder } from './run-folders.ts';

/** A finished run's selected checkpoint, ready to classify. */
export interface TrainedModel {
  readonly folder: string;
  readonly label: string;
  readonly classNames: readonly string[];
  readonly imageSize: number;
  readonly head: Head;
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Logits and last maps of uint8 RGB pictures, `[batch, imageSize, imageSize, 3]`; call inside `tf.tidy`. */
  forward(pixels: Uint8Array): { logits_BK: Tensor2D; maps_BHWC: Tensor4D };
}

/**
 * Loads a run's selected checkpoint, given its folder (a part `latest` is followed). The engine must be running.
 * Throws `TL_RUN_NOT_FOUND`, `TL_RUN_UNFINISHED`, `TL_DIGEST_MISMATCH`, and what reading weights throws.
 */
export async function loadTrainedModel(given: string): Promise<TrainedModel> {
  const folder = await followLatest(given);
  await checkFinished(folder, given);
  const { createTrunk, forward, loadWeights, preprocess, readSafetensors } = await import('@trunkline/backbone');
  const { createHead } = await import('@trunkline/heads');
  const { tf } = await import('@trunkline/engine');
  const { tensors, metadata } = await readSafetensors(join(folder, 'checkpoint', 'selected.safetensors'));
  const text = (name: string): string => {
    const value = metadata[name];
    if (value === undefined) throw damaged(folder, `its metadata lack ${name}`);
    return value;
  };
  const trunk: Trunk = createTrunk(JSON.parse(text('trunk')) as Parameters<typeof createTrunk>[0]);
  const classNames = JSON.parse(text('classNames')) as readonly string[];
  const imageSize = Number(text('imageSize'));
  const preprocessing = JSON.parse(text('preprocessing')) as Preprocessing;
  const [mapHeight, mapWidth] = trunk.outputShape(imageSize);
  const head = createHead({
    ...(JSON.parse(text('head')) as { kind: 'linear' | 'mlp' | 'vgg-fc'; hiddenWidth?: number }),
    classes: classNames.length,
    inputWidth: trunk.embeddingWidth,
    mapSize: [mapHeight, mapWidth],
  });
  const values: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  const weights = text('weights');
  if (trunk.parameterNames().some((name) => tensors[name] === undefined)) {
    if (weights === 'random') throw damaged(folder, 'frozen random weights are not kept with a run');
    const loaded = await loadWeights(weights);
    if (loaded.digest !== text('weightsDigest')) {
      throw new TrunklineError(
        'TL_DIGEST_MISMATCH',
        `The run was trained on weights with digest ${text('weightsDigest')}, ${weights} has ${loaded.digest}.`,
        { hint: 'Bring back the weights it was trained on.' },
      );
    }
    Object.assign(values, loaded.parameters);
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    values[name] = { shape: tensor.shape, data: tensor.data as Float32Array };
  }
  const parameters = Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  return {
    folder,
    label: text('label'),
    classNames,
    imageSize,
    head,
    parameters,
    forward(pixels) {
      const count = pixels.length / (imageSize * imageSize * 3);
      const images_BHWC = tf.tensor4d(pixels, [count, imageSize, imageSize, 3], 'int32');
      return forward(parameters, preprocess(images_BHWC, preprocessing), trunk, head, { trainable: () => false });
    },
  };
}

/** Throws unless `folder`, which was given as `given`, is that of a finished run. */
export async function checkFinished(folder: string, given: string): Promise<void> {
  const has = async (...parts: string[]): Promise<boolean> =>
    await stat(join(folder, ...parts)).then(
      () => true,
      () => false,
    );
  if (await has('result.json')) return;
  if (await has('checkpoint')) {
    throw new TrunklineError('TL_RUN_UNFINISHED', `The run in ${given} has not finished: it has no result.json.`, {
      hint: 'Let it finish (trunkline run … --resume), or choose another run.',
      exitStatus: 2,
    });
  }
  const runs = await runsOf(folder, given);
  throw new TrunklineError('TL_RUN_NOT_FOUND', `${given} is not the folder of one run: it has no result.json.`, {
    hint:
      runs.length > 0
        ? `Choose one of its ${runs.length === 1 ? 'runs' : `${runs.length} runs`}:${listed(runs)}`
        : 'Give …/runs/<method>/<source>-to-<target>/seed-<n> of a finished invocation.',
    exitStatus: 2,
  });
}

/** Most runs that a hint lists. */
const mostListed = 10;

function listed(runs: readonly string[]): string {
  const lines = runs
    .slice(0, mostListed)
    .map((run) => `\n  --run ${/[\s'"$&();*?]/.test(run) ? JSON.stringify(run) : run}`);
  return `${lines.join('')}${runs.length > mostListed ? '\n  …' : ''}`;
}

/** Folders of the finished runs of an invocation or, by folder or name, an experiment (its latest invocation, if any). */
async function runsOf(folder: string, given: string): Promise<string[]> {
  const invocation = await invocationFolder(given, 'runs').catch(() => undefined);
  const latest = invocation === undefined ? [] : await runsBelow(invocation);
  const found = latest.length > 0 ? latest : await runsBelow(folder);
  return found.map((run) => {
    const short = relative('.', resolve(run));
    return short.startsWith(`..${sep}`) ? run : short;
  });
}

async function runsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name === 'result.json')
    .map((entry) => entry.parentPath)
    .sort();
}

function damaged(folder: string, what: string): TrunklineError {
  return new TrunklineError('TL_RUN_UNUSABLE', `The checkpoint in ${folder} cannot be used: ${what}.`, {
    hint: 'Choose another run, or run the experiment again.',
  });
}
