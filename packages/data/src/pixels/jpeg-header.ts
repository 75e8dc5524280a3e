/** What the segments of a JPEG say before its first scan. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /**
   * Whether every decoder sees the same in it: 8 bits, Huffman codes, grey or YCbCr, no colour profile, no inks, no
   * EXIF that may turn it, nothing behind its end mark and nothing cut off.
   */
  readonly plain: boolean;
}

/** Markers among those of frames that begin tables (ITU T.81, table B.1). */
const notFrames = [0xc4, 0xc8, 0xcc];

/**
 * Reads segments (ITU T.81, annex B; JFIF; ICC.1; Adobe's technical note 5116) up to the frame's; undefined for what is
 * no JPEG or has something else in their place.
 */
export function readJpegHeader(content: Buffer): JpegHeader | undefined {
  if (content[0] !== 0xff || content[1] !== 0xd8) return undefined;
  const whole = content[content.length - 2] === 0xff && content[content.length - 1] === 0xd9;
  let isJfif = false;
  let isSpecial = false;
  let at = 2;
  while (at + 19 <= content.length && content[at] === 0xff) {
    const marker = content[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // markers may be preceded by any number of fill bytes
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !notFrames.includes(marker)) {
      const [bits, components] = [content[at + 4], content[at + 9] as number];
      const ids = Array.from({ length: components }, (_, component) => content[at + 10 + 3 * component]);
      const colours = components === 1 || (components === 3 && (isJfif || ids.join() === '1,2,3'));
      return {
        height: content.readUInt16BE(at + 5),
        width: content.readUInt16BE(at + 7),
        plain: whole && marker <= 0xc2 && bits === 8 && colours && !isSpecial,
      };
    }
    const is = (code: number, name: string): boolean =>
      marker === code && content.toString('latin1', at + 4, at + 4 + name.length) === name;
    isJfif ||= is(0xe0, 'JFIF');
    isSpecial ||= is(0xe1, 'Exif') || is(0xe2, 'ICC_PROFILE') || is(0xee, 'Adobe');
    at += 2 + content.readUInt16BE(at + 2);
  }
  return undefined;
}
