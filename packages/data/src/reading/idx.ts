import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { explainFileError, TrunklineError, whatFileIs } from '@trunkline/system';
import type { PixelArray } from '../pixels/array-source.ts';
import { partCodes } from '../images/images.ts';
import { quoted } from '../images/labelled-images.ts';
import type { PreparedDomain } from '../making/prepared-file.ts';

/** The longest file that is read or unpacked: 2 GiB. */
const mostBytes = 2 ** 31 - 1;
const unpack = promisify(gunzip);

/** The content of an IDX file of bytes. */
export interface IdxContent {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}

/** The four files of a set in MNIST's format; the test files may be left out. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
  readonly testImages?: string;
  readonly testLabels?: string;
}

function wrong(path: string, why: string): TrunklineError {
  return new TrunklineError('TL_IDX_WRONG', `${path} is no whole IDX file of bytes: ${why}.`, {
    exitStatus: 2,
    hint: 'Fetch the file again; it starts with 00 00 08, then the number of dimensions and each length.',
  });
}

/**
 * Reads an IDX file of uint8 (LeCun's format of MNIST), plain or gzipped. Lengths in the header are checked against the
 * file before anything is made of them. Throws `TL_IDX_WRONG`, `TL_FILE_MISSING`.
 */
export async function readIdx(path: string): Promise<IdxContent> {
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > mostBytes) throw wrong(path, 'it is longer than 2 GiB');
    bytes = await readFile(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = await unpack(bytes, { maxOutputLength: mostBytes });
    } catch (error) {
      throw wrong(path, `its gzip stream is broken (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    const what = whatFileIs(bytes)?.what;
    throw wrong(path, what === undefined ? 'it does not start with two zero bytes' : `it is ${what}`);
  }
  if (bytes[2] !== 0x08) throw wrong(path, `its type is ${String(bytes[2])}, expected 8 (unsigned byte)`);
  const rank = bytes[3] as number;
  const start = 4 + 4 * rank;
  if (rank < 1 || rank > 4 || bytes.length < start) throw wrong(path, `it names ${rank} dimensions, expected 1 to 4`);
  const dimensions = Array.from({ length: rank }, (_, place) => bytes.readUInt32BE(4 + 4 * place));
  const expected = dimensions.reduce((product, length) => product * length, 1);
  if (expected !== bytes.length - start) {
    throw wrong(path, `its header says ${dimensions.join(' × ')} = ${expected} bytes, ${bytes.length - start} follow`);
  }
  return { dimensions, values: bytes.subarray(start) };
}

/** Images (`[N, H, W]` or `[N, H, W, 3]`) and labels of one part. Throws `TL_IDX_WRONG`. */
async function readPart(images: string, labels: string): Promise<PixelArray & { readonly labels: Uint8Array }> {
  const [pixels, classes] = [await readIdx(images), await readIdx(labels)];
  const [count, height, width, channels = 1] = pixels.dimensions;
  if (count === undefined || height === undefined || width === undefined || (channels !== 1 && channels !== 3)) {
    throw wrong(images, `its shape is ${pixels.dimensions.join(' × ')}, expected images × height × width (× 3)`);
  }
  if (classes.dimensions.length !== 1 || classes.dimensions[0] !== count) {
    throw wrong(labels, `it has ${classes.dimensions.join(' × ')} labels for the ${count} images of ${images}`);
  }
  return { count, height, width, channels, pixels: pixels.values, labels: classes.values };
}

/** Images and labels in MNIST's format; where there are test files, both official parts are kept. Throws `TL_IDX_WRONG`, `TL_IDX_INCOMPLETE`. */
export async function readIdxImages(files: IdxFiles): Promise<PreparedDomain> {
  const { testImages, testLabels } = files;
  if ((testImages === undefined) !== (testLabels === undefined)) {
    const [given, lacking] = testImages === undefined ? ['testLabels', 'testImages'] : ['testImages', 'testLabels'];
    throw new TrunklineError(
      'TL_IDX_INCOMPLETE',
      `${given} is given (${testImages ?? testLabels}) and ${lacking} is not.`,
      {
        exitStatus: 2,
        hint: `Give ${lacking} too, or leave both out.`,
      },
    );
  }
  for (const [own, other] of [
    ['images', 'testImages'],
    ['labels', 'testLabels'],
  ] as const) {
    const path = files[other];
    if (path === undefined || resolve(path) !== resolve(files[own])) continue;
    throw new TrunklineError('TL_IDX_INCOMPLETE', `${own} and ${other} are one file, ${path}.`, {
      exitStatus: 2,
      hint: `Give the file of test ${own}, or leave testImages and testLabels out.`,
    });
  }
  const train = await readPart(files.images, files.labels);
  const { height, width, channels } = train;
  if (testImages === undefined || testLabels === undefined) {
    return {
      count: train.count,
      height,
      width,
      channels,
      pixels: train.pixels,
      labels_N: Int32Array.from(train.labels),
    };
  }
  const test = await readPart(testImages, testLabels);
  if (test.height !== height || test.width !== width || test.channels !== channels) {
    throw wrong(testImages, `its images are ${test.height} × ${test.width}, the training images ${height} × ${width}`);
  }
  const count = train.count + test.count;
  return {
    count,
    height,
    width,
    channels,
    pixels: Buffer.concat([train.pixels, test.pixels]),
    labels_N: Int32Array.from([...train.labels, ...test.labels]),
    officialParts_N: new Uint8Array(count).fill(partCodes.train, 0, train.count).fill(partCodes.test, train.count),
  };
}

/** Names of the four files of MNIST and Fashion-MNIST, each also with `.gz`. */
export const idxNames = {
  images: 'train-images-idx3-ubyte',
  labels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** The four files of MNIST's layout in a folder, plain or gzipped. Throws `TL_DATA_MISSING`, naming what is not there. */
export async function findIdxFiles(folder: string): Promise<Required<IdxFiles>> {
  const missing: string[] = [];
  const find = async (name: string): Promise<string> => {
    for (const file of [name, `${name}.gz`, name.replace('-idx', '.idx')]) {
      const path = `${folder}/${file}`;
      if (
        await stat(path).then(
          (entry) => entry.isFile(),
          () => false,
        )
      )
        return path;
    }
    missing.push(name);
    return '';
  };
  const files = {
    images: await find(idxNames.images),
    labels: await find(idxNames.labels),
    testImages: await find(idxNames.testImages),
    testLabels: await find(idxNames.testLabels),
  };
  if (missing.length === 0) return files;
  throw new TrunklineError('TL_DATA_MISSING', `${folder} lacks ${quoted(missing)} (plain or .gz).`, {
    exitStatus: 2,
    hint: `Put the four files ${Object.values(idxNames).join(', ')} into that folder.`,
  });
}
