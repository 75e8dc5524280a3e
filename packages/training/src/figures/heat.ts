/** Bilinear enlargement of one map, corners of pixels aligned as image programs do (half-pixel centres). */
export function enlarge(map: Float32Array, height: number, width: number, side: number): Float32Array {
  const result = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    const y = clamp(((row + 0.5) * height) / side - 0.5, height - 1);
    const top = Math.floor(y);
    const bottom = Math.min(top + 1, height - 1);
    for (let column = 0; column < side; column++) {
      const x = clamp(((column + 0.5) * width) / side - 0.5, width - 1);
      const left = Math.floor(x);
      const right = Math.min(left + 1, width - 1);
      const at = (line: number, place: number): number => map[line * width + place] as number;
      const upper = at(top, left) + (at(top, right) - at(top, left)) * (x - left);
      const lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * (x - left);
      result[row * side + column] = upper + (lower - upper) * (y - top);
    }
  }
  return result;
}

function clamp(value: number, high: number): number {
  return Math.min(Math.max(value, 0), high);
}

/** Stops of a dark-to-bright scale that keeps its order in grey (after Matplotlib's inferno). */
const stops: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [66, 10, 104],
  [147, 38, 103],
  [221, 81, 58],
  [252, 165, 10],
  [252, 255, 164],
];

/** Colour of a value in [0, 1]; values outside are clamped. */
export function heatColour(value: number): readonly [number, number, number] {
  const place = Math.min(Math.max(Number.isNaN(value) ? 0 : value, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  const from = stops[index] as readonly [number, number, number];
  const to = stops[index + 1] as readonly [number, number, number];
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + (to[channel] - from[channel]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}

/** `pixels` (uint8 RGB, side × side) under a heat map with values in [0, 1]. */
export function overlay(pixels: Uint8Array, heat: Float32Array): Uint8Array {
  const result = new Uint8Array(pixels.length);
  for (let index = 0; index < heat.length; index++) {
    const value = Math.min(Math.max(heat[index] as number, 0), 1);
    const colour = heatColour(value);
    const weight = 0.25 + 0.5 * value;
    for (const channel of [0, 1, 2] as const) {
      const at = index * 3 + channel;
      result[at] = Math.round((pixels[at] as number) * (1 - weight) + colour[channel] * weight);
    }
  }
  return result;
}
