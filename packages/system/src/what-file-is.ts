/** What a file is that is not what was expected. */
export interface FileKind {
  /** As a sentence says it, with its article: `an HTML page`. */
  readonly what: string;
  /** What to do next, as one imperative sentence, where the kind itself tells. */
  readonly hint?: string;
}

/** How many first bytes of a file {@link whatFileIs} wants. */
export const headBytes = 512;

const unpack = 'Unpack it, and name what was in it.';
const fetchAgain = 'Fetch the file again: what arrived is the answer of a server, not the file.';

/** First bytes (latin1) at a place, and what they mean; the first row that fits counts. */
const signatures: readonly (readonly [place: number, bytes: string, what: string, hint?: string])[] = [
  [0, 'PK\x03\x04', 'a zip archive', unpack],
  [0, 'PK\x05\x06', 'an empty zip archive'],
  [0, '\x1f\x8b', 'a gzip file', 'Unpack it with gunzip or tar, and name what was in it.'],
  [0, 'BZh', 'a bzip2 file', unpack],
  [0, '\xfd7zXZ\0', 'an xz file', unpack],
  [0, '\x28\xb5\x2f\xfd', 'a Zstandard file', unpack],
  [0, '7z\xbc\xaf\x27\x1c', 'a 7z archive', unpack],
  [0, 'Rar!\x1a\x07', 'a RAR archive', unpack],
  [257, 'ustar', 'a tar archive', unpack],
  [0, '%PDF-', 'a PDF document'],
  [0, '\x89HDF\r\n\x1a\n', 'an HDF5 file'],
  [0, '\x93NUMPY', 'a NumPy array'],
  [0, 'SQLite format 3\0', 'an SQLite database'],
  [0, 'PAR1', 'a Parquet file'],
  [0, '\x7fELF', 'a program'],
  [0, 'MZ\x90\0', 'a program'],
  [0, '#!', 'a script'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Office document (or Thumbs.db)'],
  [0, '\0\x05\x16\x07', 'what macOS keeps beside a file (AppleDouble)', 'Leave it out.'],
];

/** Beginnings of text (in small letters, white space and a byte-order mark before them left out). */
const texts: readonly (readonly [begins: RegExp, what: string, hint?: string])[] = [
  [
    /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\//,
    'a Git LFS pointer, not the file that it stands for',
    'Run "git lfs pull" in the clone it came from, or download the file itself.',
  ],
  [/^(?:<!--[^]*?-->\s*)?(?:<!doctype html|<html|<head[\s>]|<body|<title|<script)/, 'an HTML page', fetchAgain],
  [/^(?:<\?xml[^]*?\?>\s*)?(?:<!--[^]*?-->\s*)*(?:<!doctype svg[^]*?>\s*)?<(?:\w+:)?svg[\s>]/, 'an SVG drawing'],
  [/^<\?xml[^]*?\?>\s*<error>/, 'an XML error message', fetchAgain],
  [/^<(?:\?xml|error>)/, 'an XML document', fetchAgain],
  [/^\{\s*["}]/, 'JSON text', fetchAgain],
  [/^\[\s*(?:[\]{["\d-]|true|false|null)/, 'JSON text', fetchAgain],
];

/** Whether all of it is characters that text has. */
function isText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27) || code === 127)
      return false;
  }
  return true;
}

/**
 * Says by its first bytes (`headBytes` of them, or the whole) what a file is that could not be read as what it was taken
 * for: empty, a web page, a Git LFS pointer, an archive, JSON, XML, other text. Undefined for what it does not know.
 */
export function whatFileIs(head: Uint8Array): FileKind | undefined {
  if (head.length === 0) return { what: 'empty', hint: 'Fetch the file again: it has no bytes.' };
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, headBytes)).toString('latin1');
  for (const [place, begins, what, hint] of signatures) {
    if (bytes.startsWith(begins, place)) return { what, ...(hint !== undefined && { hint }) };
  }
  if (/^\0*$/.test(bytes)) {
    return { what: 'zeros from its first byte on', hint: 'Fetch the file again: its content was never written.' };
  }
  const wide = /^(?:\xff\xfe|\xfe\xff)/.test(bytes) ? bytes.slice(2).replaceAll('\0', '') : undefined;
  const text = (wide ?? bytes.replace(/^\xef\xbb\xbf/, '')).trimStart();
  const small = text.toLowerCase();
  for (const [begins, what, hint] of texts) {
    if (begins.test(small)) return { what, ...(hint !== undefined && { hint }) };
  }
  if (isText(text)) return { what: wide === undefined ? 'text' : 'UTF-16 text' };
  return undefined;
}
