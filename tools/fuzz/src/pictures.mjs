// Sound pictures that sharp writes, and the decoder as a target.
import { decodeImage } from '@trunkline/data';
import sharp from 'sharp';

const side = 24;
const pixels = Uint8Array.from({ length: side * side * 4 }, (_, at) => (at % 4 === 3 ? 200 : (at * 37) % 256));

/** A small picture with transparency. */
export const picture = () => sharp(pixels, { raw: { width: side, height: side, channels: 4 } });

/** The same pixels as RGB, uint8, and its side. */
export const rgb = { side, pixels: pixels.filter((_, at) => at % 4 !== 3) };

/** A target of pictures: `seeds` are promises of files. */
export function pictureTarget(file, seeds) {
  return {
    file,
    seeds: async () => await Promise.all(seeds()),
    async read(path) {
      const decoded = await decodeImage(path, { height: 16, width: 16 }, 'input', {
        pixels: 4e6,
        onNotice: () => undefined,
      });
      if (decoded.length !== 16 * 16 * 3) throw new Error(`${decoded.length} bytes were decoded`);
    },
  };
}
