import { tf, valueAndGradients, type Gradients, type Parameters, type Scalar } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import type { Assignments, Context, LossTerms } from './context.ts';
import type { AnyBatch } from './sight.ts';
import type { AnyPhase, Stage } from './stage.ts';
import { matchesPattern } from './trainable-rules.ts';

/** What a step of a stage needs of the loop around it. */
export interface StepParts {
  readonly stage: Stage;
  readonly options: unknown;
  /** The parameters that the stage trains. */
  readonly variables: Parameters;
  /** Parameters that `after` may change: all that are not frozen. */
  readonly changing: (name: string) => boolean;
  /** A context in which these parameters get gradients. */
  contextFor(trains: (name: string) => boolean): Context<unknown>;
  /** Takes an optimiser step; owns the gradients and disposes them. Its numbers are logged. */
  update(variables: Parameters, gradients: Gradients): Readonly<Record<string, number>>;
}

/**
 * One step of a stage on one batch: its phases in their order, then `after`. Gives losses, terms and measurements by the
 * names they are logged under: `train/loss/…`, or `train/<phase>/loss/…` where there are phases, with their sum in
 * `train/loss/total`. Leaves no tensor behind. Throws `TL_LOSS_NOT_FINITE`, `TL_LOSS_DISCONNECTED`, `TL_OUT_OF_MEMORY`.
 */
export function takeStep(parts: StepParts, batch: AnyBatch): Record<string, number> {
  const { stage, options, variables } = parts;
  const numbers: Record<string, number> = { 'train/loss/total': 0 };
  const terms: Record<string, number> = {};
  for (const phase of stage.phases) {
    const updated = updatedBy(phase, variables);
    const group = phase.name === undefined ? 'train' : `train/${phase.name}`;
    let total = 0;
    for (let times = phase.times(options); times > 0; times--) {
      const { value, found, measured, updating } = runPhase(parts, phase, updated, batch);
      total = value;
      for (const [name, number] of Object.entries(found)) numbers[`${group}/loss/${name}`] = number;
      for (const [name, number] of Object.entries(measured)) numbers[`${group}/${name}`] = number;
      for (const [name, number] of Object.entries(updating)) numbers[`train/${name}`] = number;
      Object.assign(terms, found, measured);
    }
    if (phase.name !== undefined) numbers[`${group}/loss/total`] = total;
    numbers['train/loss/total'] = (numbers['train/loss/total'] as number) + total;
  }
  if (stage.after) {
    const learns = (name: string): boolean => name in variables;
    tf.tidy(() => {
      const context = { ...parts.contextFor(learns), terms };
      assignParameters(
        context.parameters,
        stage.after?.(context, batch) ?? {},
        parts.changing,
        `after of ${stage.name}`,
      );
    });
  }
  return numbers;
}

function updatedBy({ name, updates }: AnyPhase, variables: Parameters): Parameters {
  if (updates === undefined) return variables;
  const chosen = Object.entries(variables).filter(([one]) => updates.some((pattern) => matchesPattern(pattern, one)));
  if (updates.length > 0 && chosen.length === 0) {
    throw new TrunklineError(
      'TL_TRAINABLE_RULES',
      `The phase '${name ?? ''}' updates ${updates.map((one) => `'${one}'`).join(', ')}, of which its stage trains nothing.`,
      {
        hint: 'Train those parameters in the rules of the stage, or freeze less (trunk.frozenThrough).',
        exitStatus: 2,
      },
    );
  }
  return Object.fromEntries(chosen);
}

interface PhaseNumbers {
  readonly value: number;
  /** The terms of the loss. */
  readonly found: Record<string, number>;
  readonly measured: Record<string, number>;
  /** What the optimiser step says. */
  readonly updating: Readonly<Record<string, number>>;
}

function runPhase(parts: StepParts, phase: AnyPhase, variables: Parameters, batch: AnyBatch): PhaseNumbers {
  const context = parts.contextFor((name) => name in variables);
  const measured: Record<string, number> = {};
  const scalarsOf = ({ terms, measurements }: LossTerms): Record<string, Scalar> => {
    const scalars: Record<string, Scalar> = {};
    for (const [name, term] of Object.entries(terms)) scalars[`term:${name}`] = term;
    for (const [name, one] of Object.entries(measurements ?? {})) {
      if (typeof one === 'number') measured[name] = one;
      else scalars[`measured:${name}`] = one;
    }
    return scalars;
  };
  const read = (value: number, scalars: Readonly<Record<string, { dataSync(): ArrayLike<number> }>>): PhaseNumbers => {
    const found: Record<string, number> = {};
    for (const [key, scalar] of Object.entries(scalars)) {
      const number = scalar.dataSync()[0] as number;
      if (key.startsWith('term:')) found[key.slice('term:'.length)] = number;
      else measured[key.slice('measured:'.length)] = number;
    }
    return { value, found, measured, updating: {} };
  };
  const { loss, gradients: own } = phase;
  if (loss && Object.keys(variables).length > 0) {
    const { value, aux, gradients } = valueAndGradients(() => {
      const terms = loss(context, batch);
      return { total: terms.total, aux: scalarsOf(terms) };
    }, variables);
    const numbers = read(value, aux);
    tf.dispose(Object.values(aux));
    return { ...numbers, updating: parts.update(variables, gradients) };
  }
  let kept: Gradients = {};
  let numbers: PhaseNumbers | undefined;
  tf.tidy(() => {
    const terms = loss
      ? loss(context, batch)
      : own?.(
          {
            ...context,
            differentiate: (inner, at) =>
              valueAndGradients(inner, (at as Parameters | undefined) ?? variables).gradients,
          },
          batch,
        );
    if (!terms) throw new TypeError(`The phase '${phase.name ?? ''}' has neither a loss nor gradients.`);
    if ('gradients' in terms) {
      const given = terms.gradients as Gradients;
      const unknown = Object.keys(given).find((name) => !(name in variables));
      if (unknown !== undefined)
        throw new TypeError(`There is a gradient for '${unknown}', which is not trained here.`);
      kept = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, tf.keep(one.clone())]));
    }
    numbers = read(terms.total.dataSync()[0] as number, scalarsOf(terms));
  });
  const updating = Object.keys(kept).length > 0 ? parts.update(variables, kept) : {};
  return { ...(numbers as unknown as PhaseNumbers), updating };
}

/** Gives parameters new values. Throws `TL_TRAINABLE_RULES` for one that is frozen or unknown; `where` names who assigns. */
export function assignParameters(
  parameters: Parameters,
  assignments: Assignments,
  changing: (name: string) => boolean,
  where: string,
): void {
  for (const [name, value] of Object.entries(assignments)) {
    const parameter = parameters[name];
    if (!parameter || !changing(name)) {
      throw new TrunklineError(
        'TL_TRAINABLE_RULES',
        `${where} assigns '${name}', which is ${parameter ? 'frozen' : 'no parameter'}.`,
        {
          hint: `Give it the rate 'held', or one to learn at, in the rules of the stage, or freeze less (trunk.frozenThrough).`,
          exitStatus: 2,
        },
      );
    }
    parameter.assign(value as typeof parameter);
  }
}
