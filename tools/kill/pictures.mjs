// Two classes in two domains, of whole numbers alone, so that every machine draws the same.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const side = 32;
const perClass = 16;
const colours = { red: [220, 40, 40], green: [40, 200, 60] };
const domains = { plain: (value) => value, shifted: (value) => 255 - value };

/** Writes `<root>/<domain>/<class>/<n>.png`: a square of the class's colour somewhere on grey. */
export async function writePictures(root) {
  for (const [domain, shown] of Object.entries(domains)) {
    for (const [name, colour] of Object.entries(colours)) {
      const folder = join(root, domain, name);
      await mkdir(folder, { recursive: true });
      for (let index = 0; index < perClass; index += 1) {
        const pixels = Buffer.alloc(side * side * 3, shown(110 + index));
        const [left, top] = [(7 * index) % 16, (11 * index) % 16];
        for (let y = top; y < top + 12; y += 1) {
          for (let x = left; x < left + 12; x += 1) {
            colour.forEach((value, channel) => (pixels[3 * (y * side + x) + channel] = shown(value)));
          }
        }
        await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
          .png()
          .toFile(join(folder, `${index}.png`));
      }
    }
  }
}
