import type { Cost } from '@trunkline/backbone';

/** What a process takes that has loaded the engine, data and a few hundred decoded pictures. */
const processBytes = 450e6;

/** Copies of each parameter: read, trained, gradient, two of the optimiser, the selected ones, a checkpoint on its way. */
const copies = 7;

/** Activations of a step are kept for the backward pass, and beside each the gradient that reaches it. */
const perActivation = 2;

/** A rough estimate of the memory of a run, for images of the largest batch that enter the trunk at its first layer. */
export function memoryOfRun(totals: Cost['totals'], headParameters: number, largestBatch: number): number {
  const parameters = 4 * (totals.parameters + headParameters) * copies;
  return Math.round(processBytes + parameters + perActivation * totals.activationBytes * largestBatch);
}
