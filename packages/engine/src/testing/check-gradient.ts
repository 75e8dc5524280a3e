import type { Scalar, Tensor } from '../tensor-types.ts';
import { tf } from '../tf.ts';

/** Options of {@link checkGradient}. */
export interface CheckGradientOptions {
  /** Half the distance of the two points of a difference. Default: 1e-2 (float32 leaves few digits for less). */
  readonly step?: number;
  /** Elements tried of each input, spread evenly. Default: 24. */
  readonly elements?: number;
  /** Largest difference allowed, relative to the largest gradient of that input. Default: 1e-2. */
  readonly tolerance?: number;
}

/** One element whose gradient was compared. */
export interface GradientComparison {
  readonly input: number;
  readonly element: number;
  readonly numeric: number;
  readonly analytic: number;
}

/**
 * Compares the gradients of a scalar function of tensors with central differences, (f(x + h) − f(x − h)) / 2h, element by
 * element. Throws an `Error` that names the worst element. The inputs stay the caller's.
 */
export function checkGradient(
  scalarFunction: (...inputs: Tensor[]) => Scalar,
  inputs: readonly Tensor[],
  options: CheckGradientOptions = {},
): readonly GradientComparison[] {
  const { step = 1e-2, elements = 24, tolerance = 1e-2 } = options;
  const analytic = tf.tidy(() =>
    tf
      .grads(scalarFunction)([...inputs])
      .map((gradient) => gradient.dataSync()),
  );
  const comparisons: GradientComparison[] = [];
  for (const [input, tensor] of inputs.entries()) {
    const gradient = analytic[input] as ArrayLike<number>;
    const values = Float32Array.from(tensor.dataSync());
    const at = (element: number, change: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(values);
        moved[element] = (moved[element] as number) + change;
        const changed = inputs.map((one, index) => (index === input ? tf.tensor(moved, tensor.shape) : one));
        return scalarFunction(...changed).dataSync()[0] as number;
      });
    const count = Math.min(elements, values.length);
    const scale = Math.max(1e-3, ...Array.from(gradient, Math.abs));
    for (let index = 0; index < count; index += 1) {
      const element = Math.floor((index * values.length) / count);
      const numeric = (at(element, step) - at(element, -step)) / (2 * step);
      const found = gradient[element] as number;
      comparisons.push({ input, element, numeric, analytic: found });
      if (!(Math.abs(numeric - found) <= tolerance * scale)) {
        throw new Error(
          `gradient of input ${input} at element ${element}: ${found} computed, ${numeric} by differences (±${tolerance * scale})`,
        );
      }
    }
  }
  return comparisons;
}
