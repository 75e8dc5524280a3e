import { randomNormal, tf, type Parameters, type Tensor, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import type { Architecture } from '../architecture.ts';
import { changedValues } from '../changed-values.ts';
import { defineMethod } from '../define-method.ts';
import { copyOf, type Module } from '../module.ts';
import type { ModuleParameter } from '../module-parameter.ts';

/** Kernels move by matrices of low rank, and by nothing else. */
export const lora = defineMethod({
  name: 'lora',
  family: 'finetuning',
  paper: 'Hu et al. 2021, arXiv 2106.09685, equation 3',
  description:
    'Low-rank adaptation: every chosen kernel W, one row for each place and input channel, becomes W + α/r · A · B. A and B, of rank r, learn with the head; all else stays. The model that is evaluated and kept has the sum, and costs what it cost before.',
  helps:
    'Helps where memory or storage of many tasks is short, or where full fine-tuning distorts good features with few labels. Too little where the task needs other early features, and with narrow layers, where a low rank is nearly a full one.',
  departures: [
    'on the kernels of convolutions, seen as matrices; the paper adapts attention matrices',
    'A begins normal with variance 1 / rows, as B begins at 0; the paper says Gaussian, its code draws uniformly',
  ],
  options: z.strictObject({
    rank: z
      .number()
      .int()
      .positive()
      .default(4)
      .describe('r, and never more than the smaller side of a kernel’s matrix; the paper tries 1 to 64'),
    alpha: z
      .number()
      .positive()
      .default(4)
      .describe(
        'α: the change is scaled by α / r, so that the learning rate need not follow r; the paper has its first r',
      ),
    layers: z
      .array(z.string())
      .default([])
      .describe('Layers whose kernels move; empty: every convolution behind the frozen prefix, but those by channel'),
    factorRateFactor: z.number().positive().default(1).describe('Factor on the learning rate of A and B'),
    rateFactor: z.number().positive().default(1).describe('Factor on the learning rate of the head'),
  }),
  requires({ trunk }, { layers }) {
    const names = trunk.layers.map(({ name }) => name);
    const unknown = layers.filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      return `LoRA moves kernels of ${unknown.join(', ')}, and ${trunk.name} has ${names.join(', ')}.`;
    }
    return kernelsOf(trunk, layers).length > 0 ? undefined : `LoRA moves kernels, and ${layers.join(', ')} have none.`;
  },
  sees: ['sourceImages', 'sourceLabels_B'],
  modules: ({ rank, layers }, architecture) => {
    const kernels = kernelsOf(architecture.trunk, layers);
    return {
      start: copyOf(architecture, 'start', ...kernels.map(({ name }) => name)),
      factors: factorsOf(kernels, rank),
    };
  },
  trainable: ({ layers, factorRateFactor, rateFactor }, { trunk }) => [
    ['start/*', 'frozen'],
    ['lora/*', factorRateFactor],
    ['head/*', rateFactor],
    ...kernelsOf(trunk, layers).map(({ name }) => [name, 'held'] as const),
    ['backbone/*', 'frozen'],
  ],
  loss({ options, architecture, parameters, forward, classificationLoss }, batch) {
    const values = mergedKernels(parameters, kernelsOf(architecture.trunk, options.layers), options);
    const classification = classificationLoss(forward(batch.sourceImages, { values }).logits_BK, batch.sourceLabels_B);
    return { total: classification, terms: { classification } };
  },
  after: ({ options, architecture, parameters }) =>
    changedValues(parameters, mergedKernels(parameters, kernelsOf(architecture.trunk, options.layers), options)),
});

/** Kernels of convolutions over all channels, `[side, side, inputs, outputs]`. */
function kernelsOf(trunk: Architecture['trunk'], layers: readonly string[]): readonly ModuleParameter[] {
  const ranges = layers.length === 0 ? [{}] : layers.map((name) => ({ from: name, to: name }));
  return ranges
    .flatMap((range) => trunk.parameters(range))
    .filter(({ name, shape }) => name.endsWith('/kernel') && shape.length === 4 && (shape[3] as number) > 1);
}

const factor = (kernel: string, what: 'down' | 'up'): string =>
  kernel.replace(/^backbone\/(.*)\/kernel$/, `lora/$1/${what}`);

/** A of `[rows, r]`, called down, and B of `[r, outputs]`, called up, for each kernel. */
function factorsOf(kernels: readonly ModuleParameter[], rank: number): Module {
  const parameters = kernels.flatMap(({ name, shape }): readonly ModuleParameter[] => {
    const outputs = shape.at(-1) as number;
    const rows = shape.slice(0, -1).reduce((product, side) => product * side, 1);
    const inner = Math.min(rank, rows, outputs);
    return [
      { name: factor(name, 'down'), shape: [rows, inner] },
      { name: factor(name, 'up'), shape: [inner, outputs] },
    ];
  });
  return {
    parameters,
    init: (random): Parameters =>
      Object.fromEntries(
        parameters.map(({ name, shape }) => [
          name,
          tf.tidy(() =>
            tf.variable(
              name.endsWith('/down')
                ? randomNormal(random.fork(name), [...shape], 1 / Math.sqrt(shape[0] as number))
                : tf.zeros([...shape]),
            ),
          ),
        ]),
      ),
    cost: () => ({
      parameters: parameters.reduce(
        (sum, { shape: [rows, columns] }) => sum + (rows as number) * (columns as number),
        0,
      ),
      multiplyAdds: 0,
    }),
  };
}

/** W + α/r · A · B for each kernel, by its name. */
function mergedKernels(
  parameters: Readonly<Record<string, Tensor>>,
  kernels: readonly ModuleParameter[],
  { alpha, rank }: { readonly alpha: number; readonly rank: number },
): Record<string, Tensor> {
  return Object.fromEntries(
    kernels.map(({ name, shape }) => {
      const [down, up] = [parameters[factor(name, 'down')], parameters[factor(name, 'up')]] as [Tensor2D, Tensor2D];
      const change = tf.reshape(tf.mul(tf.matMul(down, up), alpha / rank), [...shape]);
      return [name, tf.add(parameters[`start/${name}`] as Tensor, change)];
    }),
  );
}
