import type { ImageSize } from '../images/images.ts';

/* What torchvision's and Pillow's operations of these names do to one RGB image, uint8, `[height, width, 3]`. */

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value));

/** Luma of ITU-R BT.601. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function eachPixel(
  image_HWC: Uint8Array,
  change: (red: number, green: number, blue: number) => readonly [number, number, number],
): Uint8Array {
  const output = new Uint8Array(image_HWC.length);
  for (let at = 0; at < output.length; at += 3) {
    const [red, green, blue] = change(
      image_HWC[at] as number,
      image_HWC[at + 1] as number,
      image_HWC[at + 2] as number,
    );
    output[at] = clamp(red);
    output[at + 1] = clamp(green);
    output[at + 2] = clamp(blue);
  }
  return output;
}

/** Scales every value: 0 is black, 1 the image. */
export function brightness(image_HWC: Uint8Array, factor: number): Uint8Array {
  return image_HWC.map((value) => clamp(factor * value));
}

/** Scales the distance to the image's mean grey: 0 is grey. */
export function contrast(image_HWC: Uint8Array, factor: number): Uint8Array {
  let sum = 0;
  for (let at = 0; at < image_HWC.length; at += 3) {
    sum += luma(image_HWC[at] as number, image_HWC[at + 1] as number, image_HWC[at + 2] as number);
  }
  const mean = sum / (image_HWC.length / 3);
  return image_HWC.map((value) => clamp(mean + factor * (value - mean)));
}

/** Scales the distance to each pixel's own grey: 0 has no colour. */
export function saturation(image_HWC: Uint8Array, factor: number): Uint8Array {
  return eachPixel(image_HWC, (red, green, blue) => {
    const grey = luma(red, green, blue);
    return [grey + factor * (red - grey), grey + factor * (green - grey), grey + factor * (blue - grey)];
  });
}

/** Turns the hue in HSV by a share of the circle, in [−0.5, 0.5]. */
export function hue(image_HWC: Uint8Array, turn: number): Uint8Array {
  return eachPixel(image_HWC, (red, green, blue) => turnedHue(red, green, blue, turn));
}

/** One pixel with its hue turned; values from 0 to 255. */
export function turnedHue(red: number, green: number, blue: number, turn: number): readonly [number, number, number] {
  const value = Math.max(red, green, blue);
  const chroma = value - Math.min(red, green, blue);
  if (chroma === 0) return [red, green, blue];
  const sector =
    value === red ? (green - blue) / chroma : value === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
  const turned = (((sector / 6 + turn) % 1) + 1) % 1;
  const channel = (offset: number): number => {
    const place = (offset + turned * 6) % 6;
    return value - chroma * Math.max(0, Math.min(place, 4 - place, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Blends with a smoothed image (3 × 3, centre 5 of 13): 0 is smooth, above 1 sharp. The border stays as it is. */
export function sharpness(image_HWC: Uint8Array, { height, width }: ImageSize, factor: number): Uint8Array {
  const output = image_HWC.slice();
  for (let row = 1; row < height - 1; row++) {
    for (let column = 1; column < width - 1; column++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (down: number, right: number): number =>
          image_HWC[((row + down) * width + column + right) * 3 + channel] as number;
        let sum = 4 * at(0, 0);
        for (let down = -1; down <= 1; down++) for (let right = -1; right <= 1; right++) sum += at(down, right);
        const smooth = Math.round(sum / 13);
        output[(row * width + column) * 3 + channel] = clamp(smooth + factor * (at(0, 0) - smooth));
      }
    }
  }
  return output;
}

/** Keeps the highest `bits` of every value. */
export function posterize(image_HWC: Uint8Array, bits: number): Uint8Array {
  const mask = 256 - 2 ** (8 - bits);
  return image_HWC.map((value) => value & mask);
}

/** Inverts the values at or above a threshold. */
export function solarize(image_HWC: Uint8Array, threshold: number): Uint8Array {
  return image_HWC.map((value) => (value >= threshold ? 255 - value : value));
}

/** Stretches each channel to the whole range. */
export function autocontrast(image_HWC: Uint8Array): Uint8Array {
  return eachChannel(image_HWC, (histogram) => {
    const [least, most] = [histogram.findIndex((count) => count > 0), histogram.findLastIndex((count) => count > 0)];
    if (least === most) return (value) => value;
    return (value) => ((value - least) * 255) / (most - least);
  });
}

/** Evens out the histogram of each channel. */
export function equalize(image_HWC: Uint8Array): Uint8Array {
  return eachChannel(image_HWC, (histogram) => {
    const used = histogram.filter((count) => count > 0);
    const step = Math.floor((image_HWC.length / 3 - (used.at(-1) ?? 0)) / 255);
    if (used.length <= 1 || step === 0) return (value) => value;
    let sum = Math.floor(step / 2);
    const table = Array.from(histogram, (count) => {
      const mapped = Math.min(255, Math.floor(sum / step));
      sum += count;
      return mapped;
    });
    return (value) => table[value] as number;
  });
}

function eachChannel(image_HWC: Uint8Array, mapping: (histogram: Int32Array) => (value: number) => number): Uint8Array {
  const output = new Uint8Array(image_HWC.length);
  for (let channel = 0; channel < 3; channel++) {
    const histogram = new Int32Array(256);
    for (let at = channel; at < image_HWC.length; at += 3) {
      const value = image_HWC[at] as number;
      histogram[value] = (histogram[value] as number) + 1;
    }
    const map = mapping(histogram);
    for (let at = channel; at < image_HWC.length; at += 3) output[at] = clamp(map(image_HWC[at] as number));
  }
  return output;
}
