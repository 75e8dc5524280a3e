import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const classes = 10;

/**
 * Makes `folder/<class>/<n>.jpg`: `count` pictures of `side` pixels, shapes on noise, a shape and colours for each class.
 * Beyond `distinct` they are further names (hard links) of the first ones.
 */
export async function makePictures(folder, { count, side, distinct = count }) {
  const { default: sharp } = await import('sharp');
  const path = (index) => join(folder, `class-${index % classes}`, `${String(index).padStart(6, '0')}.jpg`);
  for (let index = 0; index < classes; index++) await mkdir(join(folder, `class-${index}`), { recursive: true });
  for (let index = 0; index < Math.min(count, distinct); index++) {
    const noise = { type: 'gaussian', mean: 90 + ((index * 37) % 80), sigma: 12 };
    await sharp({ create: { width: side, height: side, channels: 3, background: '#888', noise } })
      .composite([{ input: Buffer.from(shapes(index, side)) }])
      .jpeg({ quality: 90 })
      .toFile(path(index));
  }
  for (let index = distinct; index < count; index++) await link(path(index % distinct), path(index));
}

function shapes(index, side) {
  const kind = index % classes;
  const at = (step) => Math.round((0.2 + 0.6 * (((index * step) % 97) / 97)) * side);
  const colour = `hsl(${kind * 36}, 80%, ${40 + ((index * 13) % 30)}%)`;
  const [x, y, size] = [at(31), at(53), Math.round(side * (0.15 + 0.02 * kind))];
  const shape =
    kind % 2 === 0
      ? `<circle cx="${x}" cy="${y}" r="${size}" fill="${colour}"/>`
      : `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}" fill="${colour}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${shape}</svg>`;
}
