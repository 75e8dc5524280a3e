import { TrunklineError } from '@trunkline/system';
import type { ParsedExperiment } from './schema.ts';

/** Refuses data that says twice, or not at all, what is learnt from and what on. Throws `TL_EXPERIMENT_INVALID`. */
export function checkDomains(data: ParsedExperiment['data'], where: string): void {
  const given = (['source', 'sources', 'leaveOneOut'] as const).filter((key) => data[key] !== undefined);
  if (given.length === 0) {
    throw refused(where, 'data.source is missing', 'Give source, sources or leaveOneOut: what is learnt from.');
  }
  if (given.length > 1) {
    throw refused(where, `data has ${given.join(' and ')}`, 'Give one of source, sources and leaveOneOut.');
  }
  if (given[0] === 'leaveOneOut' && data.targets !== undefined) {
    throw refused(
      where,
      'data has leaveOneOut and targets',
      'Leave targets out: with leaveOneOut every domain in its turn is the target.',
    );
  }
  if (given[0] !== 'leaveOneOut' && data.targets === undefined) {
    throw refused(where, 'data.targets is missing', 'Give a list of domains: what the model should work on.');
  }
  if (data.labelFraction !== undefined && data.shots !== undefined) {
    throw refused(
      where,
      'data has labelFraction and shots',
      'Give one of them: a share of the labels, or a number a class.',
    );
  }
}

function refused(where: string, what: string, hint: string): TrunklineError {
  return new TrunklineError('TL_EXPERIMENT_INVALID', `${where}: ${what}.`, { hint, exitStatus: 2 });
}
