import type { Recipe } from './recipe.ts';

/** What is known to fail where a reversed gradient of weight `adaptationWeight` reaches the trunk: DANN and its kin. */
export function adversarialWarnings({
  options: { adaptationWeight },
  architecture,
  optimiser,
}: Recipe<{ readonly adaptationWeight: number }>): readonly string[] {
  return [
    ...(adaptationWeight > 0 && optimiser !== 'sgd'
      ? [
          `${optimiser} divides each gradient by its own size, so that the reversed one drives the trunk at the full rate whatever its weight, and the target suffers. Take sgd with momentum 0.9.`,
        ]
      : []),
    ...(adaptationWeight >= 0.3 && !architecture.batchNorm
      ? [
          `no layer normalises the embedding, so that a reversed gradient of weight ${adaptationWeight} can win by growing it, and source accuracy falls. Set trunk.batchNorm, head.bottleneck to {} (it has batch norm), or adaptationWeight to 0.1.`,
        ]
      : []),
  ];
}
