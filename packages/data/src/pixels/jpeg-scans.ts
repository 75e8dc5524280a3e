import { findMarker, readHuffmanTables, unstuff, type HuffmanTable } from './jpeg-bits.ts';

/** A colour of a frame: how many blocks it has beside and above each other, alone and in whole units of all colours. */
interface Component {
  readonly id: number;
  /** Blocks across and down in one unit (the sampling factors). */
  readonly across: number;
  readonly down: number;
  readonly columns: number;
  readonly rows: number;
  /** Lowest bit that is known of each of the 64 coefficients; 99 for none. Progressive frames only. */
  readonly known: Uint8Array;
  /** Which coefficients of each block are not zero, as far as scans have told. Progressive frames only. */
  readonly nonZero: Uint8Array;
}

interface Frame {
  readonly progressive: boolean;
  readonly components: readonly Component[];
  readonly units: number;
}

/** What a scan is of: ITU T.81, B.2.3. */
interface Scan {
  readonly parts: readonly { readonly component: Component; readonly dc: number; readonly ac: number }[];
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

const cut = 'its data end before its last row';
const bad = 'its data are damaged';

/**
 * Says what is missing in a JPEG of Huffman codes whose frame is sound: counts its blocks by their codes (ITU T.81, annexes
 * F and G), without making a pixel. Decoders make up the rest of a file that was cut and given an end mark. Undefined
 * where all is there, and where this reader does not know the file.
 */
export function findJpegDamage(content: Buffer): string | undefined {
  return walk(content, true);
}

/** {@link findJpegDamage} of whole scans alone, which costs little: those of a progressive file that did not come. */
export function findMissingScans(content: Buffer): string | undefined {
  return walk(content, false);
}

function walk(content: Buffer, readsData: boolean): string | undefined {
  const tables = new Map<number, HuffmanTable>();
  let frame: Frame | undefined;
  let interval = 0;
  let at = 2;
  for (;;) {
    while (content[at] === 0xff && content[at + 1] === 0xff) at += 1;
    if (content[at] !== 0xff || at + 4 > content.length) return frame && endOf(frame);
    const marker = content[at + 1] as number;
    if (marker === 0xd9) return frame && endOf(frame);
    const length = content.readUInt16BE(at + 2);
    const body = content.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker === 0xc4) readHuffmanTables(body, tables);
    else if (marker === 0xdd) interval = body.length < 2 ? 0 : body.readUInt16BE(0);
    else if (marker >= 0xc0 && marker <= 0xc2) {
      frame = readFrame(body, marker === 0xc2);
      if (!frame || (!readsData && !frame.progressive)) return undefined;
    } else if (marker === 0xda) {
      const scan = frame && readScan(body, frame);
      if (!frame || !scan) return bad;
      noteScan(frame, scan);
      const read = readsData ? readScanData(content, at, frame, scan, tables, interval) : at;
      if (typeof read === 'string') return read;
      at = findMarker(content, read);
    }
  }
}

/** Whether every coefficient came, to its lowest bit. */
function endOf({ progressive, components }: Frame): string | undefined {
  return progressive && components.some(({ known }) => known.some((bit) => bit !== 0))
    ? 'some of its scans are missing'
    : undefined;
}

function readFrame(body: Buffer, progressive: boolean): Frame | undefined {
  if (body.length < 6) return undefined;
  const [height, width, count] = [body.readUInt16BE(1), body.readUInt16BE(3), body[5] as number];
  if (body.length < 6 + 3 * count || height === 0 || width === 0) return undefined;
  const factors = Array.from({ length: count }, (_, component) => body[7 + 3 * component] as number);
  if (count === 0 || factors.some((both) => both >> 4 < 1 || both >> 4 > 4 || (both & 15) < 1 || (both & 15) > 4))
    return undefined;
  const most = {
    across: Math.max(...factors.map((both) => both >> 4)),
    down: Math.max(...factors.map((both) => both & 15)),
  };
  const components = factors.map((both, component): Component => {
    const [across, down] = [both >> 4, both & 15];
    const columns = Math.ceil(Math.ceil((width * across) / most.across) / 8);
    const rows = Math.ceil(Math.ceil((height * down) / most.down) / 8);
    return {
      ...{ id: body[6 + 3 * component] as number, across, down, columns, rows },
      known: new Uint8Array(progressive ? 64 : 0).fill(99),
      nonZero: new Uint8Array(progressive ? columns * rows * 64 : 0),
    };
  });
  const units = Math.ceil(width / (8 * most.across)) * Math.ceil(height / (8 * most.down));
  return { progressive, components, units };
}

