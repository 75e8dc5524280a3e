import { randomMask, randomNormal, tf, type Tensor, type Tensor2D, type Variable } from '@trunkline/engine';
import { type Random, TrunklineError } from '@trunkline/system';

/** A fully connected layer: `<name>/kernel` [inputs, outputs] and `<name>/bias` [outputs]. */
export interface DenseLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** Names and shapes of the parameters of dense layers. */
export function denseParameters(layers: readonly DenseLayer[]): { name: string; shape: readonly number[] }[] {
  return layers.flatMap(({ name, inputs, outputs }) => [
    { name: `${name}/kernel`, shape: [inputs, outputs] },
    { name: `${name}/bias`, shape: [outputs] },
  ]);
}

/**
 * Fresh parameters of dense layers that ReLU follows, except behind the last: kernels normal with variance 2 / inputs
 * (He 2015), the last one's with `outputDeviation` (default 1 / √inputs); biases 0.
 */
export function initDense(
  layers: readonly DenseLayer[],
  random: Random,
  outputDeviation?: number,
): Record<string, Variable> {
  return Object.fromEntries(
    layers.flatMap(({ name, inputs, outputs }, index) => {
      const last = index === layers.length - 1;
      const deviation = last ? (outputDeviation ?? Math.sqrt(1 / inputs)) : Math.sqrt(2 / inputs);
      return tf.tidy(() => [
        [`${name}/kernel`, tf.variable(randomNormal(random.fork(`${name}/kernel`), [inputs, outputs], deviation))],
        [`${name}/bias`, tf.variable(tf.zeros([outputs]))],
      ]) as [string, Variable][];
    }),
  );
}

/** Runs dense layers with ReLU between them and, while training, inverted dropout behind each ReLU. */
export function applyDense(
  layers: readonly DenseLayer[],
  parameters: Readonly<Record<string, Tensor>>,
  input_BD: Tensor2D,
  dropout: { readonly rate: number; readonly training: boolean; readonly random?: Random | undefined },
): Tensor2D {
  return tf.tidy(() => {
    let values_BD = input_BD;
    layers.forEach((layer, index) => {
      const kernel = parameterOf(parameters, `${layer.name}/kernel`, [layer.inputs, layer.outputs]) as Tensor2D;
      const bias = parameterOf(parameters, `${layer.name}/bias`, [layer.outputs]);
      checkWidth(layer.name, values_BD, layer.inputs);
      values_BD = tf.matMul(values_BD, kernel).add(bias);
      if (index === layers.length - 1) return;
      values_BD = tf.relu(values_BD);
      if (dropout.training && dropout.rate > 0) values_BD = dropOut(values_BD, dropout.rate, dropout.random);
    });
    return values_BD;
  });
}

function dropOut(values_BD: Tensor2D, rate: number, random: Random | undefined): Tensor2D {
  if (!random) throw new TypeError('A head with dropout needs `random` while training.');
  return values_BD.mul(randomMask(random, values_BD.shape, 1 - rate)).mul(1 / (1 - rate));
}

/** Refuses rows of another width than a layer was made for. Throws `TL_BAD_SHAPE`. */
export function checkWidth(layer: string, values_BD: Tensor2D, expected: number): void {
  if (values_BD.shape[1] === expected) return;
  throw new TrunklineError(
    'TL_BAD_SHAPE',
    `${layer} was given [${values_BD.shape.join(', ')}], expected [batch, ${expected}].`,
    { hint: 'Make the head for the width and map size of its trunk.', exitStatus: 2 },
  );
}

/** A parameter of this shape. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
export function parameterOf(
  parameters: Readonly<Record<string, Tensor>>,
  name: string,
  shape: readonly number[],
): Tensor {
  const value = parameters[name];
  if (!value) {
    throw new TrunklineError('TL_PARAMETER_MISSING', `The parameter ${name} [${shape.join(', ')}] is missing.`, {
      hint: 'Create parameters with the init of the same head.',
      exitStatus: 2,
    });
  }
  if (value.rank === shape.length && value.shape.every((side, axis) => side === shape[axis])) return value;
  throw new TrunklineError(
    'TL_BAD_SHAPE',
    `The parameter ${name} is [${value.shape.join(', ')}], expected [${shape.join(', ')}].`,
    { hint: 'Use parameters of the same head, classes and widths.', exitStatus: 2 },
  );
}
