/** YCbCr (ITU-R BT.601, full range, as JFIF and Pillow take it) to RGB, in place: uint8, `[pixels, 3]`. */
export function ycbcrToRgb(pixels: Uint8Array): void {
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const y = pixels[at] as number;
    const cb = (pixels[at + 1] as number) - 128;
    const cr = (pixels[at + 2] as number) - 128;
    pixels[at] = toByte(y + 1.402 * cr);
    pixels[at + 1] = toByte(y - 0.344136 * cb - 0.714136 * cr);
    pixels[at + 2] = toByte(y + 1.772 * cb);
  }
}

/** D50, the white of ICC profiles and of CIELab in TIFF. */
const white = [0.9642, 1, 0.8249] as const;

/** XYZ under D50 to linear sRGB (Bradford; the inverse of the sRGB profile's matrix of ICC). */
const xyzToRgb = [
  [3.1341359, -1.6173863, -0.4906619],
  [-0.978795, 1.9162544, 0.0334427],
  [0.0719553, -0.2289768, 1.4053861],
] as const;

/**
 * CIELab as an 8-bit TIFF keeps it (lightness 0 to 255 for 0 to 100, a and b as bytes with a sign) to sRGB, in place:
 * uint8, `[pixels, 3]`. Source: TIFF 6.0, section 23; CIE 15; IEC 61966-2-1.
 */
export function cielabToRgb(pixels: Uint8Array): void {
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const lightness = ((pixels[at] as number) * 100) / 255;
    const y = (lightness + 16) / 116;
    const x = y + (((pixels[at + 1] as number) << 24) >> 24) / 500;
    const z = y - (((pixels[at + 2] as number) << 24) >> 24) / 200;
    const xyz = [x, y, z].map((value, axis) => linear(value) * (white[axis] as number));
    for (let channel = 0; channel < 3; channel++) {
      const row = xyzToRgb[channel] as readonly [number, number, number];
      pixels[at + channel] = toByte(
        255 * encode(row[0] * (xyz[0] as number) + row[1] * (xyz[1] as number) + row[2] * (xyz[2] as number)),
      );
    }
  }
}

function linear(value: number): number {
  return value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29);
}

function encode(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
