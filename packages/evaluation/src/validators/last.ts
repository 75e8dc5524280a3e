import { defineValidator } from '../validator.ts';

export const last = defineValidator({
  name: 'last',
  paper: 'None: the fixed-budget rule, as in SHOT (Liang et al. 2020)',
  description: 'Takes the last checkpoint; assumes only that the budget was fixed beforehand.',
  reads: ['step'],
  better: 'higher',
  score: ({ step }) => step,
});
