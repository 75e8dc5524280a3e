import type { MethodDefinition } from './define-method.ts';
import { exampleArchitecture } from './example-architecture.ts';
import type { Stage } from './stage.ts';

/** What an experiment must have for a method to run, in the order of {@link needs}. */
export type Need = (typeof needs)[number];

/** `source images at first`: its last stage is source-free. `training from pixels`: no frozen prefix is cached. */
export const needs = [
  'source images',
  'source images at first',
  'target images',
  'target labels',
  'few target labels',
  'several sources',
  'batch norm',
  'training from pixels',
] as const;

/** What a method needs, with its default options: found in what its stages see and in what it requires, not written down. */
export function needsOf(method: MethodDefinition): readonly Need[] {
  const options = method.options.safeParse({});
  if (!options.success) return []; // it cannot be used without options either
  const of = options.data;
  const stages = method.stages(of, exampleArchitecture());
  const some = (has: (stage: Stage) => boolean): boolean => stages.some(has);
  const shows = (side: 'source' | 'target', { sees, views }: Stage): boolean =>
    sees.includes(`${side}Images`) || Object.values(views(of)).some((view) => view.of === side);
  const last = stages.at(-1) as Stage;
  const lacks = (change: Parameters<typeof exampleArchitecture>[0]): boolean =>
    method.requires?.(exampleArchitecture(), of) === undefined &&
    method.requires?.(exampleArchitecture(change), of) !== undefined;
  const has: Record<Need, boolean> = {
    'source images': shows('source', last),
    'source images at first': some((stage) => shows('source', stage)) && !shows('source', last),
    'target images': some((stage) => shows('target', stage)),
    'target labels': some(({ sees }) => sees.includes('targetLabels_B')),
    'few target labels': some(({ sees }) => sees.includes('labelledTargetImages')),
    'several sources': lacks({ sources: 1 }),
    'batch norm': lacks({ batchNorm: false }),
    'training from pixels': some((stage) => stage.entersImages(of)),
  };
  return needs.filter((need) => has[need]);
}
