// Two classes of coloured shapes in three domains, drawn with whole numbers alone, so that every machine draws the same.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

const domains = ['plain', 'shifted', 'dim'];
const side = 32;
const perClass = 20;

const classes = {
  'red disc': { colour: [220, 40, 40], inside: (x, y, radius) => x * x + y * y < radius * radius },
  'green square': { colour: [40, 200, 60], inside: (x, y, radius) => Math.max(Math.abs(x), Math.abs(y)) < radius },
};

/** How a domain shows a value of 0 to 255. */
const shown = {
  plain: (value) => value,
  shifted: (value) => 255 - value,
  dim: (value) => 60 + (value >> 1),
};

/** Gives `work` a folder with the pictures, which is removed afterwards. */
export async function withPictures(work) {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-pin-pictures-'));
  try {
    await writePictures(folder);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes `<root>/<domain>/<class>/<n>.png`. */
async function writePictures(root) {
  for (const [place, domain] of domains.entries()) {
    const next = numbers(place + 1);
    for (const [name, { colour, inside }] of Object.entries(classes)) {
      await mkdir(join(root, domain, name), { recursive: true });
      for (let index = 0; index < perClass; index += 1) {
        const [radius, centreX, centreY] = [6 + next(6), 11 + next(10), 11 + next(10)];
        const pixels = Buffer.alloc(side * side * 3);
        for (let at = 0; at < side * side; at += 1) {
          const filled = inside((at % side) - centreX, Math.floor(at / side) - centreY, radius);
          for (let channel = 0; channel < 3; channel += 1) {
            pixels[at * 3 + channel] = shown[domain](Math.min(255, (filled ? colour[channel] : 20) + next(60)));
          }
        }
        const file = join(root, domain, name, `${String(index).padStart(2, '0')}.png`);
        await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
          .png()
          .toFile(file);
      }
    }
  }
}

/** Whole numbers below a limit from xorshift32 (Marsaglia 2003, Journal of Statistical Software 8). */
function numbers(seed) {
  let state = (seed * 0x9e3779b9) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
