import { tf, type Tensor } from '@trunkline/engine';
import type { Assignments } from './context.ts';

/**
 * Those of some new values that differ from what the parameters hold. What an experiment freezes (`trunk.frozenThrough`) may be
 * given no value, and needs none where a method would give it its own.
 */
export function changedValues(parameters: Readonly<Record<string, Tensor>>, values: Assignments): Assignments {
  const differs = (name: string, value: Tensor): boolean =>
    tf.tidy(() => tf.any(tf.notEqual(parameters[name] as Tensor, value)).dataSync()[0] === 1);
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => differs(name, value)));
}
