import type { Trunk } from '@trunkline/backbone';
import type { Head } from '@trunkline/heads';
import type { ModuleParameter } from './module-parameter.ts';

/** The shape of a model, before there is any value: what rules, modules and stages of a method may depend on. */
export interface Architecture {
  readonly trunk: Trunk;
  readonly head: Head;
  /** D of `embedding_BD`. */
  readonly embeddingWidth: number;
  /** F of `features_BF`: the width of the head's bottleneck, or D. */
  readonly featureWidth: number;
  readonly classes: number;
  /** How many source domains there are. */
  readonly sources: number;
  /** The trunk's parameters, then the head's. */
  readonly parameters: readonly ModuleParameter[];
  /** Whether some layer, of the trunk or of the head's bottleneck, keeps running statistics of its batches. */
  readonly batchNorm: boolean;
}

/** Describes a trunk and a head that takes its maps or embedding. */
export function describeArchitecture(trunk: Trunk, head: Head, sources = 1): Architecture {
  const parameters: readonly ModuleParameter[] = [...trunk.parameters(), ...head.parameters];
  return {
    trunk,
    head,
    embeddingWidth: trunk.embeddingWidth,
    featureWidth: head.featureWidth,
    classes: head.classes,
    sources,
    parameters,
    batchNorm: parameters.some(({ learnable }) => learnable === false),
  };
}
