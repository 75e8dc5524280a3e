/** Zeros behind the data of a scan, so that a whole unit of blocks may be read past its end before one looks. */
const slack = 8192;

/** Codes no longer than this are found at one look. */
const lookBits = 12;

/** What a look says: bits that are used (low 8 bits), coefficients passed (above), and whether the block ends there. */
const blockEnd = 1 << 16;

/** A table of Huffman codes (ITU T.81, annex C). */
export class HuffmanTable {
  /** By the next 12 bits: the first code with the bits of its value; 0 for longer codes. */
  readonly #one = new Uint32Array(1 << lookBits);
  /** By the next 12 bits: every code that lies in them whole, up to the end of a block. */
  readonly #all: Uint32Array;
  /** By the length of the code: one more than the last code, at 16 bits; and where its symbols begin, less its first code. */
  readonly #ends = new Int32Array(18);
  readonly #offsets = new Int32Array(18);
  readonly #symbols: Uint8Array;

  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.#symbols = symbols;
    const lengths = new Uint8Array(1 << lookBits);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= 16; length++) {
      const count = counts[length - 1] as number;
      this.#offsets[length] = place - code;
      for (let each = 0; each < count; each++, code++, place++) {
        if (length > lookBits) continue;
        const [from, to] = [code << (lookBits - length), (code + 1) << (lookBits - length)];
        this.#one.fill(entryOf(length, symbols[place] ?? 0), from, to);
        lengths.fill(length, from, to);
      }
      this.#ends[length] = code << (16 - length);
      code <<= 1;
    }
    this.#all = allOf(this.#one, lengths);
  }

  /** The next symbol and, above its 8 bits, the length of its code; −1 where there is no such code. */
  read(data: DataView, position: number): number {
    const next = (data.getUint32(position >> 3) << (position & 7)) >>> 16;
    for (let length = 1; length <= 16; length++) {
      if (next >= (this.#ends[length] as number)) continue;
      const place = (next >> (16 - length)) + (this.#offsets[length] as number);
      return place < this.#symbols.length ? (length << 8) | (this.#symbols[place] as number) : -1;
    }
    return -1;
  }

  /** The bit after one code and the bits of its value; −1 where there is no such code. */
  skip(data: DataView, position: number): number {
    const entry = this.#one[(data.getUint32(position >> 3) << (position & 7)) >>> (32 - lookBits)] as number;
    if (entry !== 0) return position + (entry & 255);
    const code = this.read(data, position);
    return code < 0 ? -1 : position + (code >> 8) + (code & 15);
  }

  /** The bit after the 63 further coefficients of a block that begin at `start`; −1 where they are no such thing. */
  skipBlock(data: DataView, start: number): number {
    if (start < 0) return -1;
    const all = this.#all;
    let position = start;
    let done = 1;
    while (done < 64) {
      const next = (data.getUint32(position >> 3) << (position & 7)) >>> (32 - lookBits);
      let entry = all[next] as number;
      if (entry === 0 || done + ((entry >> 8) & 255) > 63) {
        entry = this.#one[next] as number;
        if (entry === 0) {
          const code = this.read(data, position);
          if (code < 0) return -1;
          entry = entryOf(code >> 8, code & 255);
        }
      }
      position += entry & 255;
      if (entry >= blockEnd) return position;
      done += entry >> 8;
    }
    return done === 64 ? position : -1;
  }
}

function entryOf(length: number, symbol: number): number {
  const run = symbol >> 4;
  const size = symbol & 15;
  return (size === 0 && run !== 15 ? blockEnd : (run + 1) << 8) | (length + size);
}

/** For every 12 bits, the codes in them taken together. */
function allOf(one: Uint32Array, lengths: Uint8Array): Uint32Array {
  const all = new Uint32Array(one.length);
  for (let bits = 0; bits < one.length; bits++) {
    let sum = one[bits] as number;
    while (sum !== 0 && sum < blockEnd && (sum & 255) < lookBits) {
      const rest = (bits << (sum & 255)) & (one.length - 1);
      if ((lengths[rest] as number) === 0 || (lengths[rest] as number) > lookBits - (sum & 255)) break;
      sum += one[rest] as number;
    }
    all[bits] = sum;
  }
  return all;
}

/** Tables by their bytes: most files have those of ITU T.81, annex K. */
const known = new Map<string, HuffmanTable>();
const mostKnown = 32;

/** Adds the tables of a DHT segment: 0 to 3 for first coefficients, 16 to 19 for the others. */
export function readHuffmanTables(body: Buffer, tables: Map<number, HuffmanTable>): void {
  let at = 0;
  while (at + 17 <= body.length) {
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const key = body.toString('latin1', at + 1, at + 17 + total);
    let table = known.get(key);
    if (!table) {
      table = new HuffmanTable(counts, Buffer.from(body.subarray(at + 17, at + 17 + total)));
      if (known.size >= mostKnown) known.clear();
      known.set(key, table);
    }
    tables.set(body[at] as number, table);
    at += 17 + total;
  }
}

let scratch = Buffer.alloc(1 << 16);
let view = new DataView(scratch.buffer);

/**
 * The data from `start` to the next marker, without the zeros that follow bytes of 255; `limit` is their number of bits,
 * `end` where the marker is. The next call overwrites them.
 */
export function unstuff(
  content: Buffer,
  start: number,
): { readonly data: DataView; readonly limit: number; readonly end: number } {
  if (scratch.length < content.length - start + slack) {
    scratch = Buffer.alloc(2 * (content.length - start) + slack);
    view = new DataView(scratch.buffer);
  }
  let length = 0;
  let from = start;
  for (;;) {
    const found = content.indexOf(0xff, from);
    const stop = found < 0 ? content.length : found;
    if (found >= 0 && content[found + 1] === 0) {
      content.copy(scratch, length, from, found + 1);
      length += found + 1 - from;
      from = found + 2;
      continue;
    }
    content.copy(scratch, length, from, stop);
    length += stop - from;
    scratch.fill(0, length, length + slack);
    let end = stop;
    while (content[end] === 0xff && content[end + 1] === 0xff) end += 1;
    return { data: view, limit: length * 8, end };
  }
}

/** Where the next marker begins that is none of a scan's own (RST, 255 0). */
export function findMarker(content: Buffer, start: number): number {
  for (let at = content.indexOf(0xff, start); at >= 0; at = content.indexOf(0xff, at + 1)) {
    const next = content[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return content.length;
}
