import type { TiffHeader } from './tiff-header.ts';

/** How the samples of a TIFF become colours. */
export interface TiffReading {
  /** The samples beyond the colours are no transparency: they are left out. */
  readonly dropsExtra: boolean;
  /** Samples that are no grey, RGB, palette or inks, and become RGB here. */
  readonly converts?: 'ycbcr' | 'cielab';
}

/** Colours of each kind of picture (PhotometricInterpretation) that is read. */
const colours = new Map([
  [0, 1],
  [1, 1],
  [2, 3],
  [3, 1],
  [5, 4],
  [6, 3],
  [8, 3],
]);

/** Names of kinds that are not read, as sentences say them. */
const otherKinds = new Map([
  [4, 'a mask'],
  [9, 'ICC Lab colours'],
  [10, 'ITU Lab colours'],
  [32803, 'raw data of a sensor'],
  [32844, 'LogL floats'],
  [32845, 'LogLuv floats'],
  [34892, 'raw data of a sensor'],
]);

/** Names of compressions that are not read. */
const otherCompressions = new Map([
  [6, 'old-style JPEG'],
  [33003, 'JPEG 2000'],
  [33004, 'JPEG 2000'],
  [33005, 'JPEG 2000'],
  [34712, 'JPEG 2000'],
  [34887, 'LERC'],
  [34892, 'lossy JPEG of raw pictures'],
  [50002, 'JPEG XL'],
  [52546, 'JPEG XL'],
]);

/** How the samples become colours, or (as text) why they are not read. */
export function readTiffSamples(header: TiffHeader): TiffReading | string {
  const { bits, photometric, samples, extraSamples, sampleFormats, compression, subsampling } = header;
  if (header.isRaw)
    return 'it is a raw picture of a camera (DNG or like it), whose first page is a preview; develop it first';
  const size = Math.max(...bits);
  if (sampleFormats.includes(3)) {
    return `it holds ${size}-bit floats, whose black and white are not known; save it with 8 or 16 bits a sample, scaled as it should be seen`;
  }
  if (sampleFormats.some((format) => format === 5 || format === 6)) return 'it holds complex numbers';
  if (sampleFormats.includes(2) && photometric !== 8) {
    return `it holds ${size}-bit numbers with a sign, whose black and white are not known; save it with 8 or 16 bits a sample, without a sign`;
  }
  if (bits.some((one) => ![1, 2, 4, 8, 16].includes(one))) {
    return `it has ${size} bits a sample; 1, 2, 4, 8 and 16 are read, so save it with 8 or 16`;
  }
  const kind = colours.get(photometric);
  if (kind === undefined) {
    const name = otherKinds.get(photometric);
    return name === undefined ? 'it does not say what its samples are' : `it holds ${name}, not colours`;
  }
  const packed = otherCompressions.get(compression);
  if (packed !== undefined) return `it is compressed by ${packed}; save it with LZW, deflate or none`;
  const extra = samples - kind;
  if (extra < 0) return `it has ${samples} of the ${kind} samples a pixel that its colours need`;
  if (samples > 4) return `it has ${samples} bands; 1 to 4 are read, so save the three to be seen as RGB`;
  if (extra > 1)
    return `it has ${samples} bands that it does not say are red, green and blue; save the three to be seen as RGB`;
  if (photometric === 6 && compression !== 7) {
    if (size !== 8 || bits.includes(16)) return 'it holds YCbCr colours of other than 8 bits; save it as RGB';
    if (subsampling.some((factor) => factor !== 1)) {
      return 'it holds YCbCr colours at a lower resolution and without JPEG; save it as RGB';
    }
    return { dropsExtra: extra === 1, converts: 'ycbcr' };
  }
  if (photometric === 8) {
    if (size !== 8) return 'it holds CIELab colours of other than 8 bits; save it as RGB';
    return { dropsExtra: extra === 1, converts: 'cielab' };
  }
  return { dropsExtra: extra === 1 && extraSamples[0] !== 1 && extraSamples[0] !== 2 };
}
