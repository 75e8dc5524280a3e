import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const colours = {
  blue: [40, 60, 200],
  green: [40, 180, 60],
  red: [200, 50, 40],
} as const;

/** Writes one picture of stripes in a colour; `seed` moves them. PNG or JPEG by the file's name. */
export async function writePicture(
  path: string,
  colour: readonly [number, number, number],
  seed: number,
  side = 40,
): Promise<void> {
  const pixels = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const light = (column * 3 + row * (seed % 5) + seed * 7) % 32;
      for (let channel = 0; channel < 3; channel++) {
        pixels[(row * side + column) * 3 + channel] = Math.min(255, (colour[channel] ?? 0) + light);
      }
    }
  }
  await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).toFile(path);
}

/** An image folder of three classes; `shift` makes it another domain. */
export async function writeImageFolder(folder: string, perClass: number, shift = 0): Promise<void> {
  for (const [name, colour] of Object.entries(colours)) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let index = 0; index < perClass; index++) {
      const moved = colour.map((value) => Math.min(255, value + shift)) as [number, number, number];
      await writePicture(join(folder, name, `${String(index).padStart(3, '0')}.png`), moved, index + shift);
    }
  }
}

/** A tiny experiment between two image folders: seconds on one core. */
export function tinyExperiment(
  source: string,
  target: string,
  change: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    name: 'tiny',
    description: 'Stripes in three colours, for tests.',
    data: {
      source: { folder: source, layout: 'image-folder', name: 'plain' },
      targets: [{ folder: target, layout: 'image-folder', name: 'light' }],
      imageSize: 32,
      fractions: { train: 0.6, validation: 0.2, test: 0.2 },
    },
    trunk: { weights: null, width: 0.0625 },
    methods: ['source-only', 'dann'],
    seeds: [0],
    training: { steps: 20, batchSize: 8, evaluateEvery: 5, optimiser: { name: 'adam', learningRate: 0.001 } },
    report: { camImages: 1, embeddingImages: 10 },
    ...change,
  };
}

/** Writes an experiment as JSON and gives its path. */
export function writeExperiment(folder: string, experiment: unknown, name = 'tiny.experiment.json'): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(experiment));
  return path;
}
