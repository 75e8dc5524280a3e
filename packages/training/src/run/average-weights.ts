import { tf, type Parameters, type Tensor } from '@trunkline/engine';
import { assign, type PlainTensor } from './run-state.ts';

/** Averages of these parameters, as a checkpoint left them or as the parameters are now. The caller disposes them. */
export function openAverages(
  parameters: Parameters,
  names: readonly string[],
  saved: Readonly<Record<string, PlainTensor>>,
): Parameters {
  const averages: Parameters = Object.fromEntries(
    names.map((name) => [name, tf.tidy(() => tf.variable((parameters[name] as Tensor).clone(), false))]),
  );
  assign(averages, saved);
  return averages;
}

/**
 * Moves averages towards the parameters after step number `step`, counted from 1: each keeps `decay` of itself, and less
 * at first, (1 + step) / (10 + step), so that it does not hang on to where it began. Those that no optimiser changes now
 * (`isHeld`) are what the method made them: a mean, statistics or a starting point of its own is not averaged again.
 */
export function moveAverages(
  averages: Parameters,
  parameters: Parameters,
  decay: number,
  step: number,
  isHeld: (name: string) => boolean = () => false,
): void {
  const kept = Math.min(decay, (1 + step) / (10 + step));
  const held = Object.keys(averages).filter(isHeld);
  copyToAverages(averages, parameters, held);
  for (const [name, average] of Object.entries(averages)) {
    if (held.includes(name)) continue;
    const next = tf.tidy(() => tf.add(tf.mul(average, kept), tf.mul(parameters[name] as Tensor, 1 - kept)));
    average.assign(next as typeof average);
    next.dispose();
  }
}

/** Sets the averages of these parameters to their values: an average of what was replaced says nothing. */
export function copyToAverages(averages: Parameters, parameters: Parameters, names: readonly string[]): void {
  for (const name of names) averages[name]?.assign(parameters[name] as Parameters[string]);
}
