import type { Random } from '@trunkline/system';
import { defineAugmentation } from '../augmenting/define-augmentation.ts';
import { stretchToRgb } from '../pixels/resample.ts';

/**
 * A part of random area and shape, stretched to the whole image (Szegedy et al. 2015): torchvision's `RandomResizedCrop`
 * with antialiased bilinear scaling. The area is uniform, the ratio of its sides uniform in its logarithm.
 */
export const resizedCrop = defineAugmentation({
  name: 'resized-crop',
  description: 'Cuts out a part of random size and shape and scales it to the whole image.',
  defaults: { leastArea: 0.08, mostArea: 1, ratio: 4 / 3 },
  bounds: { leastArea: [0.001, 1], mostArea: [0.001, 1], ratio: [1, 10] },
  words: {
    leastArea: 'Smallest part that is cut out, as a share of the area',
    mostArea: 'Largest part, as a share of the area',
    ratio: 'Most that the part is wider than high, or higher than wide',
  },
  apply(pixels_BHWC, { batch, height, width }, options, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const bytes = height * width * 3;
    for (let image = 0; image < batch; image++) {
      const part = drawPart(height, width, options, random);
      const cut = new Uint8Array(part.height * part.width * 3);
      for (let row = 0; row < part.height; row++) {
        const from = image * bytes + ((part.top + row) * width + part.left) * 3;
        cut.set(pixels_BHWC.subarray(from, from + part.width * 3), row * part.width * 3);
      }
      stretchToRgb(
        cut,
        { height: part.height, width: part.width, channels: 3 },
        { height, width },
        output,
        image * bytes,
      );
    }
    return output;
  },
});

interface Part {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Ten tries to find a part that lies within the image, then the largest in its middle with an allowed ratio. */
function drawPart(
  height: number,
  width: number,
  { leastArea, mostArea, ratio }: { readonly leastArea: number; readonly mostArea: number; readonly ratio: number },
  random: Random,
): Part {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * (leastArea + (Math.max(leastArea, mostArea) - leastArea) * random.uniform());
    const shape = ratio ** (2 * random.uniform() - 1);
    const part = { height: Math.round(Math.sqrt(area / shape)), width: Math.round(Math.sqrt(area * shape)) };
    if (part.height < 1 || part.width < 1 || part.height > height || part.width > width) continue;
    const top = random.integer(0, height - part.height + 1);
    const left = random.integer(0, width - part.width + 1);
    return { ...part, top, left };
  }
  const whole = {
    height: Math.min(height, Math.round(width * ratio)),
    width: Math.min(width, Math.round(height * ratio)),
  };
  return {
    ...whole,
    top: Math.floor((height - whole.height) / 2),
    left: Math.floor((width - whole.width) / 2),
  };
}
