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

/** What decodes a text piece by piece, and refuses bytes that are none of its letters; a last call ends the text. */
interface Decoder {
  readonly encoding: string;
  decode(chunk?: Buffer): string;
}

class Utf32Decoder implements Decoder {
  readonly encoding: Wide;
  #rest = Buffer.alloc(0);

  constructor(encoding: Extract<Wide, `utf-32${string}`>) {
    this.encoding = encoding;
  }

  decode(chunk?: Buffer): string {
    const bytes = chunk ? Buffer.concat([this.#rest, chunk]) : this.#rest;
    const whole = bytes.length - (bytes.length % 4);
    if (!chunk && bytes.length > 0) throw new TypeError('the last letter is cut');
    this.#rest = Buffer.from(bytes.subarray(whole));
    let text = '';
    for (let at = 0; at < whole; at += 4) {
      const code = this.encoding === 'utf-32le' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new TypeError('it is no letter');
      if (code !== 0xfeff) text += String.fromCodePoint(code);
    }
    return text;
  }
}

function strictDecoder(encoding: string): Decoder {
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return new Utf32Decoder(encoding);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return {
    encoding: decoder.encoding,
    decode: (chunk) => (chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()),
  };
}

/**
 * The text of a table in UTF-8, piece by piece: UTF-8 as it is, UTF-16 and UTF-32 decoded, with or without a mark at the
 * beginning. With `encoding` (`windows-1252`, `shift_jis`, …) that one. Bytes that are no letter of the encoding are
 * refused, as letters that nobody can read would make one label of several. Throws `TL_CSV_ENCODING`, naming the first
 * line that has some, and what reading the file throws.
 */
export async function* decodeText(file: string, encoding?: string): AsyncGenerator<Buffer | string> {
  let decoder = encoding === undefined ? undefined : decoderOf(file, encoding);
  let lines = 1;
  let cut = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const chunk = piece as Buffer;
    decoder ??= strictDecoder(wideEncoding(chunk) ?? 'utf-8');
    let text: string;
    try {
      text = decoder.decode(chunk);
    } catch {
      throw notDecoded(file, decoder.encoding, Buffer.concat([cut, chunk]), lines);
    }
    if (decoder.encoding !== 'utf-8') {
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
      yield text;
      continue;
    }
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    cut = lastLetter(chunk);
    yield chunk; // the parser decodes UTF-8 itself, and only what it needs
  }
  try {
    decoder?.decode();
  } catch {
    throw notDecoded(file, decoder?.encoding ?? '', cut, lines);
  }
}

/** The bytes of the last letter of UTF-8 in a piece, which the next piece may go on with; none where it is one byte. */
function lastLetter(chunk: Buffer): Buffer<ArrayBuffer> {
  let at = chunk.length - 1;
  while (at > chunk.length - 4 && at >= 0 && ((chunk[at] as number) & 0xc0) === 0x80) at -= 1;
  return Buffer.from(at >= 0 && (chunk[at] as number) >= 0xc0 ? chunk.subarray(at) : []);
}

function decoderOf(file: string, encoding: string): Decoder {
  try {
    return strictDecoder(encoding);
  } catch (error) {
    throw new TrunklineError('TL_CSV_ENCODING', `${file}: there is no encoding ${JSON.stringify(encoding)}.`, {
      exitStatus: 2,
      hint: 'Write its usual name, as utf-8, windows-1252, shift_jis or gb18030.',
      cause: error,
    });
  }
}

/** The error for a piece that begins in line `before` and cannot be decoded. */
function notDecoded(file: string, encoding: string, chunk: Buffer, before: number): TrunklineError {
  if (encoding === 'utf-8') return notUtf8(file, chunk, before);
  const loose = encoding.startsWith('utf-32') ? '' : new TextDecoder(encoding).decode(chunk);
  const line = before + loose.slice(0, Math.max(0, loose.indexOf('\ufffd'))).split('\n').length - 1;
  return new TrunklineError(
    'TL_CSV_ENCODING',
    `${file}: ${encoding.startsWith('utf-32') ? '' : `line ${line} `}is not ${encoding}, or is damaged.`,
    {
      exitStatus: 2,
      hint: 'Save the file as UTF-8; or give the encoding that it has, as encoding beside it.',
    },
  );
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
