import { predictions } from '../predictions.ts';
import { defineValidator } from '../validator.ts';

export const mixVal = defineValidator({
  name: 'mix-val',
  paper: 'Hu et al. 2023, Mixed Samples as Probes for Unsupervised Model Selection in Domain Adaptation (MixVal)',
  description:
    'Share of target images that keep their predicted class when blended, 55 to 45, with another: the mean over partners of the same predicted class and of another one, as skada has it (the paper averages ranks over models); assumes that boundaries lie where there are few images. It costs one more pass over the target. A model that predicts one class has no partners of another, and gets 0 for those.',
  reads: ['classes', 'targetTrainLogits', 'targetTrainMixedLogits', 'targetTrainPartners'],
  better: 'higher',
  score: ({ classes, targetTrainLogits, targetTrainMixedLogits, targetTrainPartners }) => {
    const plain_N = predictions(targetTrainLogits, classes);
    const mixed_N = predictions(targetTrainMixedLogits, classes);
    const tally = { same: { kept: 0, count: 0 }, other: { kept: 0, count: 0 } };
    plain_N.forEach((label, row) => {
      const kind = tally[label === plain_N[targetTrainPartners[row] as number] ? 'same' : 'other'];
      kind.count += 1;
      if (mixed_N[row] === label) kind.kept += 1;
    });
    const { same, other } = tally;
    const across = other.count === 0 ? 0 : other.kept / other.count;
    return same.count === 0 ? across : (same.kept / same.count + across) / 2;
  },
});
