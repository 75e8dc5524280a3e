import type { LoadedWeights } from './weights/load-weights.ts';

/**
 * Why running weights behind another slope than they were trained with is a bad idea, as one paragraph; undefined when
 * the slopes agree or the trained one is not known. Nothing is printed here.
 */
export function slopeWarning(
  weights: Pick<LoadedWeights, 'set' | 'negativeSlope'>,
  trunk: { readonly negativeSlope: number },
): string | undefined {
  const trained = weights.negativeSlope;
  if (trained === undefined || trained === trunk.negativeSlope) return undefined;
  const name = weights.set?.name ?? 'These weights';
  const effect =
    trained === 0
      ? 'Values that ReLU sets to 0 pass through 13 layers instead and add up: with slope 0.2 the norm of an embedding of an ' +
        'ImageNet trunk grows about a hundredfold (at 128 px from about 150 to about 15,000), so learning rates tuned for ' +
        'one slope fail with the other.'
      : 'Each of 13 layers then passes another share of its negative values than it learnt to, and the embeddings drift.';
  return (
    `${name} ${weights.set ? 'was' : 'were'} trained with slope ${trained}, the trunk runs with ${trunk.negativeSlope}. ` +
    `${effect} Set the trunk's negativeSlope to ${trained}, unless this is the comparison you want.`
  );
}
