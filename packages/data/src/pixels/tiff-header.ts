/** What the first page of a TIFF says of its samples (TIFF 6.0; BigTIFF). */
export interface TiffHeader {
  readonly bits: readonly number[];
  readonly compression: number;
  /** How colours are kept: 0 and 1 grey, 2 RGB, 3 palette, 5 inks, 6 YCbCr, 8 CIELab … */
  readonly photometric: number;
  readonly samples: number;
  /** What the samples beyond the colours are: 0 not said, 1 alpha that colours are multiplied by, 2 alpha. */
  readonly extraSamples: readonly number[];
  /** 1 whole numbers, 2 whole numbers with a sign, 3 floats, 5 and 6 complex numbers. */
  readonly sampleFormats: readonly number[];
  /** Across and down, of YCbCr; the rule, when nothing is said, is 2 and 2. */
  readonly subsampling: readonly number[];
  readonly isRaw: boolean;
  /** Where the value of PhotometricInterpretation lies in the file. */
  readonly photometricAt: number;
  readonly bigEndian: boolean;
}

const tags = {
  kind: 254,
  bits: 258,
  compression: 259,
  photometric: 262,
  samples: 277,
  subIfds: 330,
  extra: 338,
  format: 339,
  subsampling: 530,
  dng: 50706,
};

/** Bytes of one value, by its type: BYTE, SHORT, LONG, LONG8. */
const valueBytes = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [16, 8],
]);

/** Reads the tags of the first page; undefined where they are damaged. */
export function readTiffHeader(content: Buffer): TiffHeader | undefined {
  const bigEndian = content[0] === 0x4d;
  const big = content[bigEndian ? 3 : 2] === 43;
  const read = (at: number, bytes: number): number => {
    if (bytes === 8) return read(at + (bigEndian ? 4 : 0), 4); // files of 4 GiB are refused before
    return bigEndian ? content.readUIntBE(at, bytes) : content.readUIntLE(at, bytes);
  };
  try {
    const page = read(big ? 8 : 4, big ? 8 : 4);
    const count = read(page, big ? 8 : 2);
    const places = new Map<number, { readonly at: number; readonly type: number; readonly count: number }>();
    for (let entry = 0; entry < Math.min(count, 4096); entry++) {
      const at = page + (big ? 8 + 20 * entry : 2 + 12 * entry);
      const [type, values] = [read(at + 2, 2), read(at + 4, big ? 8 : 4)];
      const inPlace = values * (valueBytes.get(type) ?? 8) <= (big ? 8 : 4);
      const offset = at + (big ? 12 : 8);
      places.set(read(at, 2), { at: inPlace ? offset : read(offset, big ? 8 : 4), type, count: values });
    }
    const values = (tag: number, otherwise: number[]): number[] => {
      const place = places.get(tag);
      const bytes = valueBytes.get(place?.type ?? 0);
      if (!place || !bytes) return otherwise;
      return Array.from({ length: Math.min(place.count, 1024) }, (_, value) => read(place.at + value * bytes, bytes));
    };
    const one = (tag: number, otherwise: number): number => values(tag, [])[0] ?? otherwise;
    return {
      bits: values(tags.bits, [1]),
      compression: one(tags.compression, 1),
      photometric: one(tags.photometric, -1),
      samples: one(tags.samples, 1),
      extraSamples: values(tags.extra, []),
      sampleFormats: values(tags.format, [1]),
      subsampling: values(tags.subsampling, [2, 2]),
      isRaw: places.has(tags.dng) || (places.has(tags.subIfds) && (one(tags.kind, 0) & 1) === 1),
      photometricAt: places.get(tags.photometric)?.at ?? -1,
      bigEndian,
    };
  } catch {
    return undefined; // a place outside of the file
  }
}
