import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Transformer } from '@napi-rs/image';
import sharp from 'sharp';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jpeg, useTemporaryFolder } from '../../test/support.ts';
import { decodeImage } from './decode.ts';
import { resampleToRgb } from './resample.ts';

const quickly = vi.spyOn(Transformer.prototype, 'rawPixels');
beforeEach(() => void quickly.mockClear());
afterAll(() => quickly.mockRestore());

const folder = useTemporaryFolder();
const size = { height: 16, width: 16 };

const pixel = (pixels: Uint8Array, row: number, column: number, width = 16): number[] => [
  ...pixels.subarray((row * width + column) * 3, (row * width + column) * 3 + 3),
];

/** A smooth picture with edges: what a photograph is to a filter. */
async function photograph(
  width: number,
  height: number,
): Promise<{ data: Buffer; info: { width: number; height: number; channels: 3 } }> {
  const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#204080"/><stop offset="1" stop-color="#e0c090"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><circle cx="40" cy="50" r="25" fill="#c03020"/></svg>`;
  const data = await sharp(Buffer.from(shapes)).flatten().removeAlpha().raw().toBuffer();
  return { data, info: { width, height, channels: 3 } };
}

/** Pixels of a picture turned as an EXIF mark says. */
async function uprighted(png: Buffer, mark: number): Promise<Buffer> {
  return await sharp(await sharp(png).withMetadata({ orientation: mark }).png().toBuffer())
    .autoOrient()
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A JPEG with an EXIF orientation mark and nothing else added. */
function withOrientation(file: Buffer, mark: number): Buffer {
  const tiff = [...Buffer.from('MM\0*'), 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, mark, 0, 0, 0, 0, 0, 0];
  const segment = Buffer.from([0xff, 0xe1, 0, 8 + tiff.length, ...Buffer.from('Exif\0\0'), ...tiff]);
  return Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)]);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0) / a.length;
}

