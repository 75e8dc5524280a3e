import type { RawTensor } from '../readers/raw-tensor.ts';
import { layerSequences, nameTensors, type LayerSequence, type NamedTensor } from './convolutions.ts';
import { vggChain, type KernelOrder, type VggChain } from './vgg-chain.ts';

/** A whole stack of kernels of the VGG family in a file. */
export interface FoundTrunk {
  readonly chain: VggChain;
  readonly order: KernelOrder;
  /** Whether the kernels are stored as files of this kind store them. */
  readonly usualOrder: boolean;
  readonly sequence: LayerSequence;
}

/** What recognition saw in a file. */
export interface Recognition {
  readonly trunks: readonly FoundTrunk[];
  readonly tensors: readonly NamedTensor[];
  readonly kernels: readonly NamedTensor[];
  /** Names of optimiser state, which was left out. */
  readonly slots: readonly string[];
}

/**
 * Every stack of the VGG family among named tensors: kernels of rank 4 under one numbered pattern of names whose shapes make
 * the chain. `usual` is how files of this kind store a kernel; the word `kernel` says TensorFlow's order in any file but ONNX.
 */
export function findTrunks(
  all: Readonly<Record<string, RawTensor>>,
  usual: (name: string) => KernelOrder,
): Recognition {
  const { tensors, slots } = nameTensors(all);
  const kernels = tensors.filter(({ role, tensor }) => role === 'kernel' && tensor.shape.length === 4);
  const trunks = layerSequences(kernels).flatMap((sequence): FoundTrunk[] => {
    const shapes = sequence.members.map(({ tensor }) => tensor.shape);
    const expected = usual(sequence.members[0]?.name ?? '');
    const other = expected === 'OIHW' ? 'HWIO' : 'OIHW';
    for (const order of [expected, other] as const) {
      const chain = vggChain(shapes, order);
      if (chain) return [{ chain, order, usualOrder: order === expected, sequence }];
    }
    return [];
  });
  return { trunks, tensors, kernels, slots };
}

/** How a person names a trunk of several: what stands before its layers in the file, `teacher.features.`. */
export function labelOf({ members }: LayerSequence): string {
  const names = members.map(({ name }) => name);
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length).replace(/(?:block_?|conv_?|conv2d_?|layer_?)?\d*$/, '');
}
