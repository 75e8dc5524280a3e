// float16 (IEEE 754 binary16) in bulk. Node 20 has no Float16Array, and the libraries that stand in for it convert through a
// proxy, element by element.

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);

let table: Float32Array | undefined;

/** Every float16 as float32, by its 16 bits. */
function everyHalf(): Float32Array {
  if (table) return table;
  table = new Float32Array(0x1_0000);
  for (let half = 0; half < table.length; half += 1) {
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    table[half] = half & 0x8000 ? -size : size;
  }
  return table;
}

/** The nearest float16 of each value, ties to even; beyond 65,504 infinity. */
export function toHalf(values: Float32Array): Uint16Array {
  const result = new Uint16Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    number[0] = values[index] as number;
    const all = bits[0] as number;
    const sign = (all >>> 16) & 0x8000;
    const exponent = ((all >>> 23) & 0xff) - 112;
    const fraction = all & 0x7f_ffff;
    let half: number;
    if (exponent >= 31) half = exponent === 143 && fraction !== 0 ? 0x7e00 : 0x7c00;
    else if (exponent > 0) {
      const rest = fraction & 0x1fff;
      half = (exponent << 10) | (fraction >>> 13);
      if (rest > 0x1000 || (rest === 0x1000 && half & 1)) half += 1; // may carry into the exponent, as it should
    } else if (exponent < -10) half = 0;
    else {
      const whole = fraction | 0x80_0000;
      const shift = 14 - exponent;
      const rest = whole & ((1 << shift) - 1);
      half = whole >>> shift;
      const middle = 1 << (shift - 1);
      if (rest > middle || (rest === middle && half & 1)) half += 1;
    }
    result[index] = sign | half;
  }
  return result;
}

/** Puts float16 values into `into` as float32, from place `at` on. */
export function fromHalf(halves: Uint16Array, into: Float32Array, at: number): void {
  const values = everyHalf();
  for (let index = 0; index < halves.length; index += 1) into[at + index] = values[halves[index] as number] as number;
}
