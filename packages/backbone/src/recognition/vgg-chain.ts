import { scaledChannels } from '../scaled-channels.ts';

/** How a kernel's axes are stored: torch's and ONNX's order, or TensorFlow's. */
export type KernelOrder = 'OIHW' | 'HWIO';

/** A stack of convolutions that is one of the VGG family, by its shapes alone. */
export interface VggChain {
  readonly name: string;
  readonly width: number;
}

/** Convolutions in each of the five blocks (Simonyan & Zisserman 2015, table 1, columns A, B, D, E). */
const family: Readonly<Record<string, readonly number[]>> = {
  VGG11: [1, 1, 2, 2, 2],
  VGG13: [2, 2, 2, 2, 2],
  VGG16: [2, 2, 3, 3, 3],
  VGG19: [2, 2, 4, 4, 4],
};
const channelsOfBlock = [64, 128, 256, 512, 512];
const widest = 8;

/** Names of the layers of a VGG, `block1_conv1` …, in order. */
export function vggLayerNames(name: string): readonly string[] {
  return (family[name] ?? []).flatMap((count, block) =>
    Array.from({ length: count }, (_, at) => `block${block + 1}_conv${at + 1}`),
  );
}

/** The member of the family that kernels of these shapes make, in this order and storage; undefined for none. */
export function vggChain(shapes: readonly (readonly number[])[], order: KernelOrder): VggChain | undefined {
  const sizes = shapes.map((shape) => kernelSizes(shape, order));
  const first = sizes[0]?.outputs ?? 0;
  const width = first / 64;
  if (!(first >= 1 && width <= widest)) return undefined;
  for (const [name, blocks] of Object.entries(family)) {
    const outputs = blocks.flatMap((count, block) =>
      Array.from({ length: count }, () => scaledChannels(channelsOfBlock[block] ?? 0, width)),
    );
    if (outputs.length !== sizes.length) continue;
    const fits = sizes.every(
      (size, at) =>
        size.height === 3 &&
        size.width === 3 &&
        size.inputs === (at === 0 ? 3 : outputs[at - 1]) &&
        size.outputs === outputs[at],
    );
    if (fits) return { name, width };
  }
  return undefined;
}

/** The sides of a kernel of rank 4. */
export function kernelSizes(
  shape: readonly number[],
  order: KernelOrder,
): { readonly height: number; readonly width: number; readonly inputs: number; readonly outputs: number } {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  return order === 'OIHW'
    ? { outputs: a, inputs: b, height: c, width: d }
    : { height: a, width: b, inputs: c, outputs: d };
}
