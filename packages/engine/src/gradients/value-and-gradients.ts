import type { Scalar, Tensor } from '../tensor-types.ts';
import { TrunklineError } from '@trunkline/system';
import { tf } from '../tf.ts';
import { explainEngineError } from './explain-engine-error.ts';
import type { Gradients, Parameters } from './parameters.ts';
import { releasePendingBuffers } from './pending-buffers.ts';

/** A loss that also gives out other tensors of its computation, such as its terms or the logits. */
export interface LossWithAuxiliary {
  readonly total: Scalar;
  readonly aux: Readonly<Record<string, Tensor>>;
}

/** What {@link valueAndGradients} answers. The caller disposes `aux` and `gradients`. */
export interface ValueAndGradients {
  readonly value: number;
  readonly aux: Record<string, Tensor>;
  readonly gradients: Gradients;
}

/**
 * Computes a scalar loss and its gradients with respect to these variables only. A variable that the loss does not
 * depend on has no gradient in the answer. Everything else that the loss made is freed, also when it throws.
 *
 * Throws `TL_LOSS_NOT_FINITE` (nothing was updated yet), `TL_LOSS_DISCONNECTED` when no variable is reached,
 * `TL_OUT_OF_MEMORY`, `TL_ENGINE_LOST`.
 */
export function valueAndGradients(loss: () => Scalar | LossWithAuxiliary, variables: Parameters): ValueAndGradients {
  const names = Object.keys(variables);
  const aux: Record<string, Tensor> = {};
  const gradients: Gradients = {};
  const alive = new Set<Tensor>();
  try {
    if (names.length === 0) {
      throw new TrunklineError('TL_LOSS_DISCONNECTED', 'There is no variable to compute gradients for.', {
        hint: 'Every parameter is frozen: let the method train at least the head.',
        exitStatus: 2,
      });
    }
    const forward = () => {
      const result = loss();
      if (!('aux' in result)) return result;
      for (const [name, tensor] of Object.entries(result.aux)) {
        const copy = tf.keep(tensor.clone());
        alive.add(copy);
        aux[name] = copy;
      }
      return result.total;
    };
    const { value, grads } = tf.tidy(() => {
      const result = tf.engine().gradients(forward, Object.values(variables), undefined, true);
      return { value: result.value, grads: result.grads as (Tensor | undefined)[] as Tensor[] };
    });
    alive.add(value);
    for (const [index, gradient] of grads.entries()) {
      if (!(gradient as Tensor | undefined)) continue;
      alive.add(gradient);
      gradients[names[index] as string] = gradient;
    }
    const number = value.dataSync()[0] ?? Number.NaN;
    value.dispose();
    alive.delete(value);
    if (!Number.isFinite(number)) {
      throw new TrunklineError('TL_LOSS_NOT_FINITE', `The loss is ${number}.`, {
        hint: 'Lower the learning rate, add warm-up steps or clipping (clipNorm), and check the input for NaN; no weight was changed by this step.',
      });
    }
    if (Object.keys(gradients).length === 0) {
      throw new TrunklineError(
        'TL_LOSS_DISCONNECTED',
        `The loss depends on none of the ${names.length} variables (${names.slice(0, 3).join(', ')}…).`,
        { hint: 'Compute the loss from these variables inside the function, with ops that have gradients.' },
      );
    }
    return { value: number, aux, gradients };
  } catch (error) {
    for (const tensor of alive) tensor.dispose();
    throw explainEngineError(error);
  } finally {
    releasePendingBuffers();
  }
}
