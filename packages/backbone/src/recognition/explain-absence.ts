import { isOpaque, type RawTensor } from '../readers/raw-tensor.ts';
import { findParametrised } from './adapters.ts';
import { layerSequences, type NamedTensor } from './convolutions.ts';
import type { Recognition } from './find-trunks.ts';
import { networkOf } from './other-networks.ts';
import { kernelSizes, vggLayerNames, type KernelOrder } from './vgg-chain.ts';

/** Why a file holds no trunk, as the end of a sentence, and what to do. */
export interface Absence {
  readonly what: string;
  readonly hint: string;
}

const giveTrunk = 'Give a file with the 13 convolutions of VGG16.';
const exactFloats = 'Give the model in float32, float16 or bfloat16, as it was before it was quantised.';

/** Says what is in a file in place of one VGG16 trunk. */
export function explainAbsence(
  tensors: Readonly<Record<string, RawTensor>>,
  { kernels, slots }: Recognition,
  order: (name: string) => KernelOrder,
): Absence {
  const names = Object.keys(tensors);
  const shown = `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
  if (slots.length > 0 && kernels.length === 0) {
    return {
      what: `it holds the state of an optimiser (${slots.length} tensors: ${slots.slice(0, 3).join(', ')}, …) and no convolution`,
      hint: 'Give the file of the model itself, which was saved beside it.',
    };
  }
  const network = networkOf(
    names,
    Object.values(tensors).map(({ shape }) => shape),
  );
  if (network !== undefined) return { what: `this is ${network}`, hint: giveTrunk };
  const stored = Object.values(tensors).filter(({ elementType }) => isQuantised(elementType));
  if (kernels.length === 0) {
    if (stored.some(({ shape }) => shape.length === 4)) {
      return { what: 'its convolutions are quantised (integers with scales)', hint: exactFloats };
    }
    const made = findParametrised(names);
    if (made !== undefined) {
      return {
        what: `its kernels are parametrised, by weight norm, spectral norm or pruning (${made})`,
        hint: 'Make plain kernels of them before saving: remove_parametrizations, remove_weight_norm or prune.remove of torch.nn.utils.',
      };
    }
    return { what: `there is no convolution among its ${names.length} tensors (${shown})`, hint: giveTrunk };
  }
  const [largest] = layerSequences(kernels)
    .map(({ members }) => members)
    .sort((one, other) => other.length - one.length);
  const stack = largest ?? kernels;
  const missing = missingOf(stack);
  if (missing.length > 0 && missing.length < 13) {
    return {
      what: `${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''} ${missing.length === 1 ? 'is' : 'are'} missing of its 13 convolutions`,
      hint: 'Save the whole trunk; VGG16 has block1_conv1 to block5_conv3.',
    };
  }
  return { what: describe(stack, kernels.length, order), hint: giveTrunk };
}

function isQuantised(elementType: RawTensor['elementType']): boolean {
  return isOpaque(elementType) || ['I8', 'U8', 'I16', 'I32'].includes(elementType);
}

/** Layers of VGG16 that are not there, where the names say which there are. */
function missingOf(stack: readonly NamedTensor[]): readonly string[] {
  const there = new Set(stack.map(({ module }) => /block\d_conv\d/.exec(module.join('/'))?.[0]));
  const extra = [...there].some((name) => name === undefined || !vggLayerNames('VGG19').includes(name));
  return extra ? [] : vggLayerNames('VGG16').filter((name) => !there.has(name));
}

function describe(stack: readonly NamedTensor[], all: number, order: (name: string) => KernelOrder): string {
  const sizes = stack.map(({ name, tensor }) => kernelSizes(tensor.shape, order(name)));
  const [first] = sizes;
  const count = `${stack.length} ${stack.length === 1 ? 'convolution' : 'convolutions'}`;
  const others = all > stack.length ? ` (of ${all} in the file)` : '';
  if (stack.length === 13 && first && first.inputs !== 3 && first.inputs < 9) {
    return `its first convolution takes ${first.inputs} ${first.inputs === 1 ? 'channel' : 'channels'}, pictures have 3`;
  }
  const odd = sizes.find(({ height, width }) => height !== 3 || width !== 3);
  const what = odd
    ? `one of them of ${odd.height} × ${odd.width}`
    : `with ${sizes.map((one) => one.outputs).join(', ')} channels`;
  return `${count}${others}, ${what}, are not VGG16's 13 of 3 × 3 with 64, 64, 128, 128, 256, … (times a width)`;
}
