import type { ModelMessage, NodeMessage } from './onnx-messages.ts';
import type { RawTensor } from './raw-tensor.ts';

/** What the nodes of an ONNX model say of its convolutions, whatever their tensors are called. */
export interface OnnxGraph {
  /** Who wrote it: `pytorch`, `tf2onnx`, …; empty where it does not say. */
  readonly producer: string;
  /** Whether convolutions take their weights from integers and scales. */
  readonly quantised: boolean;
  /** Slope below zero of the activations behind its convolutions, where all have one. */
  readonly negativeSlope: number | undefined;
  /** What stands behind most of its convolutions in place of ReLU or LeakyReLU: `Sigmoid`, `HardSwish`, …. */
  readonly otherActivation: string | undefined;
  /** What is added to the variance by the norms behind its convolutions; empty where there is none. */
  readonly epsilons: readonly number[];
  /** Tensors of its convolutions and their norms, named by the order of the nodes: `stack1.conv3.weight`. */
  tensors(all: Readonly<Record<string, RawTensor>>): Record<string, RawTensor>;
}

/** Activations that the trunk does not have; those of two nodes are known by their first. */
const otherActivations = new Set(
  'Celu Clip Elu Erf Gelu HardSigmoid HardSwish Mish PRelu Selu Sigmoid Softplus Softsign Swish Tanh ThresholdedRelu'.split(
    ' ',
  ),
);

/** Nodes that hand a tensor on as it is. */
const passes = new Set(['Identity', 'Cast']);

/** Reads the graph of a decoded model. */
export function readOnnxGraph(model: ModelMessage): OnnxGraph {
  const nodes = model.graph?.node ?? [];
  const made = new Map(nodes.flatMap((node) => (node.output ?? []).map((output) => [output, node] as const)));
  const users = new Map<string, NodeMessage[]>();
  for (const node of nodes) {
    for (const input of node.input ?? []) {
      const list = users.get(input);
      if (list) list.push(node);
      else users.set(input, [node]);
    }
  }
  const origin = (name: string): string => {
    let at = name;
    for (let steps = 0; steps < 8; steps++) {
      const node = made.get(at);
      if (!node || !passes.has(node.opType ?? '')) break;
      at = node.input?.[0] ?? '';
    }
    return at;
  };
  const convolutions = nodes.filter(({ opType }) => opType === 'Conv');
  const quantised =
    nodes.some(({ opType }) => /^(?:QLinearConv|ConvInteger)$/.test(opType ?? '')) ||
    convolutions.some((node) => made.get(origin(node.input?.[1] ?? ''))?.opType === 'DequantizeLinear');
  const behind = (node: NodeMessage): readonly NodeMessage[] => users.get(node.output?.[0] ?? '') ?? [];
  const activations = convolutions.flatMap((node) => {
    const next = behind(node);
    return next[0]?.opType === 'BatchNormalization' ? behind(next[0]) : next;
  });
  return {
    producer: model.producerName ?? '',
    quantised,
    epsilons: convolutions.flatMap((node) =>
      behind(node)
        .filter(({ opType }) => opType === 'BatchNormalization')
        .map(({ attribute }) => Number((attribute?.find(({ name }) => name === 'epsilon')?.f ?? 1e-5).toPrecision(6))),
    ),
    otherActivation: [...otherActivations].find(
      (one) => activations.filter(({ opType }) => opType === one).length * 2 > convolutions.length,
    ),
    negativeSlope: commonSlope(activations),
    tensors(all) {
      const named = new Map<string, RawTensor>();
      const put = (name: string, input: string | null | undefined): void => {
        const source = origin(input ?? '');
        const tensor = Object.hasOwn(all, source) ? all[source] : undefined;
        if (tensor) named.set(name, tensor);
      };
      const taken = new Set<string>();
      let stack = 0;
      let place = 0;
      for (const node of convolutions) {
        const kernel = origin(node.input?.[1] ?? '');
        if (!Object.hasOwn(all, kernel) || taken.has(kernel)) continue;
        taken.add(kernel);
        if (all[kernel]?.shape[1] === 3) stack++;
        place++;
        put(`stack${stack}.conv${place}.weight`, kernel);
        put(`stack${stack}.conv${place}.bias`, node.input?.[2]);
        const [norm] = behind(node).filter(({ opType }) => opType === 'BatchNormalization');
        if (!norm) continue;
        for (const [at, what] of ['weight', 'bias', 'running_mean', 'running_var'].entries()) {
          put(`stack${stack}.norm${place}.${what}`, norm.input?.[at + 1]);
        }
      }
      return Object.fromEntries(named);
    },
  };
}

function commonSlope(activations: readonly NodeMessage[]): number | undefined {
  const slopes = new Set(
    activations.flatMap(({ opType, attribute }) => {
      if (opType === 'Relu') return [0];
      if (opType !== 'LeakyRelu') return [];
      const alpha = attribute?.find(({ name }) => name === 'alpha')?.f;
      return [Number((alpha ?? 0.01).toPrecision(6))];
    }),
  );
  const [slope] = slopes;
  return slopes.size === 1 ? slope : undefined;
}
