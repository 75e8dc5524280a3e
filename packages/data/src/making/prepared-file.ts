import { readFile } from 'node:fs/promises';
import { sha256, TrunklineError, writeFileAtomic } from '@trunkline/system';
import { digestOfPixels, type PixelArray } from '../pixels/array-source.ts';

/** One domain of a built-in data set, ready to use. */
export interface PreparedDomain extends PixelArray {
  readonly labels_N: Int32Array;
  readonly officialParts_N?: Uint8Array;
  /** Set when the images show originals that another domain shows too. */
  readonly lineage?: { readonly root: string; readonly index_N: Int32Array };
}

interface Header {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly lineageRoot: string | null;
  readonly parts: boolean;
  readonly digest: string;
}

const family = 'TRUNKLINE-IMAGES-';
const magic = `${family}2\n`;
const headerBytes = 512;

/** SHA-256 of shape, pixels, labels (int32, little-endian) and official parts: what a built-in data set's digest is. */
export function digestOfDomain(domain: PreparedDomain): string {
  return sha256(
    [
      digestOfPixels(domain),
      sha256(bytesOf(domain.labels_N)),
      domain.officialParts_N ? sha256(domain.officialParts_N) : '-',
    ].join('\n'),
  );
}

/**
 * Writes a domain as one file: a header of 512 bytes (magic line, JSON, spaces), then uint8 pixels, int32 labels, uint8
 * parts and int32 places in the lineage, little-endian, without gaps.
 */
export async function writePreparedFile(path: string, domain: PreparedDomain): Promise<void> {
  const header: Header = {
    count: domain.count,
    height: domain.height,
    width: domain.width,
    channels: domain.channels,
    lineageRoot: domain.lineage?.root ?? null,
    parts: domain.officialParts_N !== undefined,
    digest: digestOfDomain(domain),
  };
  await writeFileAtomic(path, [
    Buffer.from((magic + JSON.stringify(header)).padEnd(headerBytes)),
    domain.pixels,
    bytesOf(domain.labels_N),
    ...(domain.officialParts_N ? [domain.officialParts_N] : []),
    ...(domain.lineage ? [bytesOf(domain.lineage.index_N)] : []),
  ]);
}

/**
 * Reads a file that {@link writePreparedFile} wrote, checking lengths and digest; `undefined` when there is none.
 * Throws `TL_DATA_DAMAGED`.
 */
export async function readPreparedFile(
  path: string,
): Promise<(PreparedDomain & { readonly digest: string }) | undefined> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const damaged = (why: string): TrunklineError =>
    new TrunklineError('TL_DATA_DAMAGED', `The prepared data in ${path} is damaged: ${why}.`, {
      hint: 'Remove that file; it is made again when the data set is next used.',
    });
  const text = content.subarray(0, headerBytes).toString('utf8');
  if (text.startsWith(family) && !text.startsWith(magic)) return undefined; // another version wrote it: made again
  if (!text.startsWith(magic)) throw damaged('the header is missing');
  let header: Header;
  try {
    header = JSON.parse(text.slice(magic.length)) as Header;
  } catch {
    throw damaged('the header is no JSON');
  }
  const { count, height, width, channels, lineageRoot } = header;
  const lengths = [count * height * width * channels, 4 * count, header.parts ? count : 0, lineageRoot ? 4 * count : 0];
  const expected = headerBytes + lengths.reduce((sum, length) => sum + length, 0);
  if (content.length !== expected) throw damaged(`it has ${content.length} bytes instead of ${expected}`);
  let offset = headerBytes;
  const [pixels, labels, parts, lineage] = lengths.map((length) => {
    const part = content.subarray(offset, offset + length);
    offset += length;
    return part;
  }) as [Buffer, Buffer, Buffer, Buffer];
  const domain: PreparedDomain = {
    count,
    height,
    width,
    channels,
    pixels,
    labels_N: integers(labels),
    ...(header.parts ? { officialParts_N: Uint8Array.from(parts) } : {}),
    ...(lineageRoot ? { lineage: { root: lineageRoot, index_N: integers(lineage) } } : {}),
  };
  if (digestOfDomain(domain) !== header.digest) throw damaged('its digest does not match its content');
  return { ...domain, digest: header.digest };
}

function bytesOf(values: Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function integers(bytes: Buffer): Int32Array {
  return new Int32Array(Uint8Array.from(bytes).buffer);
}
