import { accuracy } from '../accuracy.ts';
import { defineValidator } from '../validator.ts';

export const sourceValidationAccuracy = defineValidator({
  name: 'source-validation-accuracy',
  paper: 'Ganin et al. 2016, Domain-Adversarial Training of Neural Networks (as the baseline rule)',
  description:
    'Accuracy on held-out source images, for an oracle on held-out target images; assumes that what is best on the source is best on the target.',
  reads: ['classes', 'heldOutLogits', 'heldOutLabels'],
  heldOut: 'any',
  better: 'higher',
  score: ({ classes, heldOutLogits, heldOutLabels }) => accuracy(heldOutLogits, heldOutLabels, classes),
});
