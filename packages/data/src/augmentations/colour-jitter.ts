import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/**
 * Brightness, contrast and saturation, each scaled by a factor uniform in [1 − amount, 1 + amount], in this order:
 * torchvision's `ColorJitter` without hue and with a fixed order.
 */
export const colourJitter = defineAugmentation({
  name: 'colour-jitter',
  description: 'Changes brightness, contrast and saturation by random factors.',
  defaults: { brightness: 0.4, contrast: 0.4, saturation: 0.4 },
  bounds: { brightness: [0, 1], contrast: [0, 1], saturation: [0, 1] },
  apply(pixels_BHWC, { batch, height, width }, { brightness, contrast, saturation }, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const bytes = height * width * 3;
    const factor = (amount: number): number => 1 + amount * (2 * random.uniform() - 1);
    const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
    for (let image = 0; image < batch; image++) {
      const [brighter, steeper, richer] = [factor(brightness), factor(contrast), factor(saturation)];
      const start = image * bytes;
      let sum = 0;
      for (let at = start; at < start + bytes; at += 3) {
        sum += grey(
          clamp(brighter * (pixels_BHWC[at] as number)),
          clamp(brighter * (pixels_BHWC[at + 1] as number)),
          clamp(brighter * (pixels_BHWC[at + 2] as number)),
        );
      }
      const mean = sum / (height * width);
      for (let at = start; at < start + bytes; at += 3) {
        const [red, green, blue] = [0, 1, 2].map((channel) =>
          clamp(mean + steeper * (clamp(brighter * (pixels_BHWC[at + channel] as number)) - mean)),
        ) as [number, number, number];
        const luminance = grey(red, green, blue);
        output[at] = Math.round(clamp(luminance + richer * (red - luminance)));
        output[at + 1] = Math.round(clamp(luminance + richer * (green - luminance)));
        output[at + 2] = Math.round(clamp(luminance + richer * (blue - luminance)));
      }
    }
    return output;
  },
});

/** ITU-R BT.601 luma. */
function grey(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
