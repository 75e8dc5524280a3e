import { z } from 'zod';
import { defineHead } from '../define-head.ts';
import { denseClassifier } from '../dense-classifier.ts';

/** One hidden layer between the embedding and the logits. */
export const mlp = defineHead({
  name: 'mlp',
  paper: 'Rumelhart, Hinton and Williams 1986, with ReLU (Nair and Hinton 2010)',
  description: 'One hidden layer with ReLU on the embedding.',
  options: z.strictObject({
    hiddenWidth: z.number().int().positive().default(256).describe('Width of each hidden layer'),
    dropout: z.number().min(0).lt(1).default(0).describe('Share of hidden values dropped while training'),
  }),
  inputs: 'embedding',
  classifier: ({ hiddenWidth, dropout }, { classes, inputWidth }) =>
    denseClassifier(
      [
        { name: 'head/hidden', inputs: inputWidth, outputs: hiddenWidth },
        { name: 'head', inputs: hiddenWidth, outputs: classes },
      ],
      { dropout },
    ),
});
