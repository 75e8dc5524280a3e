// Prints three values of each tensor of a file of trunk weights, for fixtures/pretraining/synthetic-digits-10-steps.json:
//   npx trunkline pretrain pretrain-synthetic-digits --set training.steps=10 --set training.evaluateEvery=10 --out ten.safetensors
//   node tools/golden/pretrained-values.mjs ten.safetensors
import { loadWeights } from '@trunkline/backbone';

const [, , path] = process.argv;
const { parameters } = await loadWeights(path);
const values = Object.fromEntries(
  Object.entries(parameters).map(([name, { data }]) => [
    name,
    [data[0], data[data.length >> 1], data[data.length - 1]].map((value) => Number(value.toPrecision(7))),
  ]),
);
process.stdout.write(`${JSON.stringify(values, undefined, 1)}\n`);
