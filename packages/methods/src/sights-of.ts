import type { MethodDefinition } from './define-method.ts';
import { exampleArchitecture } from './example-architecture.ts';
import type { OracleSight } from './sight.ts';

/** What a method sees in one stage or another, with its default options: for tables and documentation. */
export function sightsOf(method: MethodDefinition): readonly OracleSight[] {
  const options = method.options.safeParse({});
  if (!options.success) return []; // it cannot be used without options either
  const stages = method.stages(options.data, exampleArchitecture());
  return [...new Set(stages.flatMap(({ sees }) => sees))];
}
