import { createReadStream } from 'node:fs';
import { TrunklineError } from '@trunkline/system';

type Wide = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** The encoding that the first bytes of a table show; undefined for UTF-8 and what else has one byte a letter. */
function wideEncoding(head: Uint8Array): Wide | undefined {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  const zeros = [0, 0, 0, 0];
  for (let at = 0; at < Math.min(head.length, 256); at++) if (head[at] === 0) zeros[at % 4] = (zeros[at % 4] ?? 0) + 1;
  const [first = 0, second = 0, third = 0, fourth = 0] = zeros;
  const most = Math.min(head.length, 256) / 8; // more than half of all places of a kind
  if (second > most && third > most && fourth > most) return 'utf-32le';
  if (first > most && second > most && third > most) return 'utf-32be';
  if (second > most && fourth > most) return 'utf-16le';
  return first > most && third > most ? 'utf-16be' : undefined;
}

/** Decodes UTF-32 piece by piece. */
class Utf32Decoder {
  readonly #littleEndian: boolean;
  #rest = Buffer.alloc(0);

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  decode(chunk: Buffer): string {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % 4);
    this.#rest = Buffer.from(bytes.subarray(whole));
    let text = '';
    for (let at = 0; at < whole; at += 4) {
      const code = this.#littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      if (code !== 0xfeff) text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  }
}

/**
 * The text of a table in UTF-8, piece by piece: UTF-8 as it is, UTF-16 and UTF-32 decoded, with or without a mark at the
 * beginning. With `encoding` (`windows-1252`, `shift_jis`, …) that one. Throws `TL_CSV_ENCODING`, naming the first line
 * that is no UTF-8, and what reading the file throws.
 */
export async function* decodeText(file: string, encoding?: string): AsyncGenerator<Buffer | string> {
  const given = encoding === undefined ? undefined : decoderOf(file, encoding);
  let wide: InstanceType<typeof TextDecoder> | Utf32Decoder | undefined = given;
  let started = false;
  let lines = 1;
  const check = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const chunk = piece as Buffer;
    if (!started) {
      started = true;
      const found = given ? undefined : wideEncoding(chunk);
      if (found?.startsWith('utf-32')) wide = new Utf32Decoder(found === 'utf-32le');
      else if (found) wide = new TextDecoder(found);
    }
    if (wide) {
      yield wide instanceof Utf32Decoder ? wide.decode(chunk) : wide.decode(chunk, { stream: true });
      continue;
    }
    try {
      check.decode(chunk, { stream: true });
    } catch {
      throw notUtf8(file, chunk, lines);
    }
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    yield chunk;
  }
  try {
    if (!wide) check.decode();
  } catch {
    throw notUtf8(file, Buffer.alloc(0), lines);
  }
}

function decoderOf(file: string, encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new TrunklineError('TL_CSV_ENCODING', `${file}: there is no encoding ${JSON.stringify(encoding)}.`, {
      exitStatus: 2,
      hint: 'Write its usual name, as utf-8, windows-1252, shift_jis or gb18030.',
      cause: error,
    });
  }
}

function notUtf8(file: string, chunk: Buffer, before: number): TrunklineError {
  const rows = chunk.toString('latin1').split(/\r\n|\n|\r/);
  const bad = rows.findIndex((row) => Buffer.from(row, 'latin1').toString('utf8').includes('\ufffd'));
  const row = Buffer.from(rows[Math.max(0, bad)] ?? '', 'latin1');
  const guess = new TextDecoder('windows-1252').decode(row);
  return new TrunklineError(
    'TL_CSV_ENCODING',
    `${file}, line ${before + Math.max(0, bad)} is not UTF-8; as Windows-1252 it reads ${JSON.stringify(guess.slice(0, 80))}.`,
    { exitStatus: 2, hint: "Save the file as UTF-8; or, if that reads right, set encoding: 'windows-1252' beside it." },
  );
}
