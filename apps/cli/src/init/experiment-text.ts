import { inspect } from 'node:util';
import type { Experiment } from '@trunkline/training';
import { imbalance, type Finding } from './propose-experiment.ts';
import type { FoundDomain } from './look-at-data.ts';
import { counted } from '../output/readable.ts';

/** What stands above each key, for a reader who has not seen an experiment before. */
const comments: Readonly<Record<string, string>> = {
  data: 'Target labels are never seen in training; a part of them scores the end.',
  trunk: 'Blocks 1 to 4 stay as ImageNet made them, so their activations are computed once and kept.',
  methods: 'Rows of the comparison. `trunkline methods` lists them, `trunkline methods mcc` tells the options of one.',
  seeds: 'Each row is run once with each; three or more give intervals.',
  training: 'The budget of every run. More steps for larger data.',
  selection: 'Chooses the checkpoint of every run without a target label.',
  smoke: 'What --smoke makes smaller, to see in seconds whether it runs at all.',
};

/** An experiment as a commented `.experiment.ts`; `command` is how it is run. */
export function experimentText(experiment: Experiment, finding: Finding, command: string): string {
  const keys = Object.entries(experiment).flatMap(([key, value]) => {
    const comment = comments[key];
    return [...(comment === undefined ? [] : [`  // ${comment}`]), `  ${key}: ${literal(value)},`];
  });
  return [
    `// ${experiment.description ?? experiment.name}`,
    '//',
    ...whatWasFound(finding).map((line) => `// ${line}`),
    '//',
    `//   ${command} --dry-run   what would run, and for how long`,
    `//   ${command} --smoke     does it run at all?`,
    `//   ${command}`,
    "import { defineExperiment } from '@trunkline/training';",
    '',
    'export default defineExperiment({',
    ...keys,
    '});',
    '',
  ].join('\n');
}

function literal(value: unknown): string {
  return inspect(value, { depth: null, breakLength: 100, compact: 3 })
    .replaceAll('\n', '\n  ')
    .replaceAll(/\[ (.*) \]/g, '[$1]');
}

/** What was found in the data, and what to think of: a line each. */
export function whatWasFound({ source, targets, side, notes }: Finding): string[] {
  const lines = [source, ...targets].map((one) => `${one.name}: ${sizeOf(one)}`);
  if (side !== undefined) lines.push(`The pictures are usually ${side} pixels high or wide, whichever is less.`);
  for (const one of [source, ...targets]) lines.push(...thoughts(one));
  return [...lines, ...notes];
}

function sizeOf({ count, classNames, classCounts }: FoundDomain): string {
  const range = classCounts === undefined ? '' : `, ${Math.min(...classCounts)} to ${Math.max(...classCounts)} a class`;
  return `${counted(count, 'picture')} in ${classNames.length} classes${range}`;
}

/** Fewest pictures of a class that can be divided into training, validation and test. */
const fewest = 10;

function thoughts(domain: FoundDomain): string[] {
  const { name, classNames, classCounts = [], notes } = domain;
  const few = classNames.filter((_, label) => (classCounts[label] ?? fewest) < fewest);
  const ratio = imbalance(domain) ?? 1;
  return [
    ...notes,
    ...(few.length > 0
      ? [`${name} has fewer than ${fewest} pictures of ${few.join(', ')}: its scores will say little of them.`]
      : []),
    ...(ratio >= 3
      ? [`The largest class of ${name} has ${ratio.toFixed(1)} times the pictures of the smallest: see classWeights.`]
      : []),
  ];
}
