import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpeg } from '../../test/support.ts';
import { readJpegHeader } from './jpeg-header.ts';

const picture = sharp({ create: { width: 30, height: 20, channels: 3, background: '#446688' } });

/** A file with a segment put behind its start mark. */
function withSegment(file: Buffer, marker: number, content: string | Buffer): Buffer {
  const body = Buffer.from(content);
  const segment = Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]);
  return Buffer.concat([file.subarray(0, 2), segment, file.subarray(2)]);
}

describe('readJpegHeader', () => {
  it('reads width and height of every kind of frame, and that such files are plain', async () => {
    const files = {
      baseline: await picture.clone().jpeg({ optimiseCoding: false }).toBuffer(),
      progressive: await picture.clone().jpeg({ progressive: true }).toBuffer(),
      grey: await picture.clone().greyscale().jpeg().toBuffer(),
      full: await picture.clone().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    };
    for (const [kind, file] of Object.entries(files)) {
      expect(readJpegHeader(file), kind).toEqual({ width: 30, height: 20, plain: true });
    }
  });

  it('finds the frame behind comments, other programs’ segments and fill bytes', async () => {
    const file = await jpeg(20, 30);
    const xmp = withSegment(file, 0xe1, `http://ns.adobe.com/xap/1.0/\0${'x'.repeat(4_000)}`);
    const comment = withSegment(xmp, 0xfe, 'Adobe Exif ICC_PROFILE');
    const filled = Buffer.concat([comment.subarray(0, 2), Buffer.from([0xff, 0xff]), comment.subarray(2)]);
    for (const one of [xmp, comment, filled])
      expect(readJpegHeader(one)).toEqual({ width: 30, height: 20, plain: true });
  });

  it('takes no file for plain that decoders see differently', async () => {
    const file = await jpeg(20, 30);
    const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
    const changed = (at: number, value: number): Buffer => {
      const copy = Buffer.from(file);
      copy[at] = value;
      return copy;
    };
    const files = {
      profile: await picture.clone().withIccProfile('p3').jpeg().toBuffer(),
      inks: await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      adobe: withSegment(file, 0xee, 'Adobe\0d\0\0\0\0\0'),
      'exif behind xmp': withSegment(withSegment(file, 0xe1, 'Exif\0\0MM\0*'), 0xe1, 'http://ns.adobe.com/xap/1.0/\0'),
      torn: file.subarray(0, -9),
      trailing: Buffer.concat([file, Buffer.from('more')]),
      arithmetic: changed(frame + 1, 0xc9),
      lossless: changed(frame + 1, 0xc3),
      '12 bits': changed(frame + 4, 12),
    };
    for (const [kind, one] of Object.entries(files)) {
      expect(readJpegHeader(one), kind).toMatchObject({ width: 30, height: 20, plain: false });
    }
  });

  it('knows nothing of what is no JPEG or breaks off before its frame', async () => {
    const file = await jpeg(20, 30);
    expect(readJpegHeader(await picture.clone().png().toBuffer())).toBeUndefined();
    expect(readJpegHeader(Buffer.alloc(0))).toBeUndefined();
    for (const length of [2, 3, 10, 20, 40])
      expect(readJpegHeader(file.subarray(0, length)), `${length}`).toBeUndefined();
    expect(readJpegHeader(Buffer.concat([file.subarray(0, 2), Buffer.alloc(40)]))).toBeUndefined();
  });
});
