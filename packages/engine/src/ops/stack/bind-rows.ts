import type { Tensor } from '../../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import type { DescribedRow } from './describe-rows.ts';
import type { Statistics } from './layer.ts';
import type { ConvolutionStackOptions } from './stack-options.ts';

/** A row with its parameters. */
export interface BoundRow extends Omit<DescribedRow, 'ways'> {
  /** By what they are, in the order of the row's parameters. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Gradients of its own parameters are wanted. */
  readonly trainable: boolean;
  readonly statistics: Statistics;
  readonly ways: readonly (readonly BoundRow[])[];
}

/** Gives rows their parameters, `<prefix><row>/<what>`. Throws `TL_PARAMETER_MISSING`, `TL_BAD_SHAPE`. */
export function bindRows(
  rows: readonly DescribedRow[],
  parameters: Readonly<Record<string, Tensor>>,
  options: ConvolutionStackOptions,
): readonly BoundRow[] {
  const { trainable: isTrained = () => true, training = false, statistics, prefix = '' } = options;
  const { learns = isTrained } = options;
  return rows.map((described) => {
    const name = (what: string): string => `${prefix}${described.row.name}/${what}`;
    const tensors = Object.fromEntries(
      described.parameters.map(({ what, shape }) => [what, parameterOf(parameters, name(what), shape)]),
    );
    const any = (wanted: (name: string) => boolean): boolean =>
      described.parameters.some(({ what, learnable }) => learnable && wanted(name(what)));
    return {
      ...described,
      tensors,
      trainable: any(isTrained),
      statistics: statistics ?? (training && any(learns) ? 'batch' : 'moving'),
      ways: described.ways.map((way) => bindRows(way, parameters, options)),
    };
  });
}

function parameterOf(parameters: Readonly<Record<string, Tensor>>, name: string, shape: readonly number[]): Tensor {
  const value = parameters[name];
  if (!value) {
    throw new TrunklineError('TL_PARAMETER_MISSING', `The parameter ${name} [${shape.join(', ')}] is missing.`, {
      hint: 'Create parameters with trunk.init or load a weight set of this trunk.',
      exitStatus: 2,
    });
  }
  if (value.rank === shape.length && value.shape.every((side, axis) => side === shape[axis])) return value;
  throw new TrunklineError(
    'TL_BAD_SHAPE',
    `The parameter ${name} is [${value.shape.join(', ')}], expected [${shape.join(', ')}].`,
    { hint: 'Use weights of the same trunk, width and batch normalisation.', exitStatus: 2 },
  );
}

/** The row, or one inside it, has parameters that gradients are wanted for. */
export function isTrainable(one: BoundRow): boolean {
  return one.trainable || one.ways.some((way) => way.some(isTrainable));
}

/** Rows with those inside them. */
export function allRows(rows: readonly BoundRow[]): readonly BoundRow[] {
  return rows.flatMap((one) => [one, ...one.ways.flatMap(allRows)]);
}

/** The parameters of a row that gradients are wanted for, in their order. */
export function trainedTensors(one: BoundRow): readonly (readonly [what: string, value: Tensor])[] {
  if (!one.trainable) return [];
  return one.parameters.flatMap(({ what, learnable }) =>
    learnable ? [[what, one.tensors[what] as Tensor] as const] : [],
  );
}
