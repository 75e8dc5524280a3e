import { checkNode, doSteps, setupSteps } from './steps.mjs';

checkNode();
await doSteps(setupSteps);
console.error('Everything is set up.');
