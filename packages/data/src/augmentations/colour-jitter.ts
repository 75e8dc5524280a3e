import { luma, turnedHue } from '../augmenting/colour-operations.ts';
import { defineAugmentation } from '../augmenting/define-augmentation.ts';

/**
 * Brightness, contrast and saturation, each scaled by a factor uniform in [1 − amount, 1 + amount], and the hue turned by a
 * share of its circle uniform in [−amount, amount]: torchvision's `ColorJitter`, but always in this order, and rounded once
 * at the end.
 */
export const colourJitter = defineAugmentation({
  name: 'colour-jitter',
  description: 'Changes brightness, contrast, saturation and hue by random amounts.',
  defaults: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0 },
  bounds: { brightness: [0, 1], contrast: [0, 1], saturation: [0, 1], hue: [0, 0.5] },
  words: {
    brightness: 'Most that brightness is changed by, as a share',
    contrast: 'Most that contrast is changed by, as a share',
    saturation: 'Most that saturation is changed by, as a share',
    hue: 'Most that the hue is turned by, as a share of the circle',
  },
  apply(pixels_BHWC, { batch, height, width }, { brightness, contrast, saturation, hue }, random) {
    const output = new Uint8Array(pixels_BHWC.length);
    const bytes = height * width * 3;
    const factor = (amount: number): number => 1 + amount * (2 * random.uniform() - 1);
    const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
    for (let image = 0; image < batch; image++) {
      const [brighter, steeper, richer] = [factor(brightness), factor(contrast), factor(saturation)];
      const turn = hue === 0 ? 0 : hue * (2 * random.uniform() - 1); // without hue nothing is drawn for it
      const start = image * bytes;
      let sum = 0;
      for (let at = start; at < start + bytes; at += 3) {
        sum += luma(
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
        const luminance = luma(red, green, blue);
        const changed = [red, green, blue].map((value) => clamp(luminance + richer * (value - luminance))) as [
          number,
          number,
          number,
        ];
        const turned = turn === 0 ? changed : turnedHue(...changed, turn);
        for (let channel = 0; channel < 3; channel++) output[at + channel] = Math.round(turned[channel] as number);
      }
    }
    return output;
  },
});
