import { whatFileIs, type FileKind } from '@trunkline/system';

/** Endings of file names (small letters, without the dot) whose kinds of picture are read. */
export const readExtensions = [
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'],
  ...['bmp', 'dib', 'ppm', 'pgm', 'pbm', 'pnm'],
] as const;

/** Endings of pictures that are not read: known, so that they are not left out without a word. */
export const unreadExtensions = [
  ...[
    'heic',
    'heif',
    'hif',
    'jp2',
    'j2k',
    'j2c',
    'jpf',
    'jpx',
    'jpm',
    'jxl',
    'jxr',
    'ico',
    'cur',
    'tga',
    'svg',
    'svgz',
  ],
  ...[
    'pdf',
    'eps',
    'ai',
    'psd',
    'psb',
    'xcf',
    'exr',
    'hdr',
    'dcm',
    'dicom',
    'fits',
    'fts',
    'dds',
    'qoi',
    'pcx',
    'pam',
    'pfm',
  ],
  ...['xbm', 'xpm', 'sgi', 'ras', 'wbmp', 'emf', 'wmf', 'mpo', 'apng', 'jng', 'mng', 'flif', 'bpg', 'icns', 'djvu'],
  ...['dng', 'cr2', 'cr3', 'crw', 'nef', 'nrw', 'arw', 'srf', 'sr2', 'raf', 'orf', 'rw2', 'pef', 'srw', 'x3f', 'raw'],
] as const;

/** The kinds that are read, as sentences name them. */
export const readKinds = 'JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP and PNM (PPM, PGM, PBM)';

const read = new Set<string>(readExtensions);
const unread = new Set<string>(unreadExtensions);

/** The ending of a file's name in small letters, without the dot; empty where it has none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= name.lastIndexOf('/') + 1 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Whether a file of that name is taken for a picture that is read. */
export function isPictureName(name: string): boolean {
  return read.has(extensionOf(name));
}

/** Whether a file of that name is taken for a picture of a kind that is not read. */
export function isUnreadPictureName(name: string): boolean {
  return unread.has(extensionOf(name));
}

/** Kinds of picture that are read, each by a decoder. */
export type PictureKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp' | 'pnm';

/** What a file's first bytes say: a kind of picture that is read, or what else it is. */
export type Recognised =
  { readonly kind: PictureKind } | { readonly unread: FileKind & { readonly isPicture: boolean } } | undefined;

const convert = 'Convert it to PNG or JPEG.';
const develop = 'Develop it to TIFF, PNG or JPEG.';

/** First bytes (latin1, a dot stands for any) and the kind; the first row that fits counts. */
const signatures: readonly (readonly [begins: RegExp, kind: PictureKind | FileKind])[] = [
  [/^\xff\xd8/, 'jpeg'],
  [/^\x89PNG\r\n\x1a\n/, 'png'],
  [/^RIFF[^]{4}WEBP/, 'webp'],
  [/^GIF8[79]a/, 'gif'],
  [/^II\*\0[^]{4}CR/, { what: 'a raw picture of a Canon camera (CR2)', hint: develop }],
  [/^(?:II[*+]\0|MM\0[*+])/, 'tiff'],
  [/^[^]{4}ftyp(?:[^]{4})*?avi[fs]/, 'avif'],
  [/^[^]{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)/, { what: 'an HEIC picture', hint: convert }],
  [/^[^]{4}ftypcrx /, { what: 'a raw picture of a Canon camera (CR3)', hint: develop }],
  [/^[^]{4}ftyp/, { what: 'a video', hint: 'Take single pictures out of it, as PNG or JPEG.' }],
  [/^BM[^]{12}(?:[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0)/, 'bmp'],
  [/^P[1-6][\s#]/, 'pnm'],
  [/^P7\s/, { what: 'a PAM picture', hint: convert }],
  [/^P[Ff]\s/, { what: 'a PFM picture of floats', hint: convert }],
  [/^(?:\0\0\0\x0cjP {2}\r\n\x87\n|\xff\x4f\xff\x51)/, { what: 'a JPEG 2000 picture', hint: convert }],
  [/^(?:\0\0\0\x0cJXL \r\n\x87\n|\xff\x0a)/, { what: 'a JPEG XL picture', hint: convert }],
  [/^II\xbc/, { what: 'a JPEG XR picture', hint: convert }],
  [/^\0\0[\x01\x02]\0[^\0]\0[^]{3}\0/, { what: 'an icon (ICO or CUR)', hint: convert }],
  [/^8BP[SB]/, { what: 'a Photoshop document', hint: convert }],
  [/^gimp xcf/, { what: 'a GIMP document', hint: convert }],
  [/^\x76\x2f\x31\x01/, { what: 'an OpenEXR picture of floats', hint: convert }],
  [/^#\?(?:RADIANCE|RGBE)/, { what: 'a Radiance HDR picture of floats', hint: convert }],
  [/^SIMPLE {2}=/, { what: 'a FITS picture', hint: convert }],
  [/^[^]{128}DICM/, { what: 'a DICOM picture', hint: convert }],
  [/^DDS /, { what: 'a DDS texture', hint: convert }],
  [/^qoif/, { what: 'a QOI picture', hint: convert }],
  [/^\x0a[\0-\x05]\x01[\x01\x02\x04\x08]/, { what: 'a PCX picture', hint: convert }],
  [/^%!PS/, { what: 'a PostScript document', hint: convert }],
  [/^(?:FUJIFILMCCD-RAW|IIRO|IIRS|MMOR|IIU\0|FOVb)/, { what: 'a raw picture of a camera', hint: develop }],
];

const targa: FileKind = { what: 'a TGA picture', hint: convert };

/** The header of a TGA, which has no mark of its own: kind of picture, no colour table but where one is due, bits a pixel. */
const oldTarga = /^[^](?:\0[\x02\x03\x0a\x0b]|\x01[\x01\x09])[^]{13}[\x08\x0f\x10\x18\x20]/;

/**
 * Says by its content, not by its name, what a file is. Undefined for what is not known.
 */
export function recogniseFile(content: Uint8Array): Recognised {
  const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.length, 192)).toString('latin1');
  for (const [begins, kind] of signatures) {
    if (begins.test(head)) return typeof kind === 'string' ? { kind } : picture(kind);
  }
  const last = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1', content.length - 18);
  if (last.startsWith('TRUEVISION-XFILE')) return picture(targa);
  const other = whatFileIs(content);
  if (other?.what === 'an SVG drawing' || other?.what === 'a PDF document')
    return picture({ what: other.what, hint: convert });
  if (other) return { unread: { ...other, isPicture: false } };
  return oldTarga.test(head) ? picture(targa) : undefined;
}

function picture(kind: FileKind): Recognised {
  return { unread: { ...kind, isPicture: true } };
}
