import { join } from 'node:path';
import { classActivationMap, globalAveragePool } from '@trunkline/backbone';
import { tf, type Parameters, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { predictions, type RunResult } from '@trunkline/evaluation';
import type { Head } from '@trunkline/heads';
import { createRandom, writeFileAtomic } from '@trunkline/system';
import sharp from 'sharp';
import type { SplitInput } from '../inputs/split-input.ts';
import type { Predict } from '../values/predict.ts';
import { enlarge, overlay } from './heat.ts';

type Figures = NonNullable<RunResult['figures']['cam']>;

/** Fewest pixels per side of a figure. */
const smallestFigure = 128;

/** The pictures of one domain that are shown, in this order. */
export interface ShownImages {
  readonly domain: 'source' | 'target';
  /** Places in the split they are from. */
  readonly indices: Int32Array;
  /** Their true classes; absent where nobody knows them. */
  readonly labels?: readonly number[];
  /** Where maps are read: at a cut before the pooling. */
  readonly input: SplitInput;
  /** uint8 RGB `[shown, size, size, 3]`. */
  readonly pixels: Uint8Array;
  readonly size: number;
}

/**
 * Class activation maps (Zhou 2016) of a few pictures for their true class, so that all methods answer the same question;
 * for the predicted class where nobody knows the true one.
 * One scale for all pictures of a run and domain; what speaks against the class is not shown. None are drawn for a method
 * whose head reads something else than the average of the maps, such as closed forms that map the embedding.
 */
export async function classActivationFigures(
  head: Head,
  predict: Predict,
  parameters: Parameters,
  shown: ShownImages,
  classNames: readonly string[],
  folder: string,
): Promise<Figures> {
  const { domain, indices, labels, input, pixels, size } = shown;
  const kernel = parameters['head/kernel'];
  if (!head.supportsCam || !kernel) return [];
  const every = Int32Array.from({ length: input.count }, (_, place) => place);
  const values = await input.load(every, createRandom(0));
  const drawn = tf.tidy(() => {
    const { logits_BK, embedding_BD, maps_BHWC } = predict(input.tensor(values), input.cut);
    if (!maps_BHWC) throw new Error('Class activation maps need the last maps.');
    if (!isAverageOf(maps_BHWC, embedding_BD)) return undefined;
    const predicted = predictions(logits_BK.dataSync() as Float32Array, head.classes);
    return {
      shape: maps_BHWC.shape,
      predicted,
      maps: (labels ?? [...predicted]).map(
        (label, place) =>
          classActivationMap(
            maps_BHWC.slice([place], [1]),
            kernel as unknown as Tensor2D,
            label,
          ).dataSync() as Float32Array,
      ),
    };
  });
  if (!drawn) return [];
  const { maps, shape, predicted } = drawn;
  const largest = maps.reduce((most, map) => map.reduce((least, value) => Math.max(least, value), most), 1e-12);
  const side = Math.max(smallestFigure, size);
  const figures: { -readonly [Key in keyof Figures[number]]: Figures[number][Key] }[] = [];
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
      ...(labels && { trueClass: classNames[labels[place] as number] ?? '' }),
      predictedClass: classNames[predicted[place] as number] ?? '',
      index: indices[place] as number,
    });
  }
  return figures;
}

/** Whether the head was given the average of the maps, to rounding. */
function isAverageOf(maps_BHWC: Tensor4D, embedding_BD: Tensor2D): boolean {
  const average_BD = globalAveragePool(maps_BHWC);
  const distance = tf.max(tf.abs(tf.sub(average_BD, embedding_BD))).dataSync()[0] as number;
  return distance <= 1e-3 * Math.max(1e-6, tf.max(tf.abs(average_BD)).dataSync()[0] as number);
}

async function png(pixels: Uint8Array, side: number): Promise<Uint8Array> {
  return await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}
