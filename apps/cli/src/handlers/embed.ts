import { onPictures } from '../pictures/picture-errors.ts';
import type { DeviceChoice, Tensor2D } from '@trunkline/engine';
import { pictureBatches } from '../pictures/picture-batches.ts';
import { notice, skipPrinter } from '../output/notice.ts';
import { useDevice } from '../runs/use-device.ts';

/** `trunkline embed`: one line a picture, in the order they were named. */
export async function handleEmbed(args: {
  readonly images: readonly string[];
  readonly weights: string;
  readonly size: number;
  readonly slope?: number | undefined;
  readonly batchSize: number;
  readonly skipCorrupt: boolean;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}): Promise<void> {
  useDevice(args.device);
  await onPictures(args, async () => await embed(args));
}

async function embed(args: Parameters<typeof handleEmbed>[0]): Promise<void> {
  const { createTrunk, globalAveragePool, loadWeights, preprocess, slopeWarning, toVariables } =
    await import('@trunkline/backbone');
  const weights = await loadWeights(args.weights);
  const trunk = createTrunk({
    name: 'vgg16-gap',
    width: weights.width,
    batchNorm: weights.batchNorm,
    negativeSlope: args.slope ?? weights.negativeSlope ?? 0.2,
  });
  const warning = slopeWarning(weights, trunk);
  if (warning !== undefined) notice(`warning: ${warning}`);
  const { startEngine, tf } = await import('@trunkline/engine');
  await startEngine({ onNotice: notice });
  const parameters = toVariables(weights.parameters, trunk);
  const { size, batchSize } = args;
  for await (const { paths, pixels } of pictureBatches(args.images, {
    size,
    batchSize,
    ...skipPrinter(args.skipCorrupt),
  })) {
    const embedding_BD = tf.tidy((): Tensor2D => {
      const images_BHWC = tf.tensor4d(pixels, [paths.length, size, size, 3], 'int32');
      const prepared_BHWC = preprocess(images_BHWC, weights.preprocessing);
      return globalAveragePool(trunk.apply(parameters, prepared_BHWC, {}, { trainable: () => false }));
    });
    const values = (await embedding_BD.data()) as Float32Array;
    embedding_BD.dispose();
    for (const [place, image] of paths.entries()) {
      const width = trunk.embeddingWidth;
      const embedding = Array.from(values.subarray(place * width, (place + 1) * width));
      process.stdout.write(args.json ? `${JSON.stringify({ image, embedding })}\n` : `${describe(image, embedding)}\n`);
    }
  }
}

function describe(image: string, embedding: readonly number[]): string {
  const norm = Math.hypot(...embedding);
  const first = embedding.slice(0, 4).map((value) => value.toPrecision(4));
  return `${image}: ${embedding.length} numbers, norm ${norm.toPrecision(5)}: ${first.join(' ')} … (--json prints all)`;
}
