// VGG16 at a sixty-fourth of its width: the smallest file of weights that a reader takes.

const widths = [1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 8, 8, 8];
const places = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

/** Kernels `[out, in, 3, 3]` and biases of the 13 convolutions under torchvision's names. */
export function trunkTensors() {
  return Object.fromEntries(
    widths.flatMap((width, layer) => {
      const inputs = widths[layer - 1] ?? 3;
      const numbers = (count) => Float32Array.from({ length: count }, (_, at) => Math.sin(at + 1) / 8);
      const name = `features.${places[layer]}`;
      return [
        [`${name}.weight`, { shape: [width, inputs, 3, 3], data: numbers(width * inputs * 9) }],
        [`${name}.bias`, { shape: [width], data: numbers(width) }],
      ];
    }),
  );
}
