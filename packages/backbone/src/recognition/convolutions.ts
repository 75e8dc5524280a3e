import type { RawTensor } from '../readers/raw-tensor.ts';
import { isAverage, isOptimiserSlot } from './optimiser-slots.ts';
import { parseTensorName, type Role } from './tensor-name.ts';

/** A tensor of a file, with what its name says. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: RawTensor;
  readonly module: readonly string[];
  /** Resolved with the tensor's rank: a `weight` of rank 1 is the scale of a norm. */
  readonly role: Role | undefined;
  /** Empty, or what marks an average of a parameter. */
  readonly beyond: string;
}

/** The tensors of a file that may be parameters, and how many are an optimiser's. */
export interface NamedTensors {
  readonly tensors: readonly NamedTensor[];
  readonly slots: readonly string[];
}

/** The roles of the variables of a layer by number, as Keras counts them. */
const normVariables: readonly Role[] = ['scale', 'offset', 'mean', 'variance'];

/** Takes the names of a file apart. Optimiser slots and what else belongs to a parameter (masks, gradients) are left out. */
export function nameTensors(all: Readonly<Record<string, RawTensor>>): NamedTensors {
  const slots: string[] = [];
  const parsed = Object.entries(all).flatMap(([name, tensor]) => {
    const parts = parseTensorName(name);
    if (!parts) return [];
    if (isOptimiserSlot(name, parts.beyond)) {
      slots.push(name);
      return [];
    }
    return parts.beyond === '' || isAverage(parts.beyond) ? [{ name, tensor, ...parts }] : [];
  });
  const withKernel = new Set(
    parsed.filter(({ tensor, variable }) => variable !== undefined && tensor.shape.length > 1).map(moduleKey),
  );
  const tensors = parsed.map(({ name, tensor, module, role, variable, beyond }): NamedTensor => {
    const rank = tensor.shape.length;
    if (variable !== undefined) {
      const counted = withKernel.has(moduleKey({ module })) ? (rank > 1 ? 'kernel' : 'bias') : normVariables[variable];
      return { name, tensor, module, role: counted, beyond };
    }
    if (role === 'kernel' && rank === 1) return { name, tensor, module, role: 'scale', beyond };
    if (role === undefined) return { name, tensor, beyond, ...byBlock(module, rank) };
    return { name, tensor, module, role, beyond };
  });
  return { tensors, slots };
}

/** Graphs name constants after the layer and an operation: `model/block1_conv1/Add`. Its rank says what it is. */
function byBlock(module: readonly string[], rank: number): Pick<NamedTensor, 'module' | 'role'> {
  const at = module.findIndex((part) => blockPart.test(part));
  if (at < 0) return { module, role: undefined };
  return { module: module.slice(0, at + 1), role: rank === 4 ? 'kernel' : rank === 1 ? 'bias' : undefined };
}

/** One string for a layer. */
export function moduleKey({ module }: Pick<NamedTensor, 'module'>): string {
  return module.join('/');
}

/** `block1_conv1`, with what may stand around it. */
const blockPart = /^(.*?)(block_?\d+_(?:conv|bn|norm)_?\d+)(.*)$/;

/** Layers of which the names differ in nothing but numbers, in the order of these numbers. */
export interface LayerSequence {
  /** What stands before the numbered part of every name. */
  readonly scope: readonly string[];
  /** The names with `#` for numbers. */
  readonly template: string;
  readonly beyond: string;
  readonly members: readonly NamedTensor[];
}

interface Placed {
  readonly tensor: NamedTensor;
  readonly numbers: readonly number[];
}

/**
 * Every way to see tensors as one sequence of layers: those below one scope whose names have one template. The same
 * members seen from several scopes count once, from the innermost.
 */
export function layerSequences(tensors: readonly NamedTensor[]): readonly LayerSequence[] {
  const groups = new Map<string, { scope: readonly string[]; template: string; beyond: string; placed: Placed[] }>();
  for (const tensor of tensors) {
    const parts = tensor.module.map(templateOf);
    for (let depth = 0; depth <= parts.length; depth++) {
      const rest = parts.slice(depth);
      const numbers = rest.flatMap((part) => part.numbers);
      if (numbers.length === 0) break;
      const scope = tensor.module.slice(0, depth);
      const template = rest.map((part) => part.template).join('/');
      const key = JSON.stringify([scope, template, tensor.beyond]);
      const group = groups.get(key);
      if (group) group.placed.push({ tensor, numbers });
      else groups.set(key, { scope, template, beyond: tensor.beyond, placed: [{ tensor, numbers }] });
    }
  }
  const found = new Map<string, LayerSequence>();
  for (const { scope, template, beyond, placed } of groups.values()) {
    const sorted = [...placed].sort((one, other) => compareNumbers(one.numbers, other.numbers));
    if (sorted.some(({ numbers }, at) => at > 0 && compareNumbers(numbers, sorted[at - 1]?.numbers ?? []) === 0))
      continue;
    const members = sorted.map(({ tensor }) => tensor);
    // groups come with growing depth for each tensor, so that the innermost scope is set last
    found.set(JSON.stringify(members.map(({ name }) => name)), { scope, template, beyond, members });
  }
  return [...found.values()];
}

/** The numbers of a layer's name that make its place; those of `conv2d` say nothing. */
export function placeOf(module: readonly string[]): readonly number[] {
  return module.flatMap((part) => templateOf(part).numbers);
}

function templateOf(part: string): { readonly template: string; readonly numbers: readonly number[] } {
  const [, before, block, behind] = blockPart.exec(part) ?? [];
  if (block !== undefined) {
    return { template: `${before}${block.replace(/\d+/g, '#')}${behind}`, numbers: numbersOf(block) };
  }
  // the first layer of a class has no number: conv2d, conv2d_1, …
  const counted = /(?:^|_)(?:conv2d|batch_normalization)$/.test(part) ? `${part}_0` : part;
  const plain = counted.replace(/conv2d/g, 'convxd');
  return { template: plain.replace(/\d+/g, '#'), numbers: numbersOf(plain) };
}

function numbersOf(text: string): readonly number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

export function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? -1) - (other[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
