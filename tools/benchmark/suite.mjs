// All cases. A case measures what belongs together and gives a row for each of its names.
import { cases as activationChecks } from './activation-checks.mjs';
import { cases as dann } from './dann.mjs';
import { cases as growth } from './growth.mjs';
import { cases as inference } from './inference.mjs';
import { cases as jpegFolder } from './jpeg-folder.mjs';
import { cases as linearProbe } from './linear-probe.mjs';
import { cases as mlflowValues } from './mlflow-values.mjs';
import { cases as narrowStep } from './narrow-step.mjs';
import { cases as sideBySide } from './side-by-side.mjs';
import { cases as start } from './start.mjs';
import { cases as trainStep } from './train-step.mjs';

export const suite = [
  ...trainStep,
  ...narrowStep,
  ...inference,
  ...linearProbe,
  ...activationChecks,
  ...dann,
  ...jpegFolder,
  ...mlflowValues,
  ...growth,
  ...sideBySide,
  ...start,
];
