import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Contour } from './rasterise.ts';

interface PathCommand {
  readonly type: 'M' | 'L' | 'C' | 'Q' | 'Z';
  readonly x: number;
  readonly y: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

interface OpenType {
  parse(buffer: ArrayBuffer): {
    charToGlyph(character: string): {
      getPath(x: number, y: number, size: number): { readonly commands: readonly PathCommand[] };
    };
  };
}

const segments = 8;

/**
 * Outlines of characters in a font of `@fontsource` (a WOFF file of that package), curves as eight straight pieces,
 * scaled so that each outline's box is 1 high, its centre at the origin, y downwards.
 */
export async function readGlyphOutlines(
  fontPackage: string,
  file: string,
  characters: readonly string[],
): Promise<readonly (readonly Contour[])[]> {
  const require = createRequire(import.meta.url);
  const opentype = require('opentype.js') as OpenType;
  const path = join(dirname(require.resolve(`${fontPackage}/package.json`)), 'files', file);
  const bytes = Uint8Array.from(await readFile(path));
  const font = opentype.parse(bytes.buffer);
  return characters.map((character) => centred(flatten(font.charToGlyph(character).getPath(0, 0, 1000).commands)));
}

function flatten(commands: readonly PathCommand[]): number[][] {
  const contours: number[][] = [];
  let current: number[] = [];
  let [x, y] = [0, 0];
  for (const command of commands) {
    if (command.type === 'Z') continue;
    if (command.type === 'M') contours.push((current = []));
    for (let step = 1; step <= segments; step++) {
      const t = step / segments;
      const s = 1 - t;
      if (command.type === 'C') {
        const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
        current.push(
          a * x + b * command.x1 + c * command.x2 + d * command.x,
          a * y + b * command.y1 + c * command.y2 + d * command.y,
        );
      } else if (command.type === 'Q') {
        const [a, b, c] = [s * s, 2 * s * t, t * t];
        current.push(a * x + b * command.x1 + c * command.x, a * y + b * command.y1 + c * command.y);
      } else {
        current.push(command.x, command.y);
        break;
      }
    }
    [x, y] = [command.x, command.y];
  }
  return contours;
}

function centred(contours: readonly number[][]): readonly Contour[] {
  const [xs, ys] = [0, 1].map((axis) => contours.flatMap((contour) => contour.filter((_, at) => at % 2 === axis))) as [
    number[],
    number[],
  ];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const middle = [(left + right) / 2, (top + bottom) / 2];
  return contours.map((contour) =>
    Float64Array.from(contour, (value, at) => (value - (middle[at % 2] as number)) / (bottom - top)),
  );
}
