import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpeg, useTemporaryFolder } from '../test/support.ts';
import { decodeImage } from './decode.ts';

const folder = useTemporaryFolder();
const size = { height: 16, width: 16 };

const pixel = (pixels: Uint8Array, row: number, column: number, width = 16): number[] => [...pixels.subarray((row * width + column) * 3, (row * width + column) * 3 + 3)]; // prettier-ignore

describe('decodeImage', () => {
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
    expect(pixel(await decodeImage(folder.write('clear.png', await clear.png().toBuffer()), size), 8, 8)).toEqual([255, 255, 255]); // prettier-ignore
    const halves = await sharp({ create: { width: 32, height: 16, channels: 3, background: '#000000' } })
      .extend({ bottom: 16, background: '#ffffff' })
      .withMetadata({ orientation: 3 })
      .jpeg()
      .toBuffer();
    const upright = await decodeImage(folder.write('turned.jpg', halves), size);
    expect(pixel(upright, 2, 8)[0]).toBeGreaterThan(240);
    expect(pixel(upright, 14, 8)[0]).toBeLessThan(15);
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
    const bomb = await sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: '#000000' } }).png().toBuffer(); // prettier-ignore
    const path = folder.write('bomb.png', bomb);
    await expect(decodeImage(path, size, 'bomb', { pixels: 1e6 })).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_LARGE',
    });
    await expect(decodeImage(path, size, 'bomb', { fileBytes: 1_000 })).rejects.toMatchObject({
      code: 'TL_IMAGE_TOO_LARGE',
    });
    const tiny = folder.write('tiny.jpg', await jpeg(3, 40));
    await expect(decodeImage(tiny, size)).rejects.toMatchObject({ code: 'TL_IMAGE_TOO_SMALL', message: expect.stringContaining('40 × 3') }); // prettier-ignore
  });
});
