import {
  convolutionStack,
  randomNormal,
  tf,
  type BatchNorm,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Variable,
} from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import { z } from 'zod';
import { checkWidth, parameterOf } from './dense.ts';
import type { HeadOptions, HeadParameter } from './head.ts';

/** The option `bottleneck` of every head that reads the embedding. */
export const bottleneckSchema = z.strictObject({
  width: z.number().int().positive().default(256).describe('Numbers an image that the classifier reads'),
  batchNorm: z
    .boolean()
    .default(true)
    .describe('Batch normalisation between the dense layer and its ReLU: for trunks that have none'),
});

/** What {@link createBottleneck} builds. */
export type BottleneckOptions = z.output<typeof bottleneckSchema>;

/** A dense layer, batch normalisation and ReLU between the embedding and the classifier. */
export interface Bottleneck {
  /** F of `features_BF`. */
  readonly width: number;
  /** Under `head/bottleneck/`; `mean` and `variance` are running statistics. */
  readonly parameters: readonly HeadParameter[];
  init(random: Random): Record<string, Variable>;
  /** `features_BF`. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
  apply(parameters: Readonly<Record<string, Tensor>>, embedding_BD: Tensor2D, options: HeadOptions): Tensor2D;
  readonly multiplyAdds: number;
}

const name = 'head/bottleneck';
const normalise: BatchNorm = { kind: 'batch-norm', name, activation: { name: 'leaky-relu', slope: 0 } };

/**
 * Embeddings of `inputWidth` numbers narrowed to `width`, as DANN's and CDAN's published implementations have it. The
 * kernel is normal with variance 2 / inputs (He 2015). Batch norm is the trunk's own: epsilon 1e-5, running statistics with
 * momentum 0.1 and unbiased variance; the dense layer before it needs no bias.
 */
export function createBottleneck(inputWidth: number, { width, batchNorm }: BottleneckOptions): Bottleneck {
  const shape = [inputWidth, width] as const;
  const vector = (what: string): HeadParameter => ({ name: `${name}/${what}`, shape: [width] });
  const vectors = batchNorm
    ? [
        vector('scale'),
        vector('offset'),
        { ...vector('mean'), learnable: false },
        { ...vector('variance'), learnable: false },
      ]
    : [vector('bias')];
  const startsAtOne = [`${name}/scale`, `${name}/variance`];
  return {
    width,
    parameters: [{ name: `${name}/kernel`, shape }, ...vectors],
    init(random) {
      const kernel = tf.tidy(() =>
        tf.variable(randomNormal(random.fork(`${name}/kernel`), [...shape], Math.sqrt(2 / inputWidth))),
      );
      const others = vectors.map(({ name: one, learnable = true }: HeadParameter) => {
        const start = startsAtOne.includes(one) ? tf.ones : tf.zeros;
        return [one, tf.tidy(() => tf.variable(start([width]), learnable))] as const;
      });
      return { [`${name}/kernel`]: kernel, ...Object.fromEntries(others) };
    },
    apply: (parameters, embedding_BD, { training, learns, statistics }) =>
      tf.tidy(() => {
        const kernel = parameterOf(parameters, `${name}/kernel`, shape) as Tensor2D;
        for (const one of vectors) parameterOf(parameters, one.name, one.shape);
        checkWidth(name, embedding_BD, inputWidth);
        const dense_BF = tf.matMul(embedding_BD, kernel);
        if (!batchNorm) return tf.relu(tf.add(dense_BF, parameters[`${name}/bias`] as Tensor1D));
        const maps_BHWC: Tensor4D = tf.reshape(dense_BF, [-1, 1, 1, width]);
        return tf.reshape(convolutionStack(maps_BHWC, [normalise], parameters, { training, learns, statistics }), [
          -1,
          width,
        ]) as Tensor2D;
      }),
    multiplyAdds: inputWidth * width + (batchNorm ? width : 0),
  };
}
