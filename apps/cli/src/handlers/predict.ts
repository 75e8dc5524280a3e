import type { DeviceChoice } from '@trunkline/engine';
import { toCsv } from '@trunkline/system';
import { notice, skipPrinter } from '../output/notice.ts';
import { counted } from '../output/readable.ts';
import { pictureBatches } from '../pictures/picture-batches.ts';
import { onPictures } from '../pictures/picture-errors.ts';
import { Tally } from '../pictures/tally.ts';
import { finishedRun } from '../runs/finished-run.ts';
import { useDevice } from '../runs/use-device.ts';

/** Arguments of `trunkline predict`. */
export interface PredictArguments {
  readonly images: readonly string[];
  readonly run: string;
  readonly topK: number;
  readonly batchSize: number;
  readonly skipCorrupt: boolean;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
  readonly csv: boolean;
}

/** What the model says of one picture. */
interface Prediction {
  readonly image: string;
  /** Its class, where the folder it lies in, or a manifest, says so. */
  readonly label: string | undefined;
  /** The likeliest classes, first the first. */
  readonly top: readonly { readonly class: string; readonly probability: number }[];
  readonly probabilities: Readonly<Record<string, number>>;
}

/** `trunkline predict`: one line a picture, in the order they were named; then how many were right, where that is known. */
export async function handlePredict(args: PredictArguments): Promise<void> {
  useDevice(args.device);
  await onPictures(async () => await predict(args));
}

async function predict(args: PredictArguments): Promise<void> {
  const { startEngine, tf } = await import('@trunkline/engine');
  await startEngine({ onNotice: notice });
  const { loadTrainedModel } = await import('@trunkline/training');
  const model = await loadTrainedModel(await finishedRun(args.run));
  const { classNames, imageSize: size } = model.description;
  const classes = new Map(classNames.map((name) => [name.normalize('NFC'), name]));
  const shown = Math.min(args.topK, classNames.length);
  const tally = new Tally(classNames);
  const options = { size, batchSize: args.batchSize, ...skipPrinter(args.skipCorrupt) };
  if (args.csv) process.stdout.write(csvHeading(shown));
  for await (const { pictures, pixels } of pictureBatches(args.images, options)) {
    const probabilities_BK = tf.tidy(() => tf.softmax(model.predict(pixels).logits_BK));
    const values = (await probabilities_BK.data()) as Float32Array;
    probabilities_BK.dispose();
    for (const [place, { path, labels }] of pictures.entries()) {
      const row = values.subarray(place * classNames.length, (place + 1) * classNames.length);
      const ranked = classNames
        .map((name, index) => ({ class: name, probability: row[index] as number }))
        .sort((first, second) => second.probability - first.probability);
      const label = labels.map((one) => classes.get(one.normalize('NFC'))).find((one) => one !== undefined);
      const probabilities = Object.fromEntries(classNames.map((name, index) => [name, row[index] as number]));
      const prediction = { image: path, label, top: ranked.slice(0, shown), probabilities };
      tally.add(label, ranked[0]?.class as string, labels[0]);
      process.stdout.write(args.json ? jsonLine(prediction) : args.csv ? csvLine(prediction) : textLine(prediction));
    }
  }
  model.dispose();
  for (const line of tally.lines()) {
    if (args.json || args.csv) notice(line);
    else process.stdout.write(`${line}\n`);
  }
  if (tally.count === 0) notice(`No picture was classified: ${counted(args.images.length, 'argument')}, all left out.`);
}

function textLine({ image, top, label }: Prediction): string {
  const said = top.map((one) => `${one.class} (${(100 * one.probability).toFixed(1)} %)`).join(', ');
  return `${image}: ${said}${label === undefined || label === top[0]?.class ? '' : ` ✗ ${label}`}\n`;
}

function jsonLine({ image, label, top, probabilities }: Prediction): string {
  const [best] = top;
  return `${JSON.stringify({ image, class: best?.class, probability: best?.probability, label, top, probabilities })}\n`;
}

function csvColumns(shown: number): string[] {
  const ranked = Array.from({ length: shown }, (_, place) => {
    const rank = place === 0 ? '' : ` ${place + 1}`;
    return [`class${rank}`, `probability${rank}`];
  });
  return ['image', 'label', ...ranked.flat()];
}

function csvHeading(shown: number): string {
  return toCsv([], csvColumns(shown));
}

function csvLine({ image, label, top }: Prediction): string {
  const columns = csvColumns(top.length);
  const values = [image, label, ...top.flatMap((one) => [one.class, one.probability])];
  const row = Object.fromEntries(columns.map((column, place) => [column, values[place]]));
  return toCsv([row], columns, { heading: false });
}
