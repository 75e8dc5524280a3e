import { crc32, deflateSync } from 'node:zlib';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { ImageSize } from '../images/images.ts';
import { cielabToRgb, ycbcrToRgb } from './colour-conversions.ts';
import { loadQuick, loadSharp } from './load-decoders.ts';
import type { PictureKind } from './picture-kinds.ts';
import { readTiffHeader } from './tiff-header.ts';
import { readTiffSamples, type TiffReading } from './tiff-samples.ts';

/** A picture that sharp reads as it is meant, or why it is not read. */
export type OpenedPicture =
  | { readonly refused: string }
  | { readonly open: (sharp: typeof import('sharp').default) => Sharp; readonly notice?: string };

const strict = { limitInputPixels: false, failOn: 'error', pages: 1 } as const satisfies SharpOptions;

/** A picture of 8 bits a sample. */
interface PlainPixels extends ImageSize {
  readonly channels: 1 | 2 | 3 | 4;
  readonly pixels: Uint8Array;
}

/**
 * Opens a picture that is no JPEG. What sharp would read as something else becomes plain pixels of 8 bits first: BMP and
 * PNM, 16 bits with a colour profile, YCbCr and CIELab TIFF. `check` is told the size before anything is decoded.
 */
export async function openPicture(
  content: Buffer,
  kind: PictureKind,
  check: (size: ImageSize) => void,
): Promise<OpenedPicture> {
  if (kind === 'bmp' || kind === 'pnm') return await openBitmap(content, kind, check);
  const sharp = await loadSharp();
  let reading: TiffReading = { dropsExtra: false };
  let readable = content;
  if (kind === 'tiff') {
    const header = readTiffHeader(content);
    if (!header) throw new Error('its tags are damaged or lie behind its end');
    const samples = readTiffSamples(header);
    if (typeof samples === 'string') return { refused: samples };
    reading = samples;
    if (samples.converts) readable = asRgb(content, header.photometricAt, header.bigEndian);
  }
  const metadata = await sharp(readable, { ...strict }).metadata();
  check(metadata);
  const { dropsExtra, converts } = reading;
  const opened = (options: SharpOptions = {}): Sharp => sharp(readable, { ...strict, ...options });
  const isDeep = metadata.depth === 'ushort';
  const notice = isDeep ? describeDepth(await largestSample(opened({ ignoreIcc: true }), metadata)) : undefined;
  if (!converts && !dropsExtra && !(isDeep && metadata.icc)) return { open: () => opened(), ...(notice && { notice }) };
  const whole = opened({ ignoreIcc: true }).autoOrient();
  const plain = await plainPixels(dropsExtra ? whole.removeAlpha() : whole, metadata);
  if (converts === 'ycbcr') ycbcrToRgb(plain.pixels);
  if (converts === 'cielab') cielabToRgb(plain.pixels);
  const open = await openPlain(plain, converts === 'cielab' ? undefined : metadata.icc);
  return { open, ...(notice && { notice }) };
}

/** A copy of a TIFF that calls its samples red, green and blue, so that they come as they are. */
function asRgb(content: Buffer, photometricAt: number, bigEndian: boolean): Buffer {
  const copy = Buffer.from(content);
  if (bigEndian) copy.writeUInt16BE(2, photometricAt);
  else copy.writeUInt16LE(2, photometricAt);
  return copy;
}

async function plainPixels(picture: Sharp, { channels }: Metadata): Promise<PlainPixels> {
  const { data, info } = await picture
    .toColourspace((channels ?? 3) < 3 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { ...info, pixels: data };
}

/** Plain pixels as sharp takes them, converted by `profile` where they have one. */
async function openPlain(
  { pixels, width, height, channels }: PlainPixels,
  profile?: Buffer,
): Promise<(sharp: typeof import('sharp').default) => Sharp> {
  const raw = { width, height, channels };
  if (!profile) return (sharp) => sharp(pixels, { raw, limitInputPixels: false });
  const sharp = await loadSharp();
  const png = await sharp(pixels, { raw, limitInputPixels: false })
    .toColourspace(channels < 3 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
  const profiled = withProfile(png, profile);
  return () => sharp(profiled, { ...strict });
}

/** A PNG with an iCCP chunk behind its header (PNG, 11.3.2.3). */
function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(profile, { level: 1 })]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const behindHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, behindHeader), chunk, png.subarray(behindHeader)]);
}

/** The largest value of a picture of 16 bits a sample, transparency left out. */
async function largestSample(picture: Sharp, { channels }: Metadata): Promise<number> {
  const space = (channels ?? 3) < 3 ? 'grey16' : 'rgb16';
  const data = await picture.removeAlpha().toColourspace(space).raw({ depth: 'ushort' }).toBuffer();
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length >> 1);
  return samples.reduce((most, sample) => Math.max(most, sample), 0);
}

/** Words on a picture of 16 bits a sample that uses the lower 14 at most, as sensors and scanners of 10 to 14 bits write it. */
function describeDepth(largest: number): string | undefined {
  const bits = Math.max(8, 32 - Math.clz32(largest));
  if (bits > 14 || largest === 0) return undefined;
  return `has 16 bits a sample, but only ${largest.toLocaleString('en-US')} of 65,535 are used: it is read as nearly black. If it holds ${bits} bits, multiply its values by ${2 ** (16 - bits)} first.`;
}

async function openBitmap(
  content: Buffer,
  kind: 'bmp' | 'pnm',
  check: (size: ImageSize) => void,
): Promise<OpenedPicture> {
  const quick = await loadQuick();
  if (!quick) {
    return {
      refused: `${kind.toUpperCase()} is read by @napi-rs/image, which is not there for this machine; convert it to PNG`,
    };
  }
  const size = kind === 'bmp' ? bmpSize(content) : pnmSize(content);
  if (size) check(size); // its own limit of memory has no words for it
  const picture = new quick.Transformer(content);
  const { width, height } = await picture.metadata();
  check({ width, height });
  const samples = await picture.rawPixels();
  const bytes = samples.length / (width * height);
  const isDeep = kind === 'pnm' && (bytes === 2 || bytes === 6);
  const channels = isDeep ? bytes / 2 : bytes;
  if (channels !== 1 && channels !== 3 && channels !== 4) throw new Error(`${samples.length} bytes were decoded`);
  if (!isDeep) return { open: await openPlain({ width, height, channels, pixels: samples }) };
  const deep = new Uint16Array(samples.buffer, samples.byteOffset, samples.length >> 1);
  const pixels = Uint8Array.from(deep, (sample) => Math.round(sample / 257));
  const notice = describeDepth(deep.reduce((most, sample) => Math.max(most, sample), 0));
  return { open: await openPlain({ width, height, channels, pixels }), ...(notice && { notice }) };
}

function bmpSize(content: Buffer): ImageSize | undefined {
  if (content.length < 26) return undefined;
  if (content.readUInt32LE(14) === 12) return { width: content.readUInt16LE(18), height: content.readUInt16LE(20) };
  return { width: content.readInt32LE(18), height: Math.abs(content.readInt32LE(22)) };
}

function pnmSize(content: Buffer): ImageSize | undefined {
  const found = /^P[1-6]\s+(?:#[^\n]*\s+)*(\d+)\s+(?:#[^\n]*\s+)*(\d+)/.exec(content.toString('latin1', 0, 4096));
  return found ? { width: Number(found[1]), height: Number(found[2]) } : undefined;
}
