import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Pixels of a picture: uint8, `[side, side, channels]`. */
export interface MadePicture {
  readonly side: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** A smooth picture of 16 × 16 pixels; channel values follow the place, so that no two of its corners are alike. */
export function smoothPicture(channels: 1 | 2 | 3 | 4 | 5 | 13 = 3, side = 16): MadePicture {
  const value = (row: number, column: number, channel: number): number =>
    [14 * column, 12 * row, 7 * (row + column), 255 - 15 * column][channel % 4] as number;
  const pixels = Uint8Array.from({ length: side * side * channels }, (_, at) => {
    const place = Math.floor(at / channels);
    return value(Math.floor(place / side) % 17, (place % side) % 17, at % channels) % 256;
  });
  return { side, channels, pixels };
}

/** A picture of 16 × 16 pixels in equal squares of these colours, four across and four down. */
export function chart(colours: readonly (readonly number[])[]): MadePicture {
  const channels = (colours[0] as readonly number[]).length;
  const colourAt = (place: number): readonly number[] =>
    colours[(Math.floor(place / 64) * 4 + Math.floor((place % 16) / 4)) % colours.length] as readonly number[];
  const pixels = Uint8Array.from(
    { length: 256 * channels },
    (_, at) => colourAt(Math.floor(at / channels))[at % channels] as number,
  );
  return { side: 16, channels, pixels };
}

/** Each value as 16 bits, `scale` times as large. */
export function deepen({ pixels }: MadePicture, scale = 257, bigEndian = false): Buffer {
  const bytes = Buffer.alloc(pixels.length * 2);
  pixels.forEach((value, at) =>
    bigEndian ? bytes.writeUInt16BE(value * scale, at * 2) : bytes.writeUInt16LE(value * scale, at * 2),
  );
  return bytes;
}

function chunk(name: string, body: Uint8Array, check?: number): Buffer {
  const named = Buffer.concat([Buffer.from(name), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(check ?? crc32(named), named.length + 4);
  return whole;
}

/** What {@link makePng} does other than by rule. */
export interface PngOptions {
  readonly bits?: 8 | 16;
  /** Values at 16 bits are this many times those of the picture. */
  readonly scale?: number;
  readonly width?: number;
  readonly height?: number;
  readonly palette?: readonly number[];
  readonly transparent?: readonly number[];
  readonly profile?: Uint8Array;
  /** A wrong check sum of the data. */
  readonly check?: number;
  /** Changes the packed data. */
  readonly change?: (packed: Buffer) => Buffer;
  readonly withoutEnd?: boolean;
}

/** A PNG (ISO/IEC 15948) of 1 grey, 2 grey with alpha, 3 RGB or 4 RGBA. */
export function makePng(picture: MadePicture, options: PngOptions = {}): Buffer {
  const { bits = 8, scale = 257, palette, transparent, profile, check, change = (packed) => packed } = options;
  const { side, channels } = picture;
  const samples = bits === 16 ? deepen(picture, scale, true) : Buffer.from(picture.pixels);
  const stride = (side * channels * bits) / 8;
  const rows = Array.from({ length: side }, (_, row) => [
    Buffer.of(0),
    samples.subarray(row * stride, (row + 1) * stride),
  ]).flat();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(options.width ?? side, 0);
  header.writeUInt32BE(options.height ?? side, 4);
  header.set([bits, palette ? 3 : ([0, 4, 2, 6][channels - 1] as number)], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(profile ? [chunk('iCCP', Buffer.concat([Buffer.from('made\0\0', 'latin1'), deflateSync(profile)]))] : []),
    ...(palette ? [chunk('PLTE', Buffer.from(palette))] : []),
    ...(transparent ? [chunk('tRNS', Buffer.from(transparent))] : []),
    chunk('IDAT', change(deflateSync(Buffer.concat(rows))), check),
    ...(options.withoutEnd ? [] : [chunk('IEND', Buffer.alloc(0))]),
  ]);
}

/** Tags of a TIFF beside those that {@link makeTiff} writes by rule; numbers of two bytes. */
export interface TiffOptions {
  readonly bits?: number;
  readonly photometric?: number;
  readonly extra?: readonly number[];
  /** 1 whole numbers, 2 with a sign, 3 floats. */
  readonly format?: number;
  readonly compression?: number;
  readonly tags?: readonly (readonly [tag: number, values: readonly number[]])[];
  readonly profile?: Uint8Array;
  readonly bigEndian?: boolean;
  /** The samples, where they are not those of the picture. */
  readonly data?: Uint8Array;
}

/** A TIFF of one strip (TIFF 6.0). */
export function makeTiff({ side, channels, pixels }: MadePicture, options: TiffOptions = {}): Buffer {
  const {
    bits = 8,
    photometric = channels < 3 ? 1 : 2,
    extra,
    format,
    compression = 1,
    profile,
    bigEndian = false,
  } = options;
  const data = options.data ?? pixels;
  const short = 3;
  const long = 4;
  const list: (readonly [tag: number, type: number, values: readonly number[] | Uint8Array])[] = [
    [256, short, [side]],
    [257, short, [side]],
    [258, short, Array.from({ length: channels }, () => bits)],
    [259, short, [compression]],
    [262, short, [photometric]],
    [273, long, [0]],
    [277, short, [channels]],
    [278, short, [side]],
    [279, long, [data.length]],
    ...(extra ? [[338, short, extra] as const] : []),
    ...(format ? [[339, short, Array.from({ length: channels }, () => format)] as const] : []),
    ...(options.tags ?? []).map(([tag, values]) => [tag, short, values] as const),
    ...(profile ? [[34675, 7, profile] as const] : []),
  ];
  list.sort(([a], [b]) => a - b);
  const sizes: Record<number, number> = { [short]: 2, [long]: 4, 7: 1 };
  const bytesOf = ([, type, values]: (typeof list)[number]): number => values.length * (sizes[type] as number);
  const start = 8 + 2 + 12 * list.length + 4;
  const spilt = list.reduce((sum, entry) => sum + (bytesOf(entry) > 4 ? bytesOf(entry) : 0), 0);
  const file = Buffer.alloc(start + spilt + data.length);
  const write = (value: number, at: number, bytes: number): void =>
    void (bigEndian ? file.writeUIntBE(value, at, bytes) : file.writeUIntLE(value, at, bytes));
  file.write(bigEndian ? 'MM' : 'II', 0);
  write(42, 2, 2);
  write(8, 4, 4);
  write(list.length, 8, 2);
  let free = start;
  list.forEach((entry, place) => {
    const [tag, type, values] = entry;
    const at = 10 + 12 * place;
    write(tag, at, 2);
    write(type, at + 2, 2);
    write(values.length, at + 4, 4);
    const spills = bytesOf(entry) > 4;
    if (spills) write(free, at + 8, 4);
    const size = sizes[type] as number;
    const base = spills ? free : at + 8;
    values.forEach((value: number, index: number) =>
      write(tag === 273 ? start + spilt : value, base + index * size, size),
    );
    if (spills) free += bytesOf(entry);
  });
  file.set(data, start + spilt);
  return file;
}

/** Colour profiles that the tests write, by their primaries (XYZ under D50, a row a colour) and exponent. */
export const profiles = {
  adobe: makeProfile(2.19921875, [0.60974, 0.31111, 0.01947, 0.20528, 0.62567, 0.06087, 0.14919, 0.06322, 0.74457]),
  p3: makeProfile(2.2, [0.51512, 0.2412, -0.00105, 0.29198, 0.69225, 0.04189, 0.1571, 0.06657, 0.78407]),
  linear: makeProfile(1, [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.7141]),
  grey: makeProfile(1.8),
};

/** An ICC profile (ICC.1:2001) of an exponent, of RGB primaries or of grey. */
function makeProfile(exponent: number, primaries?: readonly number[]): Buffer {
  const fixed = (values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, at) => bytes.writeInt32BE(Math.round(value * 65_536), at * 4));
    return bytes;
  };
  const xyz = (values: readonly number[]): Buffer =>
    Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), fixed(values)]);
  const curve = Buffer.from('curv\0\0\0\0\0\0\0\x01\0\0\0\0', 'latin1');
  curve.writeUInt16BE(Math.round(exponent * 256), 12);
  const linear = Buffer.from('curv\0\0\0\0\0\0\0\0', 'latin1');
  const tone = exponent === 1 ? linear : curve;
  const white = [0.9642, 1, 0.8249];
  const tags: (readonly [string, Buffer])[] = [
    ['desc', Buffer.concat([Buffer.from('desc\0\0\0\0\0\0\0\x02p\0', 'latin1'), Buffer.alloc(78)])],
    ['cprt', Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1')],
    ['wtpt', xyz(white)],
    ...(primaries
      ? ['r', 'g', 'b'].flatMap(
          (name, place) =>
            [
              [`${name}XYZ`, xyz(primaries.slice(place * 3, place * 3 + 3))],
              [`${name}TRC`, tone],
            ] as const,
        )
      : [['kTRC', tone] as const]),
  ];
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  let offset = 128 + table.length;
  const bodies = tags.map(([name, body], place) => {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    table.write(name, 4 + 12 * place);
    table.writeUInt32BE(offset, 8 + 12 * place);
    table.writeUInt32BE(body.length, 12 + 12 * place);
    offset += padded.length;
    return padded;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02_40_00_00, 8);
  header.write(`mntr${primaries ? 'RGB ' : 'GRAY'}XYZ `, 12);
  header.write('acsp', 36);
  header.set(fixed(white), 68);
  return Buffer.concat([header, table, ...bodies]);
}

/** What {@link makeBmp} writes beside the pixels. */
export interface BmpOptions {
  readonly palette?: readonly number[];
  readonly compression?: number;
  readonly masks?: readonly number[];
  readonly topDown?: boolean;
}

/** Windows' bitmap (BITMAPINFOHEADER), rows from the bottom, each a multiple of four bytes. */
export function makeBmp(
  rows: readonly Uint8Array[],
  bits: number,
  { palette = [], compression = 0, masks = [], topDown = false }: BmpOptions = {},
): Buffer {
  const side = rows.length;
  const body = Buffer.concat(
    (topDown ? [...rows] : [...rows].reverse()).map((row) => Buffer.concat([row, Buffer.alloc(-row.length & 3)])),
  );
  const offset = 54 + 4 * masks.length + palette.length;
  const head = Buffer.alloc(offset);
  head.write('BM');
  head.writeUInt32LE(offset + body.length, 2);
  head.writeUInt32LE(offset, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(side, 18);
  head.writeInt32LE(topDown ? -side : side, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(body.length, 34);
  head.writeUInt32LE(palette.length / 4, 46);
  masks.forEach((mask, place) => head.writeUInt32LE(mask, 54 + 4 * place));
  head.set(palette, 54 + 4 * masks.length);
  return Buffer.concat([head, body]);
}

/** A segment of a JPEG. */
export function segment(marker: number, content: string | Uint8Array): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content, 'latin1') : Buffer.from(content);
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
}

/** The JPEG with segments put behind its start mark. */
export function withSegments(file: Buffer, ...segments: readonly Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
}

/** A grey JPEG cut into its tables and frame, and the coded data of its one scan. */
async function greyParts(pixels: Uint8Array, width: number): Promise<{ readonly head: Buffer; readonly data: Buffer }> {
  const file = await sharp(pixels, { raw: { width, height: pixels.length / width, channels: 1 } })
    .toColourspace('b-w')
    .jpeg({ quality: 100, optimiseCoding: false })
    .toBuffer();
  const scan = file.indexOf(Buffer.from([0xff, 0xda]));
  return { head: file.subarray(0, scan), data: file.subarray(scan + 10, -2) };
}

const endMark = Buffer.from([0xff, 0xd9]);

/** A JPEG whose three colours are red, green and blue, each in a scan of its own; nothing but their names says so. */
export async function makeRgbJpeg({ side, pixels }: MadePicture): Promise<Buffer> {
  const colours = [0, 1, 2].map((colour) => pixels.filter((_, at) => at % 3 === colour));
  const parts = await Promise.all(colours.map((one) => greyParts(one, side)));
  const { head } = parts[0] as { readonly head: Buffer };
  const frame = head.indexOf(Buffer.from([0xff, 0xc0]));
  const rgb = [...Buffer.from('RGB')];
  const newFrame = segment(
    0xc0,
    Buffer.from([8, side >> 8, side & 255, side >> 8, side & 255, 3, ...rgb.flatMap((id) => [id, 0x11, 0])]),
  );
  const scans = parts
    .map(({ data }, place) => [segment(0xda, Buffer.from([1, rgb[place] as number, 0, 0, 63, 0])), data])
    .flat();
  const rest = head.subarray(frame + 2 + head.readUInt16BE(frame + 2));
  return Buffer.concat([head.subarray(0, frame), newFrame, rest, ...scans, endMark]);
}

/** A grey JPEG with a restart mark after every 8 rows; `marks` may change which. */
export async function makeRestartJpeg(
  { side, pixels }: MadePicture,
  marks: (place: number) => readonly number[] = (place) => [0xff, 0xd0 + (place & 7)],
): Promise<Buffer> {
  const strips = Array.from({ length: side / 8 }, (_, strip) =>
    pixels.subarray(strip * 8 * side, (strip + 1) * 8 * side),
  );
  const parts = await Promise.all(strips.map((strip) => greyParts(strip, side)));
  const head = Buffer.from((parts[0] as { readonly head: Buffer }).head);
  head.writeUInt16BE(side, head.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  const interval = segment(0xdd, Buffer.from([0, side / 8]));
  const scan = segment(
    0xda,
    Buffer.from([1, head[head.indexOf(Buffer.from([0xff, 0xc0])) + 10] as number, 0, 0, 63, 0]),
  );
  const data = parts.flatMap(({ data: one }, place) => (place === 0 ? [one] : [Buffer.from(marks(place - 1)), one]));
  return Buffer.concat([head, interval, scan, ...data, endMark]);
}
