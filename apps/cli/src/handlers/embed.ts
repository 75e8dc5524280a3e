import { onPictures } from '../pictures/picture-errors.ts';
import type { DeviceChoice, Tensor2D } from '@trunkline/engine';
import { pictureBatches } from '../pictures/picture-batches.ts';
import { notice, skipPrinter } from '../output/notice.ts';
import { finishedRun } from '../runs/finished-run.ts';
import { useDevice } from '../runs/use-device.ts';

/** Arguments of `trunkline embed`. */
export interface EmbedArguments {
  readonly images: readonly string[];
  readonly weights: string;
  readonly run?: string | undefined;
  readonly size: number;
  readonly slope?: number | undefined;
  readonly batchSize: number;
  readonly skipCorrupt: boolean;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}

/** `trunkline embed`: one line a picture, in the order they were named. */
export async function handleEmbed(args: EmbedArguments): Promise<void> {
  useDevice(args.device);
  await onPictures(async () => await embed(args));
}

/** Something that turns decoded pictures into embeddings. */
interface Embedder {
  /** Pixels per side. */
  readonly size: number;
  /** Uint8 RGB `[count, size, size, 3]` → `[count, width]`; called inside `tf.tidy`. */
  embed(pixels: Uint8Array, count: number): Tensor2D;
}

async function embed(args: EmbedArguments): Promise<void> {
  const { tf } = await import('@trunkline/engine');
  const { size, embed: toEmbeddings } = await (args.run === undefined ? pretrained(args) : trained(args.run));
  const options = { size, batchSize: args.batchSize, ...skipPrinter(args.skipCorrupt) };
  for await (const { pictures, pixels } of pictureBatches(args.images, options)) {
    const embedding_BD = tf.tidy(() => toEmbeddings(pixels, pictures.length));
    const values = (await embedding_BD.data()) as Float32Array;
    const width = embedding_BD.shape[1];
    embedding_BD.dispose();
    for (const [place, { path: image }] of pictures.entries()) {
      const embedding = Array.from(values.subarray(place * width, (place + 1) * width));
      process.stdout.write(args.json ? `${JSON.stringify({ image, embedding })}\n` : `${describe(image, embedding)}\n`);
    }
  }
}

/** The trunk of a weight set or of a file of weights. */
async function pretrained({ weights: name, size, slope }: EmbedArguments): Promise<Embedder> {
  const { createTrunk, globalAveragePool, loadWeights, preprocess, slopeWarning, toVariables } =
    await import('@trunkline/backbone');
  const weights = await loadWeights(name);
  const trunk = createTrunk({
    name: 'vgg16-gap',
    width: weights.width,
    batchNorm: weights.batchNorm,
    negativeSlope: slope ?? weights.negativeSlope ?? 0.2,
  });
  const warning = slopeWarning(weights, trunk);
  if (warning !== undefined) notice(`warning: ${warning}`);
  const { startEngine, tf } = await import('@trunkline/engine');
  await startEngine({ onNotice: notice });
  const parameters = toVariables(weights.parameters, trunk);
  return {
    size,
    embed(pixels, count) {
      const images_BHWC = tf.tensor4d(pixels, [count, size, size, 3], 'int32');
      const prepared_BHWC = preprocess(images_BHWC, weights.preprocessing);
      return globalAveragePool(trunk.apply(parameters, prepared_BHWC, {}, { trainable: () => false }));
    },
  };
}

/** The trunk of a finished run, at the run's own image size. */
async function trained(run: string): Promise<Embedder> {
  const { loadTrainedModel } = await import('@trunkline/training');
  const folder = await finishedRun(run);
  const { startEngine } = await import('@trunkline/engine');
  await startEngine({ onNotice: notice });
  const model = await loadTrainedModel(folder);
  return { size: model.description.imageSize, embed: (pixels) => model.predict(pixels).embedding_BD };
}

function describe(image: string, embedding: readonly number[]): string {
  const norm = Math.hypot(...embedding);
  const first = embedding.slice(0, 4).map((value) => value.toPrecision(4));
  return `${image}: ${embedding.length} numbers, norm ${norm.toPrecision(5)}: ${first.join(' ')} … (--json prints all)`;
}
