import { createTrunk, findTrunk, weightSets, type Trunk } from '@trunkline/backbone';
import { parseOrExplain } from './explain-issues.ts';
import type { ParsedExperiment } from './schema.ts';

/** The trunk of a row: options of the trunk's own stand beside its name. */
export interface ResolvedTrunk {
  readonly name: string;
  readonly weights: string | null;
  readonly frozenThrough?: string;
  /** As the trunk's schema has them; `negativeSlope` is absent where the weights decide. */
  readonly [option: string]: unknown;
}

interface Given {
  readonly name?: string | undefined;
  readonly weights?: string | null | undefined;
  readonly frozenThrough?: string | null | undefined;
  readonly [option: string]: unknown;
}

/**
 * Fills in a trunk's defaults. What a row says of the same trunk stands beside what the experiment says; of another trunk
 * it stands alone. Throws `TL_TRUNK_UNKNOWN`, and `TL_EXPERIMENT_INVALID` for options that the trunk does not have.
 */
export function resolveTrunk(
  common: ParsedExperiment['trunk'],
  own: Given | undefined,
  where: string,
  path: readonly PropertyKey[],
): ResolvedTrunk {
  const other = own?.name !== undefined && own.name !== common.name;
  const merged: Given = other ? own : { ...common, ...own };
  const { name = common.name, weights = defaultWeights(name), frozenThrough, ...given } = merged;
  const options = parseOrExplain(findTrunk(name).options, given, where, [...path]);
  const { negativeSlope, ...others } = options;
  return {
    name,
    weights,
    ...others,
    ...(given['negativeSlope'] !== undefined && { negativeSlope }),
    ...(typeof frozenThrough === 'string' && { frozenThrough }),
  };
}

/** The first weight set of a trunk, or random weights. */
function defaultWeights(trunk: string): string | null {
  return weightSets().find((set) => set.trunk === trunk)?.name ?? null;
}

/**
 * The trunk itself. `slope` is the one below zero for trunks that have that option, where the settings do not say: that of
 * the weights; undefined: the trunk's own default.
 */
export function trunkOf(settings: ResolvedTrunk, slope: number | undefined): Trunk {
  const { name, ...others } = settings;
  const options: Record<string, unknown> = { ...others };
  for (const key of ['weights', 'frozenThrough']) delete options[key];
  const hasSlope = 'negativeSlope' in findTrunk(name).options.shape;
  return createTrunk({
    name,
    ...options,
    ...(hasSlope && options['negativeSlope'] === undefined && { negativeSlope: slope }),
  });
}
