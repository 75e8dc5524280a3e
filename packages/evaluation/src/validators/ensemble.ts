import { hasCollapsed } from '../class-shares.ts';
import { defineValidator, type MemberScores } from '../validator.ts';
import { bnm } from './bnm.ts';
import { classAmi } from './class-ami.ts';
import { devn } from './devn.ts';
import { snd } from './snd.ts';
import { sourceValidationAccuracy } from './source-validation-accuracy.ts';

export const ensemble = defineValidator({
  name: 'ensemble',
  paper:
    'None: the rank average (Borda 1784) of rules that fail in different ways, as Robbiano et al. 2022 and Musgrave et al. 2022 suggest',
  description:
    'Mean rank, from 0 to 1, of a checkpoint among all that are compared, over bnm, class-ami, devn, snd and source-validation-accuracy; less 2 where the predictions on the target have collapsed: fewer than half of the held-out images’ classes, or one class beyond halfway from their largest share to 1. Its scores hold only within what was ranked together.',
  reads: ['classes', 'targetTrainLogits', 'heldOutLabels'],
  heldOut: 'any',
  better: 'higher',
  combines: [bnm, classAmi, devn, snd, sourceValidationAccuracy].map(({ name }) => name),
  /** 1, or 0 for a checkpoint whose predictions have collapsed. */
  score: ({ classes, targetTrainLogits, heldOutLabels }) =>
    hasCollapsed(targetTrainLogits, heldOutLabels, classes) ? 0 : 1,
  combine: (own, members) => {
    const ranks = members.map(ranksOf);
    return own.map((spread, place) => {
      const given = ranks.flatMap((one) => one[place] ?? []);
      const mean = given.reduce((sum, rank) => sum + rank, 0) / given.length;
      return spread === 1 ? mean : mean - 2;
    });
  },
});

/**
 * The share of the other judged checkpoints that each is better than, equals by half: 1 for the best, 0 for the worst, ½ for
 * one alone. A score that is not finite is the worst; a checkpoint that is not judged has none.
 */
function ranksOf({ better, scores }: MemberScores): (number | undefined)[] {
  const values = scores.map((score) => {
    if (score === undefined) return undefined;
    if (!Number.isFinite(score)) return -Infinity;
    return better === 'higher' ? score : -score;
  });
  const judged = values.filter((value) => value !== undefined);
  return values.map((value) => {
    if (value === undefined) return undefined;
    if (judged.length === 1) return 0.5;
    const below = judged.filter((other) => other < value).length;
    const equal = judged.filter((other) => other === value).length - 1;
    return (below + equal / 2) / (judged.length - 1);
  });
}
