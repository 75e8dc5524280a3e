/** Numbers that Python and TypeScript make alike, so that golden files hold no weights. Twin of hashed_values.py. */

import { readFileSync } from 'node:fs';

/** How a large tensor is kept in a golden file: norm, projections on seeded random signs, evenly spaced samples. */
export interface Summary {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly projections: readonly number[];
  readonly samples: readonly number[];
}

/** A small tensor, whole. */
export interface Whole {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What made a golden file. */
export interface MadeBy {
  readonly script: string;
  readonly seed: string;
  readonly torch: string;
}

/** FNV-1a, 32 bits, of a name's bytes. */
export function seedOf(name: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

/** MurmurHash3's finaliser of `index` times the golden ratio plus `seed`: an unsigned 32-bit number. */
export function hash(seed: number, index: number): number {
  let value = (Math.imul(index, 0x9e3779b1) + seed) | 0;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** float32, uniform in [offset − scale, offset + scale), row-major; the offset is added in float32. */
export function hashedValues(name: string, count: number, scale = 1, offset = 0): Float32Array {
  const seed = seedOf(name);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const value = Math.fround(((hash(seed, index) >>> 8) / 2 ** 23 - 1) * scale);
    values[index] = offset + value;
  }
  return values;
}

/** uint8 RGB [height, width, 3]: coarse 8-pixel cells with fine noise on them. */
export function hashedPicture(name: string, height: number, width: number): Uint8Array {
  const coarse = seedOf(`${name}/coarse`);
  const fine = seedOf(`${name}/fine`);
  const columns = Math.ceil(width / 8);
  const pixels = new Uint8Array(height * width * 3);
  for (let index = 0; index < pixels.length; index++) {
    const channel = index % 3;
    const x = Math.floor(index / 3) % width;
    const y = Math.floor(index / 3 / width);
    const cell = ((y >> 3) * columns + (x >> 3)) * 3 + channel;
    pixels[index] = ((hash(coarse, cell) & 255) * 3 + (hash(fine, index) & 255)) >> 2;
  }
  return pixels;
}

/** The summary of a tensor, as the Python twin makes it. */
export function summarise(values: ArrayLike<number>, shape: readonly number[]): Summary {
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index] as number) ** 2;
  const projections = [0, 1].map((which) => {
    const seed = seedOf(`projection ${which}`);
    let sum = 0;
    for (let index = 0; index < values.length; index++) {
      sum += hash(seed, index) >>> 31 ? -(values[index] as number) : (values[index] as number);
    }
    return sum;
  });
  const count = Math.min(32, values.length);
  const samples = Array.from({ length: count }, (_, k) => values[Math.floor((k * values.length) / count)] as number);
  return { shape, norm: Math.sqrt(squares), projections, samples };
}

/** Norm of the difference over the norm of what was expected. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index++) {
    difference += ((found[index] as number) - (expected[index] as number)) ** 2;
    size += (expected[index] as number) ** 2;
  }
  return Math.sqrt(difference / size);
}

/** The largest relative error over what a summary holds; projections are measured against the norm. */
export function summaryError(values: ArrayLike<number>, shape: readonly number[], expected: Summary): number {
  if (shape.join() !== expected.shape.join()) return Infinity;
  const found = summarise(values, shape);
  return Math.max(
    Math.abs(found.norm - expected.norm) / expected.norm,
    relativeError(found.samples, expected.samples),
    ...found.projections.map((one, which) => Math.abs(one - (expected.projections[which] ?? NaN)) / expected.norm),
  );
}

/** A golden file of `fixtures/golden`. */
export function readGolden<T>(name: string): T & { readonly madeBy: MadeBy } {
  const url = new URL(`../../fixtures/golden/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as T & { readonly madeBy: MadeBy };
}
