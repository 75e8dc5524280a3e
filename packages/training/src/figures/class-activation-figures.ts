import { join } from 'node:path';
import { classActivationMap } from '@trunkline/backbone';
import type { Images } from '@trunkline/data';
import { createRandom, tf, type Tensor2D } from '@trunkline/engine';
import { predictions, type RunResult } from '@trunkline/evaluation';
import type { Cut } from '@trunkline/methods';
import { writeFileAtomic } from '@trunkline/system';
import sharp from 'sharp';
import { imageKeys } from '../activations/image-keys.ts';
import type { LiveRun } from '../run/live-run.ts';
import type { DomainInputs } from '../run/split-input.ts';
import { enlarge, overlay } from './heat.ts';

type Figures = NonNullable<RunResult['figures']['cam']>;

/** Fewest pixels per side of a figure. */
const smallestFigure = 128;

/**
 * Which pictures every method of a pair and seed shows; with `labels_N` as many classes as there is room for. Labels of a
 * target are open by then: figures are drawn after the final evaluation.
 */
export function figureIndices(count: number, wanted: number, seed: number, labels_N?: Int32Array): Int32Array {
  const order = createRandom(seed).fork('figures').permutation(count);
  if (!labels_N) return order.slice(0, wanted);
  const shown = new Map<number, number>();
  const turns = Array.from(order, (index) => {
    const label = labels_N[index] as number;
    const turn = shown.get(label) ?? 0;
    shown.set(label, turn + 1);
    return { index, turn };
  });
  // the first of each class, then the second of each; a stable sort keeps the drawn order within a turn
  return Int32Array.from(
    turns.sort((first, second) => first.turn - second.turn).slice(0, wanted),
    ({ index }) => index,
  );
}

/** Where class activation maps enter: the run's own cut, or behind the last layer when that is the embedding. */
export function figureCut(live: LiveRun): Cut {
  const { stages, trunk } = live.context;
  const cut = stages.at(-1)?.cut ?? 'images';
  return cut === 'embedding' ? { after: trunk.layers.at(-1)?.name ?? '' } : cut;
}

/**
 * Class activation maps (Zhou 2016) of a few pictures for their true class, so that all methods answer the same question.
 * One scale for all pictures of a run and domain; what speaks against the class is not shown.
 */
export async function classActivationFigures(
  live: LiveRun,
  domain: 'source' | 'target',
  images: Images,
  labels: Int32Array,
  indices: Int32Array,
): Promise<Figures> {
  const { context, model, parameters } = live;
  const { head, folder, experiment } = context;
  const kernel = parameters['head/kernel'];
  if (!head.supportsCam || !kernel || indices.length === 0) return [];
  const inputs: DomainInputs = domain === 'source' ? context.sourceInputs : context.targetInputs;
  const chosen = images.subset(indices);
  const cut = figureCut(live);
  await inputs.prepare([chosen], cut, { signal: context.signal });
  const input = await inputs.split(chosen, cut);
  const every = Int32Array.from(indices, (_, place) => place);
  const values = await input.load(every, createRandom(0));
  const classes = Array.from(indices, (index) => labels[index] as number);
  const { maps, shape, predicted } = tf.tidy(() => {
    const output = model.forward(parameters, input.tensor(values), { cut, training: false, trainable: () => false });
    const { maps_BHWC } = output;
    if (!maps_BHWC) throw new Error('Class activation maps need the last maps.');
    return {
      shape: maps_BHWC.shape,
      predicted: predictions(output.logits_BK.dataSync() as Float32Array, head.classes),
      maps: classes.map(
        (label, place) =>
          classActivationMap(
            maps_BHWC.slice([place], [1]),
            kernel as unknown as Tensor2D,
            label,
          ).dataSync() as Float32Array,
      ),
    };
  });
  const largest = maps.reduce((most, map) => map.reduce((least, value) => Math.max(least, value), most), 1e-12);
  const side = Math.max(smallestFigure, experiment.data.imageSize);
  const names = context.source.classNames;
  const figures: { -readonly [Key in keyof Figures[number]]: Figures[number][Key] }[] = [];
  const pixels = await inputs.pixels.rows(imageKeys(chosen));
  const size = experiment.data.imageSize;
  for (const [place, map] of maps.entries()) {
    const row = pixels.subarray(place * size * size * 3, (place + 1) * size * size * 3);
    const picture = await sharp(row, { raw: { width: size, height: size, channels: 3 } })
      .resize(side, side, { kernel: size < side / 2 ? 'nearest' : 'cubic' })
      .raw()
      .toBuffer();
    const heat = enlarge(map, shape[1], shape[2], side).map((value) => value / largest);
    const image = `figures/${domain}-${place}.png`;
    const over = `figures/${domain}-${place}-cam.png`;
    await writeFileAtomic(join(folder, image), await png(picture, side));
    await writeFileAtomic(join(folder, over), await png(overlay(picture, heat), side));
    figures.push({
      image,
      overlay: over,
      domain,
      trueClass: names[classes[place] as number] ?? '',
      predictedClass: names[predicted[place] as number] ?? '',
      index: indices[place] as number,
    });
  }
  return figures;
}

async function png(pixels: Uint8Array, side: number): Promise<Uint8Array> {
  return await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}
