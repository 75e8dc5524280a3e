import type { Tensor, Variable } from '../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { engineState } from '../backend/engine-state.ts';
import { explainEngineError } from '../gradients/explain-engine-error.ts';
import type { Gradients, Parameters } from '../gradients/parameters.ts';
import { tf } from '../tf.ts';
import { adamRule } from './adam.ts';
import { checkNumber } from './check-number.ts';
import { FusedUpdates } from './fused-update.ts';
import type { Optimiser, OptimiserOptions } from './optimiser.ts';
import { sgdRule } from './sgd.ts';
import type { UpdateRule } from './update-rule.ts';

class RuleOptimiser implements Optimiser {
  readonly name: OptimiserOptions['name'];
  readonly #rule: UpdateRule;
  readonly #weightDecay: number;
  readonly #decays: (name: string) => boolean;
  readonly #slots = new Map<string, Variable>();
  readonly #steps = new Map<string, number>();

  constructor(options: OptimiserOptions) {
    this.name = options.name;
    this.#rule = options.name === 'sgd' ? sgdRule(options) : adamRule(options);
    const decay = options.weightDecay ?? (options.name === 'adamw' ? 0.01 : 0);
    this.#weightDecay = checkNumber('weightDecay', decay, (value) => value >= 0, '≥ 0');
    this.#decays = options.decays ?? (() => true);
  }

  stepCounts(): Record<string, number> {
    return Object.fromEntries(this.#steps);
  }

  step(parameters: Parameters, gradients: Gradients, rates: (name: string) => number): void {
    const { native } = engineState;
    const fused = native ? new FusedUpdates(native) : undefined;
    try {
      for (const [name, gradient] of Object.entries(gradients)) {
        const parameter = parameters[name];
        if (!parameter) {
          throw new TrunklineError('TL_PARAMETER_UNKNOWN', `There is a gradient but no parameter named ${name}.`, {
            hint: 'Pass the optimiser the same dictionary that the gradients were computed for.',
          });
        }
        const rate = checkNumber(`learning rate of ${name}`, rates(name), (value) => value >= 0, '≥ 0');
        if (rate === 0) continue;
        this.#update(name, parameter, gradient, rate, fused);
      }
    } catch (error) {
      throw explainEngineError(error);
    } finally {
      fused?.close();
    }
  }

  #update(name: string, parameter: Variable, gradient: Tensor, rate: number, fused: FusedUpdates | undefined): void {
    const step = (this.#steps.get(name) ?? 0) + 1;
    this.#steps.set(name, step);
    const slots = this.#rule.slotNames.map((slot) => this.#slot(`${name}/${slot}`, parameter));
    const decay = this.#weightDecay > 0 && this.#decays(name) ? 1 - rate * this.#weightDecay : 1;
    if (fused) {
      fused.update(this.#rule, { parameter, slots, gradient, rate, step, decay });
      return;
    }
    if (decay !== 1) assignNew(parameter, () => tf.mul(parameter, decay));
    const next = tf.tidy(() => this.#rule.plain(parameter, slots, gradient, rate, step));
    for (const [index, variable] of [parameter, ...slots].entries()) {
      const value = next[index] as Tensor;
      variable.assign(value);
      value.dispose();
    }
  }

  #slot(name: string, parameter: Variable): Variable {
    const known = this.#slots.get(name);
    if (known) return known;
    const made = newSlot(() => tf.zeros(parameter.shape));
    this.#slots.set(name, made);
    return made;
  }

  slots(): Record<string, Tensor> {
    return Object.fromEntries(this.#slots);
  }

  restore(slots: Readonly<Record<string, Tensor>>, steps: Readonly<Record<string, number>>): void {
    this.dispose();
    for (const [name, value] of Object.entries(slots)) {
      this.#slots.set(
        name,
        newSlot(() => value.clone()),
      );
    }
    for (const [name, count] of Object.entries(steps)) this.#steps.set(name, count);
  }

  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
    this.#steps.clear();
  }
}

/** A variable that no scope disposes and that TensorFlow.js does not count among the trainable ones. */
function newSlot(value: () => Tensor): Variable {
  const initial = value();
  const slot = tf.variable(initial, false);
  initial.dispose();
  return slot;
}

function assignNew(variable: Variable, value: () => Tensor): void {
  const next = value();
  variable.assign(next);
  next.dispose();
}

/**
 * An optimiser: `sgd` (momentum, Nesterov), `adam`, `adamw` (weight decay 0.01 unless given). Weight decay is decoupled in
 * all of them (Loshchilov and Hutter 2019): PyTorch's AdamW does the same, its SGD and Adam add the decay to the gradient
 * instead. On the native engine each parameter is updated by one of TensorFlow's fused kernels. Throws `TL_BAD_OPTION`.
 */
export function createOptimiser(options: OptimiserOptions): Optimiser {
  if (options.name === 'sgd' || options.name === 'adam' || options.name === 'adamw') return new RuleOptimiser(options);
  throw new TrunklineError(
    'TL_BAD_OPTION',
    `The optimiser is ${JSON.stringify((options as { name: unknown }).name)}, expected sgd, adam or adamw.`,
    { hint: 'See OptimiserOptions of @trunkline/engine.', exitStatus: 2 },
  );
}