describe('decodeImage', () => {
  it.skipIf(process.platform === 'win32')('reads a pipe to its end, without waiting on this thread', async () => {
    const file = folder.write('piped.jpg', await jpeg(20, 20, [200, 50, 50]));
    const pipe = join(folder.path, 'pipe.jpg');
    execFileSync('mkfifo', [pipe]);
    const decoded = decodeImage(pipe, size); // opens before there is a writer
    spawn('sh', ['-c', 'cat "$0" > "$1"', file, pipe]);
    expect(await decoded).toEqual(await decodeImage(file, size));
  });

  it('scales the shortest side and crops the rest evenly', async () => {
    const left = sharp({ create: { width: 20, height: 40, channels: 3, background: '#ff0000' } });
    const wide = await left.extend({ left: 60, right: 80, background: '#0000ff' }).png().toBuffer(); // 160 × 40, red at 60–80
    const pixels = await decodeImage(folder.write('wide.png', wide), { height: 20, width: 20 });
    expect(pixels.length).toBe(20 * 20 * 3);
    expect(pixel(pixels, 10, 1, 20)[0]).toBeGreaterThan(240); // the middle 40 of 160 columns start at the red band
    expect(pixel(pixels, 10, 17, 20)[2]).toBeGreaterThan(240);
  });

  it('turns grey, 16-bit, palette and CMYK pictures into RGB', async () => {
    const base = sharp({ create: { width: 20, height: 20, channels: 3, background: '#808080' } });
    const files = {
      'grey.png': await base.clone().greyscale().png().toBuffer(),
      'deep.png': await base.clone().toColourspace('rgb16').png().toBuffer(),
      'palette.png': await base.clone().png({ palette: true }).toBuffer(),
      'cmyk.jpg': await base.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      'one.gif': await base.clone().gif().toBuffer(),
      'one.webp': await base.clone().webp({ quality: 100 }).toBuffer(),
    };
    for (const [name, content] of Object.entries(files)) {
      const pixels = await decodeImage(folder.write(name, content), size);
      expect(pixels.length, name).toBe(16 * 16 * 3);
      for (const value of pixel(pixels, 8, 8))
        expect(Math.abs(value - 128), name).toBeLessThan(name === 'cmyk.jpg' ? 20 : 3);
    }
  });

  it('lays transparency on white and turns a picture upright', async () => {
    const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
    expect(pixel(await decodeImage(folder.write('clear.png', await clear.png().toBuffer()), size), 8, 8)).toEqual([
      255, 255, 255,
    ]);
    const halves = await sharp({ create: { width: 32, height: 16, channels: 3, background: '#000000' } })
      .extend({ bottom: 16, background: '#ffffff' })
      .withMetadata({ orientation: 3 })
      .jpeg()
      .toBuffer();
    const upright = await decodeImage(folder.write('turned.jpg', halves), size);
    expect(pixel(upright, 2, 8)[0]).toBeGreaterThan(240);
    expect(pixel(upright, 14, 8)[0]).toBeLessThan(15);
  });

  it('scales small JPEG files as Pillow does: by a triangle filter, the crop in the middle, upright by each mark, whoever decodes them', async () => {
    const { data, info } = await photograph(150, 110);
    const base = sharp(data, { raw: { width: 150, height: 110, channels: 3 } }).jpeg({
      quality: 95,
      chromaSubsampling: '4:4:4',
    });
    const file = await base.toBuffer();
    const decoded = await sharp(file).raw().toBuffer();
    const wanted = { height: 44, width: 40 };
    for (let mark = 0; mark <= 9; mark++) {
      const turned = await sharp(decoded, { raw: info }).png().toBuffer();
      const upright = await uprighted(turned, mark % 9 || 1); // 0 and 9 are no marks
      const expected = new Uint8Array(44 * 40 * 3);
      const [height, width] = mark > 4 && mark < 9 ? [150, 110] : [110, 150];
      resampleToRgb(upright, { height, width, channels: 3 }, wanted, expected, 0);
      const pixels = await decodeImage(folder.write(`mark-${mark}.jpg`, withOrientation(file, mark)), wanted);
      expect(meanDifference(pixels, expected), `mark ${mark}`).toBeLessThan(1.5); // crops at half pixels differ
      if (mark !== 1) continue;
      expect(quickly).toHaveBeenCalledTimes(0);
      const plain = await decodeImage(folder.write('plain.jpg', file), wanted);
      expect(quickly).toHaveBeenCalledTimes(1);
      expect(meanDifference(plain, expected)).toBeLessThan(1.5);
      expect(meanDifference(plain, pixels)).toBeLessThan(0.5);
    }
    expect(quickly).toHaveBeenCalledTimes(1);
  });

  it('decodes grey and progressive files quickly, and pictures that are smaller than wanted', async () => {
    const { data, info } = await photograph(60, 60);
    const base = sharp(data, { raw: info });
    for (const wanted of [size, { height: 90, width: 120 }]) {
      const expected = new Uint8Array(wanted.height * wanted.width * 3);
      for (const [name, file] of Object.entries({
        'grey.jpg': await base.clone().greyscale().jpeg({ quality: 100 }).toBuffer(),
        'progressive.jpg': await base.clone().jpeg({ quality: 100, progressive: true }).toBuffer(),
      })) {
        quickly.mockClear();
        const upright = await sharp(file).toColourspace('srgb').raw().toBuffer();
        resampleToRgb(upright, { height: 60, width: 60, channels: 3 }, wanted, expected, 0);
        expect(meanDifference(await decodeImage(folder.write(name, file), wanted), expected), name).toBeLessThan(1.5);
        expect(quickly, name).toHaveBeenCalledTimes(1);
      }
    }
  });

  it('leaves a long strip, whose whole would be scaled for a small part of it, to sharp', async () => {
    const strip = await jpeg(8, 4_000, [200, 100, 50]);
    const pixels = await decodeImage(folder.write('strip.jpg', strip), { height: 224, width: 224 });
    expect(pixels.length).toBe(224 * 224 * 3);
    expect(Math.abs((pixels[0] as number) - 200)).toBeLessThan(4);
    expect(quickly).toHaveBeenCalledTimes(0);
  });

  it('says of a file that is not there, or that may not be read, just that', async () => {
    await expect(decodeImage(`${folder.path}/none.jpg`, size)).rejects.toMatchObject({ code: 'TL_FILE_MISSING' });
  });

  it('reads files that the quick decoder would read wrongly with sharp: torn, inks, colour profiles, large', async () => {
    const { data } = await photograph(120, 120);
    const base = sharp(data, { raw: { width: 120, height: 120, channels: 3 } });
    const profiled = await base.clone().withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const inks = await base.clone().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const large = await base.clone().resize(900, 900).jpeg({ quality: 100 }).toBuffer();
    const plain = await decodeImage(
      folder.write('plain.jpg', await base.clone().jpeg({ quality: 100 }).toBuffer()),
      size,
    );
    for (const [name, content] of Object.entries({ 'profile.jpg': profiled, 'inks.jpg': inks, 'large.jpg': large })) {
      const pixels = await decodeImage(folder.write(name, content), size);
      expect(meanDifference(pixels, plain), name).toBeLessThan(name === 'inks.jpg' ? 20 : 3);
    }
    expect(quickly).toHaveBeenCalledTimes(1); // the plain one
    const whole = await base.clone().jpeg().toBuffer();
    const trailing = Buffer.concat([whole, Buffer.from('what a camera leaves behind the picture')]);
    expect(meanDifference(await decodeImage(folder.write('trailing.jpg', trailing), size), plain)).toBeLessThan(3);
    await expect(decodeImage(folder.write('torn.jpg', whole.subarray(0, -40)), size)).rejects.toMatchObject({
      code: 'TL_IMAGE_CORRUPT',
    });
  });

  it('names a corrupted, a truncated and an empty file', async () => {
    const whole = await jpeg(64, 64);
    const broken = {
      'text.jpg': Buffer.from('not a picture'),
      'cut.jpg': whole.subarray(0, Math.floor(whole.length / 2)),
      'empty.jpg': Buffer.alloc(0),
    };
    for (const [name, content] of Object.entries(broken)) {
      await expect(decodeImage(folder.write(name, content), size)).rejects.toMatchObject({
        code: 'TL_IMAGE_CORRUPT',
        message: expect.stringContaining(name),
        exitStatus: 2,
      });
    }
  });

  it('refuses too many pixels or bytes before decoding, and too few pixels', async () => {
    const bomb = await sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: '#000000' } })
      .png()
      .toBuffer();
    const path = folder.write('bomb.png', bomb);
    await expect(decodeImage(path, size, 'bomb', { pixels: 1e6 })).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_LARGE',
    });
    await expect(decodeImage(path, size, 'bomb', { fileBytes: 1_000 })).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_LARGE',
    });
    const tiny = folder.write('tiny.jpg', await jpeg(3, 40));
    await expect(decodeImage(tiny, size)).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_SMALL',
      message: expect.stringContaining('40 × 3'),
    });
  });
});
