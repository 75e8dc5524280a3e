// Measures what a step of each method costs beside one of source-only, and writes packages/methods/src/generated/costs.ts:
// `npm run method-costs`, some ten minutes. The same trunk, head and batches for all; every stage of a method has as many
// steps, and their mean counts, in processor time, which other programs on the machine change least. Methods that are named as
// arguments are measured anew, the others keep their numbers.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMethod, methods, needsOf } from '@trunkline/methods';
import { ActivationCache, planExperiment, resolveExperiment, runExperiment } from '@trunkline/training';
import { measuredCosts } from '../../packages/methods/src/generated/costs.ts';
import { root } from './steps.mjs';

const steps = 8;
/** First steps, which are slower than the rest. */
const warming = 2;
const baseline = 'source-only';

/** Processor seconds of a step of a method, with one source domain or two; undefined where it does not run here. */
async function secondsPerStep(name, sources) {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-costs-'));
  try {
    const experiment = resolveExperiment(
      {
        name: 'method-costs',
        data: {
          sources: ['mnist', 'mnist-m'].slice(0, sources).map((dataSet) => ({ dataSet })),
          targets: [{ dataSet: sources === 1 ? 'mnist-m' : 'optdigits', labelled: 4 }],
          imageSize: 32,
        },
        trunk: { weights: null, width: 0.25, batchNorm: true },
        head: { kind: 'linear', bottleneck: {} },
        methods: [name],
        seeds: [0],
        training: {
          steps,
          batchSize: 32,
          optimiser: { name: 'sgd', learningRate: 0.001 },
          threadsPerRun: availableParallelism(),
        },
        validators: ['last'],
        selection: { validator: 'last' },
        report: { camImages: 0, embeddingImages: 0 },
        // a smoke run keeps every stage as short as the budget
        smoke: {
          data: { limits: { train: 256, validation: 32, test: 32 } },
          training: { steps, batchSize: 32, evaluateEvery: steps },
        },
      },
      { smoke: true },
    );
    const activations = new ActivationCache({ folder: join(folder, 'activations') });
    const marks = [];
    await runExperiment(await planExperiment(experiment), {
      folder: join(folder, 'run'),
      activations,
      workers: 1,
      onEvent: (event) => {
        if (event.type === 'step') marks.push(processorSeconds());
        if (event.type === 'run-failed') console.error(`${name}: ${event.message}`);
      },
    });
    const [first, last] = [marks[warming], marks.at(-1)];
    return (last - first) / (marks.length - 1 - warming);
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const plain = new Map();

async function costOf(name) {
  const sources = needsOf(findMethod(name)).includes('several sources') ? 2 : 1;
  if (!plain.has(sources)) plain.set(sources, await secondsPerStep(baseline, sources));
  return (await secondsPerStep(name, sources)) / plain.get(sources);
}

const path = join(root, 'packages', 'methods', 'src', 'generated', 'costs.ts');
const [head] = (await readFile(path, 'utf8')).split('\n');

/** Keeps what is known so far: a measurement that is stopped loses nothing. */
async function write(costs) {
  const known = methods().flatMap(({ name }) => (costs[name] === undefined ? [] : [[name, costs[name]]]));
  const lines = known.map(([name, cost]) => `  ${/^[a-z]+$/.test(name) ? name : `'${name}'`}: ${cost},`);
  await writeFile(
    path,
    [head, 'export const measuredCosts: Readonly<Record<string, number>> = {', ...lines, '};', ''].join('\n'),
  );
}

const wanted = process.argv.slice(2);
const costs = { ...measuredCosts, [baseline]: 1 };
for (const { name } of methods()) {
  if (name === baseline || (wanted.length > 0 && !wanted.includes(name))) continue;
  const cost = await costOf(name);
  if (Number.isNaN(cost)) continue;
  costs[name] = Number(cost.toFixed(2));
  console.log(`${name}: ${costs[name]}`);
  await write(costs);
}
