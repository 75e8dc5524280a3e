import { createRandom } from '@trunkline/system';

/** A tiny labelled data set: pictures in RGB, one after another, and the class of each. */
export interface ColouredShapes {
  readonly pixels_NHWC: Uint8Array;
  readonly labels_N: Int32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly classNames: readonly string[];
}

/** Options of {@link colouredShapes}. */
export interface ColouredShapesOptions {
  readonly count: number;
  /** 2 to 6. Default: 3. */
  readonly classes?: number;
  /** Side in pixels. Default: 32. */
  readonly size?: number;
  readonly seed: number;
  /** A second domain: inverted colours on a noisy ground. Default: false. */
  readonly shifted?: boolean;
}

/** Whether a point is inside, with the shape's centre at (0, 0) and its size 1. */
const shapes: readonly (readonly [string, readonly [number, number, number], (x: number, y: number) => boolean])[] = [
  ['red disc', [220, 40, 40], (x, y) => x * x + y * y < 1],
  ['green square', [40, 200, 60], (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.9],
  [
    'blue cross',
    [50, 70, 230],
    (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.35 && Math.max(Math.abs(x), Math.abs(y)) < 1,
  ],
  ['yellow triangle', [230, 210, 40], (x, y) => y > -0.9 && y < 0.9 && Math.abs(x) < (y + 0.9) / 1.8],
  ['violet ring', [170, 60, 200], (x, y) => x * x + y * y < 1 && x * x + y * y > 0.4],
  ['white bar', [240, 240, 240], (x, y) => Math.abs(y) < 0.3 && Math.abs(x) < 1],
];

/**
 * Pictures of coloured shapes, each class one shape and colour, at random places and sizes: learnt in a few steps. The
 * classes follow one another in turn, so every one has as many pictures (± 1).
 */
export function colouredShapes(options: ColouredShapesOptions): ColouredShapes {
  const { count, classes = 3, size = 32, seed, shifted = false } = options;
  if (classes < 2 || classes > shapes.length)
    throw new RangeError(`classes is ${classes}, expected 2 to ${shapes.length}`);
  const random = createRandom(seed).fork(shifted ? 'shifted shapes' : 'shapes');
  const pixels_NHWC = new Uint8Array(count * size * size * 3);
  const labels_N = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    const label = index % classes;
    labels_N[index] = label;
    const [, colour, inside] = shapes[label] as (typeof shapes)[number];
    const radius = size * (0.22 + 0.16 * random.uniform());
    const centreX = radius + random.uniform() * (size - 2 * radius);
    const centreY = radius + random.uniform() * (size - 2 * radius);
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const filled = inside((x - centreX) / radius, (y - centreY) / radius);
        const noise = random.uniform() * (shifted ? 90 : 30);
        for (let channel = 0; channel < 3; channel += 1) {
          const value = Math.min(255, (filled ? (colour[channel] as number) : 20) + noise);
          pixels_NHWC[((index * size + y) * size + x) * 3 + channel] = shifted ? 255 - value : value;
        }
      }
    }
  }
  const classNames = shapes.slice(0, classes).map(([name]) => name);
  return { pixels_NHWC, labels_N, count, height: size, width: size, classNames };
}
