import type { Cut } from '@trunkline/backbone';
import type { ModelInput, ModelOutput } from '@trunkline/methods';

/** What the model of a run answers for images of a side: the method's own prediction where it has one. */
export type Predict = (input: ModelInput, cut: Cut) => ModelOutput;
