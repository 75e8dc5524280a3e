import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describeArchitecture } from './architecture.ts';
import type { MethodDefinition } from './define-method.ts';
import type { OracleSight } from './sight.ts';

/** What a method sees in one stage or another, with its default options: for tables and documentation. */
export function sightsOf(method: MethodDefinition): readonly OracleSight[] {
  const options = method.options.safeParse({});
  if (!options.success) return []; // it cannot be used without options either
  const trunk = createTrunk({ name: 'vgg16-gap', batchNorm: true });
  const head = createHead({ kind: 'linear', classes: 10, inputWidth: trunk.embeddingWidth });
  const stages = method.stages(options.data, describeArchitecture(trunk, head));
  return [...new Set(stages.flatMap(({ sees }) => sees))];
}
