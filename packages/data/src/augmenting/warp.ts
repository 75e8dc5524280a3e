import type { ImageSize } from '../images/images.ts';

/**
 * Where a pixel of the result comes from: `[a, b, c, d, e, f]` with x′ = a·x + b·y + c and y′ = d·x + e·y + f, in
 * coordinates whose pixel centres are at halves.
 */
export type Affine = readonly [number, number, number, number, number, number];

/**
 * One RGB image `[height, width, 3]` moved by `affine` with bilinear interpolation, as Pillow's `Image.transform` does it:
 * black where its centre comes from outside, and at the border the outermost pixel repeated.
 */
export function warp(image_HWC: Uint8Array, { height, width }: ImageSize, affine: Affine): Uint8Array {
  const [a, b, c, d, e, f] = affine;
  const output = new Uint8Array(image_HWC.length);
  const clamp = (value: number, limit: number): number => (value < 0 ? 0 : value >= limit ? limit - 1 : value);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = a * (column + 0.5) + b * (row + 0.5) + c;
      const y = d * (column + 0.5) + e * (row + 0.5) + f;
      if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
      const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
      const [across, down] = [x - 0.5 - left, y - 0.5 - top];
      const [first, last] = [clamp(left, width), clamp(left + 1, width)];
      const [above, below] = [clamp(top, height) * width, clamp(top + 1, height) * width];
      for (let channel = 0; channel < 3; channel++) {
        const at = (place: number): number => image_HWC[place * 3 + channel] as number;
        const upper = at(above + first) * (1 - across) + at(above + last) * across;
        const lower = at(below + first) * (1 - across) + at(below + last) * across;
        output[(row * width + column) * 3 + channel] = Math.round(upper * (1 - down) + lower * down);
      }
    }
  }
  return output;
}

/** A turn about the centre by `degrees`, counter-clockwise. */
export function turn(degrees: number, { height, width }: ImageSize): Affine {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [width / 2, height / 2];
  return [cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y];
}
