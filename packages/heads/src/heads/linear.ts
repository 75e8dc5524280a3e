import { z } from 'zod';
import { defineHead } from '../define-head.ts';
import { denseClassifier } from '../dense-classifier.ts';

/** The head of VGG-GAP: one layer on the embedding. */
export const linear = defineHead({
  name: 'linear',
  paper: 'Zhou et al. 2016, section 2: global average pooling, then one linear layer',
  description: 'One linear layer on the embedding; class activation maps are exact.',
  options: z.strictObject({}),
  inputs: 'embedding',
  supportsCam: true,
  classifier: (_options, { classes, inputWidth }) =>
    denseClassifier([{ name: 'head', inputs: inputWidth, outputs: classes }]),
});
