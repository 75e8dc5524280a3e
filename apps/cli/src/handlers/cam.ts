import type { DeviceChoice, Tensor2D } from '@trunkline/engine';
import { nearest, TrunklineError, writeFileAtomic } from '@trunkline/system';
import { notice } from '../output/notice.ts';
import { refuseFolders, withPictureHint } from '../pictures/picture-errors.ts';
import { finishedRun } from '../runs/finished-run.ts';
import { useDevice } from '../runs/use-device.ts';

/** Fewest pixels per side of the picture that is written. */
const smallestPicture = 256;

/** `trunkline cam`: the class activation map of one class, drawn over the picture. */
export async function handleCam(args: {
  readonly image: string;
  readonly run: string;
  readonly class?: string | undefined;
  readonly output: string;
  readonly device?: DeviceChoice | undefined;
  readonly json: boolean;
}): Promise<void> {
  useDevice(args.device);
  if (!args.output.endsWith('.png')) {
    throw new TrunklineError('TL_BAD_OPTION', `--output is ${args.output}, expected a path in .png.`, {
      hint: 'Name the picture something.png.',
      exitStatus: 2,
    });
  }
  await refuseFolders([args.image], () => 'Name one picture in it.');
  const { startEngine, tf } = await import('@trunkline/engine');
  const { classActivationMap } = await import('@trunkline/backbone');
  const { decodePicture } = await import('../pictures/picture-batches.ts');
  const { enlarge, loadTrainedModel, overlay } = await import('@trunkline/training');
  const { default: sharp } = await import('sharp');
  await startEngine({ onNotice: notice });
  const model = await loadTrainedModel(await finishedRun(args.run));
  const { imageSize: size, classNames } = model.description;
  const wanted = args.class === undefined ? undefined : classIndex(classNames, args.class);
  const kernel_DK = model.parameters['head/kernel'];
  if (!model.head.supportsCam || !kernel_DK) {
    throw new TrunklineError(
      'TL_NO_CAM',
      `The head of ${args.run} is ${model.head.name}: it has no class activation map, since classes are not linear in the averaged maps.`,
      {
        hint: 'Choose a run with the linear head and no bottleneck.',
        exitStatus: 2,
      },
    );
  }
  const pixels = await decodePicture(args.image, size).catch((error: unknown) => {
    throw withPictureHint(error, 'Give a picture that other programs can open.');
  });
  const { map, rows, columns, logits } = tf.tidy(() => {
    const { logits_BK, maps_BHWC } = model.forward(pixels);
    const values = Array.from(logits_BK.dataSync());
    const explained = wanted ?? values.indexOf(Math.max(...values));
    const cam = classActivationMap(maps_BHWC, kernel_DK as Tensor2D, explained);
    return {
      map: cam.dataSync() as Float32Array,
      rows: maps_BHWC.shape[1],
      columns: maps_BHWC.shape[2],
      logits: values,
    };
  });
  const predicted = logits.indexOf(Math.max(...logits));
  const largest = Math.max(1e-12, ...map);
  const side = Math.max(smallestPicture, size);
  const picture = await decodePicture(args.image, side);
  const drawn = overlay(
    picture,
    enlarge(map, rows, columns, side).map((value) => value / largest),
  );
  const png = await sharp(drawn, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  await writeFileAtomic(args.output, png);
  const answer = {
    image: args.image,
    output: args.output,
    class: classNames[wanted ?? predicted],
    predicted: classNames[predicted],
    logit: logits[wanted ?? predicted],
  };
  process.stdout.write(args.json ? `${JSON.stringify(answer)}\n` : `${args.output}: where "${answer.class}" is seen\n`);
}

function classIndex(classNames: readonly string[], name: string): number {
  const index = classNames.indexOf(name);
  if (index >= 0) return index;
  const close = nearest(name, classNames);
  throw new TrunklineError('TL_CLASS_UNKNOWN', `There is no class "${name}"; there are ${classNames.join(', ')}.`, {
    hint: close === undefined ? 'Choose one of these.' : `Did you mean ${close}?`,
    exitStatus: 2,
  });
}
