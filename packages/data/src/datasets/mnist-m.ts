import { createRandom } from '@trunkline/system';
import { defineDataSet } from '../making/define-data-set.ts';
import { digitNames, readMnistDigits } from '../making/mnist-digits.ts';
import { scikitImage, scikitLearn, withWheelFiles } from '../making/package-files.ts';

interface Photograph {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Photographs with a clear licence; near-black ones (space, retina) would leave the digits as they are. */
const fromScikitImage = [
  'skimage/data/astronaut.png', // Eileen Collins, NASA, public domain
  'skimage/data/chelsea.png', // Stéfan van der Walt, CC0
  'skimage/data/coffee.png', // Rachel Michetti, CC0
  'skimage/data/rocket.jpg', // SpaceX, public domain
] as const;
const fromScikitLearn = [
  'sklearn/datasets/images/china.jpg', // danielbuechele, CC BY 2.0
  'sklearn/datasets/images/flower.jpg', // vultilion, CC BY 2.0
] as const;

async function decode(paths: readonly string[]): Promise<Photograph[]> {
  const { default: sharp } = await import('sharp');
  return await Promise.all(
    paths.map(async (path) => {
      const { data, info } = await sharp(path)
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { height: info.height, width: info.width, pixels: data };
    }),
  );
}

/** MNIST blended with photographs. */
export const mnistM = defineDataSet({
  name: 'mnist-m',
  title: 'MNIST-M (by its recipe)',
  description:
    'Each digit of mnist as |digit − patch| per channel, the patch a random 28 × 28 piece of a colour photograph: the recipe of the paper. The paper takes its patches from the 500 photographs of BSDS500, this from six photographs that scikit-image 0.26.0 and scikit-learn 1.9.1 carry, so the numbers of papers are not comparable. Image i shows digit i of mnist, and has its part of the official split.',
  licence: 'CC BY-SA 3.0 (digits); public domain, CC0 and CC BY 2.0 by danielbuechele and vultilion (photographs)',
  citation: 'Ganin and Lempitsky. Unsupervised domain adaptation by backpropagation. ICML 2015.',
  classNames: digitNames,
  domains: ['mnist-m'],
  counts: { 'mnist-m': 70_000 },
  digests: { 'mnist-m': '29e5967e3ea63ca30658ef0e49795c4802f0bcc109ade4dc5721aa39aaeef58d' },
  files: [],
  async build({ onProgress }) {
    const digits = await readMnistDigits();
    const photographs = [
      ...(await withWheelFiles(scikitImage, fromScikitImage, onProgress, decode)),
      ...(await withWheelFiles(scikitLearn, fromScikitLearn, onProgress, decode)),
    ];
    const { count, height, width } = digits;
    const pixels = new Uint8Array(count * height * width * 3);
    const random = createRandom(2015).fork('mnist-m');
    for (let image = 0; image < count; image++) {
      const photograph = photographs[random.integer(0, photographs.length)] as Photograph;
      const top = random.integer(0, photograph.height - height + 1);
      const left = random.integer(0, photograph.width - width + 1);
      for (let row = 0; row < height; row++) {
        let from = ((top + row) * photograph.width + left) * 3;
        let at = (image * height + row) * width;
        for (let column = 0; column < width; column++, at++) {
          const digit = digits.pixels[at] as number;
          for (let channel = 0; channel < 3; channel++, from++) {
            pixels[at * 3 + channel] = Math.abs(digit - (photograph.pixels[from] as number));
          }
        }
      }
    }
    return { 'mnist-m': { ...digits, channels: 3, pixels } };
  },
});
