import { crc32 } from 'node:zlib';
import { readStored, type Stored } from '@trunkline/system';
import { z } from 'zod';

/** What a segment of cached rows holds. */
export interface SegmentContent {
  readonly ids: readonly string[];
  readonly checks: RowChecks;
  /** What the rows were computed for. */
  readonly purpose: string;
}

/** The version of headers; tables of other versions lie in other folders. */
export const segmentFormat = 2;

const headerSchema = z.object({
  format: z.literal(segmentFormat),
  key: z.string(),
  rowLength: z.int(),
  purpose: z.string(),
  ids: z.array(z.string()),
  /** CRC-32 of the rows, 32 bits each, little-endian, in base64. */
  checks: z.string(),
  /** CRC-32 of all else. */
  check: z.int(),
});

type SegmentHeader = z.infer<typeof headerSchema>;

/**
 * A CRC-32 for each row of a segment. It covers the key and the image that a row is of, so that a file in the place of
 * another one is found as well as a flipped bit.
 */
export class RowChecks {
  readonly values_N: Uint32Array;
  readonly #key: string;
  readonly #ids: readonly string[];
  readonly #rowBytes: number;
  #bytesAdded = 0;

  constructor(key: string, ids: readonly string[], rowBytes: number, values_N = new Uint32Array(ids.length)) {
    this.#key = key;
    this.#ids = ids;
    this.#rowBytes = rowBytes;
    this.values_N = values_N;
  }

  /** Takes in the next rows, in pieces that may begin and end within one. */
  add(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const row = Math.floor(this.#bytesAdded / this.#rowBytes);
      const within = this.#bytesAdded % this.#rowBytes;
      const piece = bytes.subarray(offset, offset + this.#rowBytes - within);
      if (row < this.values_N.length) {
        this.values_N[row] = crc32(piece, within === 0 ? this.#seed(row) : (this.values_N[row] as number));
      }
      this.#bytesAdded += piece.length;
      offset += piece.length;
    }
  }

  /** Whether these bytes are the row that was written. */
  isWhole(row: number, bytes: Uint8Array): boolean {
    return crc32(bytes, this.#seed(row)) === this.values_N[row];
  }

  #seed(row: number): number {
    return crc32(`${this.#key}\n${this.#ids[row]}\n`);
  }
}

/** The header of a segment, as it is written. */
export function headerOf(
  content: SegmentContent & { readonly key: string; readonly rowLength: number },
): SegmentHeader {
  const { key, rowLength, purpose, ids, checks } = content;
  const bytes = Buffer.alloc(4 * ids.length);
  checks.values_N.forEach((value, row) => bytes.writeUInt32LE(value, 4 * row));
  const header: Omit<SegmentHeader, 'check'> = {
    format: segmentFormat,
    key,
    rowLength,
    purpose,
    ids: [...ids],
    checks: bytes.toString('base64'),
  };
  return { ...header, check: checkOf(header) };
}

/** Reads the header of a segment of a key; one that is not whole, or of another key, is damaged. */
export async function readHeader(
  path: string,
  key: string,
  rowLength: number,
  rowBytes: number,
): Promise<Stored<SegmentContent>> {
  const read = await readStored(path, headerSchema);
  if (read.state !== 'whole') return read;
  const { ids, purpose, check, checks: text, ...rest } = read.value;
  const bytes = Buffer.from(text, 'base64');
  const isOwn = rest.key === key && rest.rowLength === rowLength && bytes.length === 4 * ids.length;
  if (!isOwn || check !== checkOf(read.value)) {
    return { state: 'damaged', problem: `${path} is damaged: its check does not hold.` };
  }
  const values_N = Uint32Array.from(ids, (_, row) => bytes.readUInt32LE(4 * row));
  return { state: 'whole', value: { ids, purpose, checks: new RowChecks(key, ids, rowBytes, values_N) } };
}

function checkOf({ key, rowLength, purpose, ids, checks }: Omit<SegmentHeader, 'check'>): number {
  return crc32(JSON.stringify([key, rowLength, purpose, ids, checks]));
}
