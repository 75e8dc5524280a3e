import { tf, type Variable } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import type { Trunk } from '../trunk.ts';
import type { ParameterValues } from './trunk-weights.ts';

/**
 * Variables of a trunk holding `values`, for `trunk.apply`. Throws `TL_WEIGHTS_MISMATCH` when a parameter of the trunk is
 * missing or has another shape.
 */
export function toVariables(values: ParameterValues, trunk: Trunk): Record<string, Variable> {
  checkFit(values, trunk);
  return Object.fromEntries(
    trunk.parameters().map(({ name, shape, learnable }) => {
      const initial = tf.tensor((values[name] as ParameterValues[string]).data, [...shape]);
      const variable = tf.variable(initial, learnable);
      initial.dispose();
      return [name, variable];
    }),
  );
}

/** Puts `values` into the variables of a trunk that exist already. Throws `TL_WEIGHTS_MISMATCH`, before any is changed. */
export function assignWeights(
  parameters: Readonly<Record<string, Variable>>,
  values: ParameterValues,
  trunk: Trunk,
): void {
  checkFit(values, trunk);
  for (const { name, shape } of trunk.parameters()) {
    const value = tf.tensor((values[name] as ParameterValues[string]).data, [...shape]);
    parameters[name]?.assign(value);
    value.dispose();
  }
}

/** The current values of a trunk's variables, read back from the engine. */
export async function readVariables(
  parameters: Readonly<Record<string, Variable>>,
  trunk: Trunk,
): Promise<ParameterValues> {
  const entries: [string, ParameterValues[string]][] = [];
  for (const { name, shape } of trunk.parameters()) {
    const variable = parameters[name];
    if (!variable) throw mismatch(`${name} is missing`);
    entries.push([name, { shape, data: (await variable.data()) as Float32Array }]);
  }
  return Object.fromEntries(entries);
}

function checkFit(values: ParameterValues, trunk: Trunk): void {
  for (const { name, shape } of trunk.parameters()) {
    const value = values[name];
    if (!value) throw mismatch(`${name} [${shape.join(', ')}] is missing`);
    if (value.shape.length !== shape.length || value.shape.some((side, axis) => side !== shape[axis])) {
      throw mismatch(`${name} is [${value.shape.join(', ')}], expected [${shape.join(', ')}]`);
    }
  }
}

function mismatch(what: string): TrunklineError {
  return new TrunklineError('TL_WEIGHTS_MISMATCH', `The weights do not fit the trunk: ${what}.`, {
    hint: 'Use the width and batch normalisation that the weights have: `trunkline weights inspect` prints both.',
    exitStatus: 2,
  });
}
