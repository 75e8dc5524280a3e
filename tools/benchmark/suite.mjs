// All cases. A case measures what belongs together and gives a row for each of its names.
import { cases as mlflowValues } from './mlflow-values.mjs';
import { cases as start } from './start.mjs';
import { cases as trainStep } from './train-step.mjs';

export const suite = [...trainStep, ...mlflowValues, ...start];
