import { findHead, headOptions } from '@trunkline/heads';
import { parseOrExplain } from './explain-issues.ts';
import type { ParsedExperiment } from './schema.ts';

/** The head of a row: options of the head's own stand beside its kind. */
export interface ResolvedHead {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/**
 * Fills in a head's defaults. Throws `TL_HEAD_UNKNOWN`, and `TL_EXPERIMENT_INVALID` for options that the head does not
 * have, at `path` of the experiment.
 */
export function resolveHead(
  { kind, ...given }: ParsedExperiment['head'],
  where: string,
  path: readonly PropertyKey[],
): ResolvedHead {
  return { kind, ...parseOrExplain(headOptions(findHead(kind)), given, where, path) };
}
