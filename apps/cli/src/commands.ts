import type { Command } from './command.ts';

/** A command's line in `trunkline --help`; the file itself is loaded only when its name is among the arguments. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, in the order of the help. Holds what the folder `commands/` holds, and a test says so. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    usage: 'run <experiment>',
    describe: 'Run an experiment: train every method it compares and write the report',
    load: () => import('./commands/run.ts'),
  },
  {
    name: 'report',
    usage: 'report <run>',
    describe: 'Write the report of a finished or interrupted run again',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'compare',
    usage: 'compare <runs..>',
    describe: 'Compare methods across several runs in one table',
    load: () => import('./commands/compare.ts'),
  },
  {
    name: 'embed',
    usage: 'embed <images..>',
    describe: 'Turn pictures into embeddings with a pretrained trunk',
    load: () => import('./commands/embed.ts'),
  },
  {
    name: 'predict',
    usage: 'predict <images..>',
    describe: 'Classify pictures with a trained run',
    load: () => import('./commands/predict.ts'),
  },
  {
    name: 'cam',
    usage: 'cam <image>',
    describe: 'Show where a trained run looks in a picture',
    load: () => import('./commands/cam.ts'),
  },
  {
    name: 'weights',
    usage: 'weights',
    describe: 'List, pull, inspect and convert pretrained weights',
    load: () => import('./commands/weights.ts'),
  },
  {
    name: 'data',
    usage: 'data',
    describe: 'List, prepare and inspect data sets',
    load: () => import('./commands/data.ts'),
  },
  {
    name: 'methods',
    usage: 'methods',
    describe: 'List the methods an experiment can compare',
    load: () => import('./commands/methods.ts'),
  },
  {
    name: 'validators',
    usage: 'validators',
    describe: 'List the label-free rules that choose a checkpoint',
    load: () => import('./commands/validators.ts'),
  },
  {
    name: 'engine',
    usage: 'engine',
    describe: 'Install the native tensor engine, or say which one is used',
    load: () => import('./commands/engine.ts'),
  },
  {
    name: 'mlflow',
    usage: 'mlflow',
    describe: 'Start and stop a local MLflow server',
    load: () => import('./commands/mlflow.ts'),
  },
  {
    name: 'sync',
    usage: 'sync [runs..]',
    describe: 'Send what a run recorded on disk to MLflow',
    load: () => import('./commands/sync.ts'),
  },
  {
    name: 'schema',
    usage: 'schema',
    describe: 'Print the JSON Schema of experiment files',
    load: () => import('./commands/schema.ts'),
  },
  {
    name: 'doctor',
    usage: 'doctor',
    describe: 'Check this machine: engine, weights, data, disk, server',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'completion',
    usage: 'completion',
    describe: 'Print a completion script for bash or zsh',
    load: () => import('./commands/completion.ts'),
  },
];
