import type { DeviceChoice } from '@trunkline/engine';
import { notice, skipPrinter } from '../output/notice.ts';
import { pictureBatches } from '../pictures/picture-batches.ts';
import { onPictures } from '../pictures/picture-errors.ts';
import { finishedRun } from '../runs/finished-run.ts';
import { useDevice } from '../runs/use-device.ts';

/** `trunkline predict`: one line a picture, in the order they were named. */
export async function handlePredict(args: {
  readonly images: readonly string[];
  readonly run: string;
  readonly batchSize: number;
  readonly skipCorrupt: boolean;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}): Promise<void> {
  useDevice(args.device);
  await onPictures(args, async () => await predict(args));
}

async function predict(args: Parameters<typeof handlePredict>[0]): Promise<void> {
  const { startEngine, tf } = await import('@trunkline/engine');
  await startEngine({ onNotice: notice });
  const { loadTrainedModel } = await import('@trunkline/training');
  const model = await loadTrainedModel(await finishedRun(args.run));
  const { classNames, imageSize: size } = model.description;
  const options = { size, batchSize: args.batchSize, ...skipPrinter(args.skipCorrupt) };
  for await (const { paths, pixels } of pictureBatches(args.images, options)) {
    const probabilities_BK = tf.tidy(() => tf.softmax(model.predict(pixels).logits_BK));
    const values = (await probabilities_BK.data()) as Float32Array;
    probabilities_BK.dispose();
    for (const [place, image] of paths.entries()) {
      const row = Array.from(values.subarray(place * classNames.length, (place + 1) * classNames.length));
      const best = row.indexOf(Math.max(...row));
      const probability = row[best] ?? 0;
      const probabilities = Object.fromEntries(classNames.map((name, index) => [name, row[index] ?? 0]));
      process.stdout.write(
        args.json
          ? `${JSON.stringify({ image, class: classNames[best], probability, probabilities })}\n`
          : `${image}: ${classNames[best]} (${(100 * probability).toFixed(1)} %)\n`,
      );
    }
  }
}