function readScan(body: Buffer, frame: Frame): Scan | undefined {
  const count = body[0] as number;
  if (!(count >= 1 && count <= 4) || body.length < 4 + 2 * count) return undefined;
  const parts: Scan['parts'][number][] = [];
  for (let part = 0; part < count; part++) {
    const component = frame.components.find(({ id }) => id === body[1 + 2 * part]);
    const table = body[2 + 2 * part] as number;
    if (!component) return undefined;
    parts.push({ component, dc: table >> 4, ac: table & 15 });
  }
  const [first, last, bits] = [...body.subarray(1 + 2 * count, 4 + 2 * count)] as [number, number, number];
  if (!frame.progressive) return { parts, first: 0, last: 63, high: 0, low: 0 };
  if (first > last || last > 63 || (first > 0 && count > 1) || (first === 0 && last > 0)) return undefined;
  return { parts, first, last, high: bits >> 4, low: bits & 15 };
}

/** Which coefficients a scan of a progressive frame brings, and to which bit. */
function noteScan({ progressive }: Frame, { parts, first, last, low }: Scan): void {
  if (progressive) for (const { component } of parts) component.known.fill(low, first, last + 1);
}

/** Where a scan's data end, or what is wrong with them. */
function readScanData(
  content: Buffer,
  start: number,
  frame: Frame,
  scan: Scan,
  tables: ReadonlyMap<number, HuffmanTable>,
  interval: number,
): number | string {
  const { parts, first, last, high } = scan;
  const alone = parts.length === 1 ? (parts[0] as Scan['parts'][number]).component : undefined;
  const units = alone ? alone.columns * alone.rows : frame.units;
  const blocks = parts.flatMap(({ component, dc, ac }) => {
    const tablesOf = { component, dc: tables.get(dc), ac: tables.get(16 + ac) };
    return Array.from({ length: alone ? 1 : component.across * component.down }, () => tablesOf);
  });
  const needsDc = first === 0 && high === 0;
  if (blocks.some(({ dc, ac }) => (needsDc && !dc) || (last > 0 && !ac))) return bad;
  let at = start;
  for (let done = 0; done < units;) {
    const here = Math.min(units - done, interval || units);
    const { data, limit, end } = unstuff(content, at);
    let position = 0;
    if (frame.progressive) {
      if (first > 0) {
        const block = blocks[0] as { component: Component; ac: HuffmanTable };
        position = skipBand(data, limit, block.ac, block.component.nonZero.subarray(done * 64), here, scan);
        if (position < 0) return bad;
      } else if (high > 0) position = here * blocks.length;
      else {
        for (let unit = 0; unit < here; unit++) {
          if (position > limit) return cut;
          for (const { dc } of blocks) {
            position = (dc as HuffmanTable).skip(data, position);
            if (position < 0) return bad;
          }
        }
      }
    } else {
      for (let unit = 0; unit < here; unit++) {
        for (const { dc, ac } of blocks) {
          position = (ac as HuffmanTable).skipBlock(data, (dc as HuffmanTable).skip(data, position));
          if (position < 0) return bad;
        }
        if (position > limit && unit + 1 < here) return cut;
      }
    }
    if (position > limit + 64) return cut; // the last block may lack bits that its encoder did not write
    done += here;
    at = end;
    if (done < units) {
      const expected = 0xd0 + ((done / interval - 1) & 7);
      if (content[at] !== 0xff || content[at + 1] !== expected) {
        return at >= content.length || content[at + 1] === 0xd9 ? cut : 'a restart mark is missing in it';
      }
      at += 2;
    }
  }
  return at;
}

/** One band of coefficients of `count` blocks (ITU T.81, G.1.2.2 and G.1.2.3): the bit after it, −1 for no such code, infinite where data lack. */
function skipBand(
  data: DataView,
  limit: number,
  table: HuffmanTable,
  nonZero: Uint8Array,
  count: number,
  { first, last, high }: Scan,
): number {
  let position = 0;
  let ended = 0; // blocks that have nothing more in this band
  for (let block = 0; block < count; block++) {
    if (position > limit) return Infinity;
    const base = block * 64;
    let at = first;
    if (ended === 0) {
      while (at <= last) {
        const code = table.read(data, position);
        if (code < 0) return -1;
        position += code >> 8;
        const [run, size] = [(code >> 4) & 15, code & 15];
        if (size === 0 && run < 15) {
          ended = (1 << run) + bitsAt(data, position, run);
          position += run;
          break;
        }
        let found = -1;
        if (high === 0) {
          at += run;
          if (size > 0) found = at;
          position += size;
          at += 1;
          if (at > last + 1) return -1;
        } else {
          if (size > 1) return -1;
          position += size; // its sign
          let zeros = run;
          for (; at <= last; at++) {
            if (nonZero[base + at]) position += 1;
            else if (zeros-- === 0) break;
          }
          if (size > 0) {
            if (at > last) return -1;
            found = at;
          }
          at += 1;
        }
        if (found >= 0) nonZero[base + found] = 1;
      }
    }
    if (ended > 0) {
      if (high > 0) for (; at <= last; at++) position += nonZero[base + at] as number;
      ended -= 1;
    }
  }
  return position;
}

function bitsAt(data: DataView, position: number, count: number): number {
  let value = 0;
  for (let bit = position; bit < position + count; bit++)
    value = (value << 1) | ((data.getUint8(bit >> 3) >> (7 - (bit & 7))) & 1);
  return value;
}
