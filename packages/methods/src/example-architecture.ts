import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture, type Architecture } from './architecture.ts';

/** A usual model, without values: what a method is asked about where there is no experiment. */
export function exampleArchitecture({ batchNorm = true, sources = 2 } = {}): Architecture {
  const trunk = createTrunk({ name: 'vgg16-gap', batchNorm });
  const head = createHead({ kind: 'linear', classes: 10, inputWidth: trunk.embeddingWidth });
  return describeArchitecture(trunk, head, sources);
}
