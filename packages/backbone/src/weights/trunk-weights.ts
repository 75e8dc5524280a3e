import { sha256, TrunklineError } from '@trunkline/system';
import { viewBytes, type RawTensor } from '../readers/raw-tensor.ts';
import { findAdapter } from '../recognition/adapters.ts';
import { checkValues } from '../recognition/check-values.ts';
import { explainAbsence } from '../recognition/explain-absence.ts';
import { findTrunks, labelOf, type FoundTrunk, type Recognition } from '../recognition/find-trunks.ts';
import { layerOrder } from '../recognition/layer-order.ts';
import { findNorms, type NormTensors } from '../recognition/norms.ts';
import type { Role } from '../recognition/tensor-name.ts';
import { kernelSizes, vggLayerNames, type KernelOrder } from '../recognition/vgg-chain.ts';
import { createTrunk } from '../trunk.ts';
import type { WeightsFile } from './weights-format.ts';

/** One parameter's values, float32, row-major; kernels in HWIO order. */
export interface ParameterValue {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The parameters of a trunk by their stable names (`backbone/block1_conv1/kernel`, …). */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** Whose names the layers of a file have; `none`: told by the graph of the file alone. */
export type WeightsNaming = 'trunkline' | 'keras' | 'torchvision' | 'none';

/** Parameters taken from a file, and the shape of the trunk they make. */
export interface TrunkWeights {
  readonly parameters: ParameterValues;
  readonly width: number;
  readonly batchNorm: boolean;
  readonly naming: WeightsNaming;
  /** What the file's own layers say of the slope below zero; undefined where they are not listed. */
  readonly negativeSlope: number | undefined;
}

const trunkName = 'VGG16';
/** What the trunk's own batch norm adds to the variance, as torchvision's does. */
const ownEpsilon = 0.00001;

/**
 * Finds the one VGG16 trunk among the tensors of a file, by the order in their names and by their shapes: this project's
 * own, Keras's, torchvision's, timm's, a bare `Sequential`, a graph of ONNX. What is no trunk (dense layers, optimiser state)
 * is left out; two trunks, half of one, another network, quantised and not finite values are refused. `prefix` chooses among
 * several trunks by how the names of their tensors begin. Kernels come back as HWIO. Throws `TL_WEIGHTS_UNRECOGNISED`,
 * `TL_WEIGHTS_AMBIGUOUS`, `TL_WEIGHTS_QUANTISED`, `TL_WEIGHTS_NOT_FINITE`.
 */
export function findTrunkWeights(path: string, file: WeightsFile, prefix = ''): TrunkWeights {
  const refuse = refusals(path, file.format);
  const tensors = tensorsOf(file, prefix, refuse);
  const order = kernelOrders(file);
  const byName = findTrunks(tensors, order);
  const graph =
    byName.trunks.length === 0 && file.graph ? findTrunks(file.graph.tensors(tensors), () => 'OIHW') : undefined;
  const seen = graph && graph.trunks.length > 0 ? graph : byName;
  const trunk = onlyTrunk(seen, tensors, order, refuse);
  if (file.graph?.quantised) throw refuse.quantised('its convolutions take quantised weights');
  const adapter = findAdapter(Object.keys(tensors));
  if (adapter !== undefined) {
    throw refuse.unrecognised(
      `what was trained lies in adapters beside its kernels (${adapter})`,
      'Merge them before saving, as merge_and_unload of peft does; or take the kernels alone into a file of their own.',
    );
  }
  const parameters = readParameters(trunk, seen, refuse, file);
  const naming = graph === seen ? 'none' : namingOf(file, trunk);
  return { ...parameters, width: trunk.chain.width, naming };
}

interface Refusals {
  unrecognised(what: string, hint: string): TrunklineError;
  ambiguous(what: string, hint: string): TrunklineError;
  quantised(what: string): TrunklineError;
  notFinite(what: string): TrunklineError;
}

function refusals(path: string, format: WeightsFile['format']): Refusals {
  const none = `${path} (${format}) holds no ${trunkName} trunk`;
  return {
    unrecognised: (what, hint) =>
      new TrunklineError('TL_WEIGHTS_UNRECOGNISED', `${none}: ${what}.`, { hint, exitStatus: 2 }),
    ambiguous: (what, hint) =>
      new TrunklineError('TL_WEIGHTS_AMBIGUOUS', `${path} (${format}) holds ${what}; one was expected.`, {
        hint,
        exitStatus: 2,
      }),
    quantised: (what) =>
      new TrunklineError('TL_WEIGHTS_QUANTISED', `${path} (${format}) is quantised: ${what}.`, {
        hint: 'Give the model in float32, float16 or bfloat16, as it was before it was quantised.',
        exitStatus: 2,
      }),
    notFinite: (what) =>
      new TrunklineError('TL_WEIGHTS_NOT_FINITE', `${path} (${format}) holds no usable trunk: ${what}.`, {
        hint: 'Take an earlier checkpoint of this model, or fetch the file again.',
        exitStatus: 2,
      }),
  };
}

function tensorsOf(file: WeightsFile, prefix: string, refuse: Refusals): Readonly<Record<string, RawTensor>> {
  const start = prefix === '' && file.format === 'trunkline' ? 'backbone/' : prefix;
  if (start === '') return file.tensors;
  const chosen = Object.entries(file.tensors).filter(([name]) => name.startsWith(start));
  if (chosen.length > 0) return Object.fromEntries(chosen);
  const names = Object.keys(file.tensors).slice(0, 4).join(', ');
  throw refuse.unrecognised(
    `no tensor begins with "${start}" (${names}, …)`,
    'Give the beginning of the names of one trunk: `trunkline weights inspect` lists all names.',
  );
}

/** Keras and this project store kernels as HWIO, torch and ONNX as OIHW; Flax says `kernel` and means HWIO. */
function kernelOrders({ format }: WeightsFile): (name: string) => KernelOrder {
  if (format === 'onnx') return () => 'OIHW';
  if (format !== 'pytorch') return () => 'HWIO';
  return (name) => (/kernel/i.test(name.slice(-12)) ? 'HWIO' : 'OIHW');
}

function onlyTrunk(
  seen: Recognition,
  tensors: Readonly<Record<string, RawTensor>>,
  order: (name: string) => KernelOrder,
  refuse: Refusals,
): FoundTrunk {
  const [trunk, second] = seen.trunks;
  if (!trunk) {
    const { what, hint } = explainAbsence(tensors, seen, order);
    throw refuse.unrecognised(what, hint);
  }
  if (second) throw ambiguity(seen.trunks, refuse);
  const { chain, usualOrder, order: stored } = trunk;
  if (chain.name !== trunkName) {
    throw refuse.unrecognised(
      `this is ${chain.name}, with ${vggLayerNames(chain.name).length} convolutions where ${trunkName} has 13`,
      `Give a file of ${trunkName}.`,
    );
  }
  if (!usualOrder) {
    const [usual, found] =
      stored === 'HWIO'
        ? ['[outputs, inputs, height, width]', '[height, width, inputs, outputs]']
        : ['[height, width, inputs, outputs]', "[outputs, inputs, height, width], Theano's order"];
    throw refuse.unrecognised(
      `the axes of its kernels are in the wrong order: they are ${found}, files of this kind have ${usual}`,
      stored === 'HWIO'
        ? 'Save the kernels as [outputs, inputs, height, width].'
        : "Convert it with the Keras that wrote it (Theano's kernels are mirrored too), or fetch the TensorFlow version.",
    );
  }
  return trunk;
}

function ambiguity(trunks: readonly FoundTrunk[], refuse: Refusals): TrunklineError {
  const labels = trunks.map(({ sequence }) => labelOf(sequence));
  const shown = trunks.map(({ chain, sequence }, at) => {
    const beyond = sequence.beyond === '' ? '' : ` (${sequence.beyond})`;
    const kind = chain.name === trunkName ? '' : `${chain.name} `;
    return `${kind}${labels[at] || sequence.template}${beyond}`;
  });
  const [first = ''] = labels.filter((label) => labels.filter((one) => one.startsWith(label)).length === 1);
  return refuse.ambiguous(
    `${trunks.length} trunks: ${shown.slice(0, 6).join(', ')}${shown.length > 6 ? ', …' : ''}`,
    first === ''
      ? 'Save the one that you mean in a file of its own.'
      : `Choose one: trunkline weights convert <file> <one>.safetensors --prefix ${first}`,
  );
}

function readParameters(
  { chain, order, sequence }: FoundTrunk,
  { tensors }: Recognition,
  refuse: Refusals,
  { format, layers, graph }: WeightsFile,
): Pick<TrunkWeights, 'parameters' | 'batchNorm' | 'negativeSlope'> {
  const said = layerOrder(layers);
  const { slope = graph?.negativeSlope, ...listed } = said.slopeOf(sequence.members.map(({ module }) => module));
  const other = graph?.otherActivation;
  const problem =
    listed.problem ??
    (other === undefined ? undefined : `its activations are ${other}, ReLU or LeakyReLU was expected`);
  if (problem !== undefined) throw refuse.unrecognised(problem, 'Give a VGG16 with ReLU, or LeakyReLU of one slope.');
  const channels = sequence.members.map(({ tensor }) => kernelSizes(tensor.shape, order).outputs);
  const found = findNorms(sequence, channels, tensors, said);
  if ('problem' in found) {
    throw refuse.unrecognised(
      found.problem,
      'Save the whole state of the model, running statistics included: `state_dict()`, not `named_parameters()`.',
    );
  }
  const { norms } = found;
  if (norms.length === 0 && (graph?.epsilons.length ?? 0) > 0) {
    throw refuse.unrecognised(
      'its nodes have batch norms whose tensors are not found',
      'Export it with the norms folded.',
    );
  }
  const epsilon = format === 'keras-h5' ? 0.001 : graph?.epsilons.find((one) => one !== ownEpsilon);
  if (norms.length > 0 && epsilon !== undefined) {
    throw refuse.unrecognised(
      `it has batch normalisation with ${epsilon} added to the variance${format === 'keras-h5' ? ', as Keras has it' : ''}; here ${ownEpsilon} is added`,
      "Fold the norms into the convolutions before saving, or give torchvision's VGG16 with batch norm.",
    );
  }
  const take = (name: string, role: Role, source: string, tensor: RawTensor | undefined): Float32Array => {
    const shape = expected.get(name) ?? [];
    if (!tensor) throw refuse.unrecognised(`${source} is missing`, 'Save the whole trunk.');
    const isKernel = role === 'kernel';
    if (!isKernel && (tensor.shape.length !== 1 || tensor.shape[0] !== shape[0])) {
      const what = `${source} is [${tensor.shape.join(', ')}], expected [${shape.join(', ')}]`;
      throw refuse.unrecognised(what, 'Save the whole trunk.');
    }
    const checked = checkValues(tensor, role);
    if ('values' in checked) return isKernel && order === 'OIHW' ? outputsLast(checked.values, shape) : checked.values;
    const what = `${source} ${checked.problem}`;
    throw checked.quantised ? refuse.quantised(what) : refuse.notFinite(what);
  };
  const batchNorm = norms.length > 0;
  const expected = new Map(
    createTrunk({ name: 'vgg16-gap', width: chain.width, batchNorm })
      .parameters()
      .map(({ name, shape }) => [name, shape]),
  );
  const biases = new Map(
    tensors
      .filter(({ role, beyond }) => role === 'bias' && beyond === sequence.beyond)
      .map((one) => [one.module.join('/'), one]),
  );
  const values = new Map<string, Float32Array>();
  vggLayerNames(trunkName).forEach((layer, at) => {
    const kernel = sequence.members[at];
    const bias = biases.get(kernel?.module.join('/') ?? '');
    const put = (what: string, role: Role, source: string, tensor: RawTensor | undefined): void => {
      const name = `backbone/${layer}/${what}`;
      values.set(name, take(name, role, source, tensor));
    };
    put('kernel', 'kernel', kernel?.name ?? layer, kernel?.tensor);
    put('bias', 'bias', bias?.name ?? `the bias of ${kernel?.name ?? layer}`, bias?.tensor);
    const norm = norms[at];
    if (norm)
      putNorm(norm, (what, one) => {
        const name = `backbone/${layer.replace('conv', 'bn')}/${what}`;
        values.set(name, take(name, what, one.name, one.tensor));
      });
  });
  const parameters = Object.fromEntries(
    [...expected].map(([name, shape]) => [name, { shape, data: values.get(name) as Float32Array }]),
  );
  return { parameters, batchNorm, negativeSlope: slope };
}

function putNorm(norm: NormTensors, put: (what: keyof NormTensors, one: NormTensors['mean']) => void): void {
  for (const what of ['scale', 'offset', 'mean', 'variance'] as const) put(what, norm[what]);
}

function namingOf({ format }: WeightsFile, { sequence }: FoundTrunk): WeightsNaming {
  if (format === 'trunkline') return 'trunkline';
  if (format === 'keras-h5') return 'keras';
  return /block_?#_conv|convxd/.test(sequence.template) ? 'keras' : 'torchvision';
}

/** OIHW → HWIO; `shape` is the wanted [H, W, I, O]. */
function outputsLast(data: Float32Array, shape: readonly number[]): Float32Array {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape;
  const area = height * width;
  const result = new Float32Array(data.length);
  let write = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    for (let input = 0; input < inputs; input++) {
      let read = input * area + pixel;
      for (let output = 0; output < outputs; output++, read += inputs * area) result[write++] = data[read] as number;
    }
  }
  return result;
}

/** SHA-256 of every parameter's bytes, by name. */
export function digestParameters(parameters: ParameterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, sha256(viewBytes(data))]));
}

/** One SHA-256 over the digests of all parameters, in the order of their names: the identity of a set of weights. */
export function combineDigests(digests: Readonly<Record<string, string>>): string {
  const lines = Object.entries(digests).map(([name, digest]) => `${name} ${digest}\n`);
  return sha256(lines.sort().join(''));
}

/** Throws `TL_DIGEST_MISMATCH` at the first parameter whose digest is not the expected one. */
export function checkDigests(
  path: string,
  found: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): void {
  for (const [name, digest] of Object.entries(expected)) {
    if (found[name] === digest) continue;
    throw new TrunklineError(
      'TL_DIGEST_MISMATCH',
      `${path}: ${name} has SHA-256 ${found[name] ?? '(missing)'}, expected ${digest}.`,
      {
        hint: 'The file was damaged or is another set; pull the weights again, or convert it under a path of your own.',
      },
    );
  }
}
