import type { ResolvedMethod } from '../experiment/resolve.ts';

/** Multiply-adds a step below which a second thread gains less than another run beside this one. */
const cheapStep = 5e9;

/**
 * Threads that the runs of a row compute with: what the experiment says, else what `TRUNKLINE_THREADS` says, else one for
 * steps that are cheap, else every processor. The clock has no say: the last digits of a result depend on the number.
 */
export function threadsOfRun(
  { training }: Pick<ResolvedMethod, 'training'>,
  multiplyAddsOfStep: number,
  processors: number,
): number {
  if (training.threadsPerRun !== undefined) return training.threadsPerRun;
  const isSaid = (process.env['TRUNKLINE_THREADS'] ?? '') !== '';
  return isSaid || multiplyAddsOfStep >= cheapStep ? processors : 1;
}
