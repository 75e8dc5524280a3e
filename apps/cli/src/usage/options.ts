import type { Options } from 'yargs';
import { UsageProblem } from './usage-problem.ts';

/** `--json`: results as JSON on standard output, an error as one JSON object on standard error. */
export const json = {
  type: 'boolean',
  default: false,
  describe: 'Print JSON on standard output (an error is JSON on standard error)',
} as const satisfies Options;

/** `--quiet`: no progress. */
export const quiet = { type: 'boolean', default: false, describe: 'Show no progress' } as const satisfies Options;

/** `--device`: where the engine computes; what is asked for here counts before `TRUNKLINE_DEVICE`. */
export const device = {
  choices: ['auto', 'cpu', 'gpu'],
  describe: 'Compute on this device or stop; default: $TRUNKLINE_DEVICE, else a GPU where there is one',
} as const satisfies Options;

/** `--workers`: runs side by side. */
export const workers = {
  type: 'string',
  default: 'auto' as string | number,
  coerce: (value: unknown): number | 'auto' => (value === 'auto' ? value : wholeNumber('workers', 1, 256)(value)),
  describe: 'Runs side by side, in processes of their own: a number, or auto, as processors and memory allow',
} as const satisfies Options;

/** Checks a whole number between two bounds, both included; for `coerce`. */
export function wholeNumber(option: string, least: number, most: number): (value: unknown) => number {
  return (value) => {
    const number = typeof value === 'number' ? value : Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new UsageProblem(`--${option} was given ${String(value)}, expected a whole number from ${least} to ${most}.`);
  };
}

/** Checks a finite number between two bounds, both included; for `coerce`. */
export function numberBetween(option: string, least: number, most: number): (value: unknown) => number | undefined {
  return (value) => {
    if (value === undefined) return undefined;
    const number = typeof value === 'number' ? value : Number(value);
    if (Number.isFinite(number) && number >= least && number <= most) return number;
    throw new UsageProblem(`--${option} was given ${String(value)}, expected a number from ${least} to ${most}.`);
  };
}

/** `--set`: other values than the experiment's. */
export const set = {
  type: 'string',
  array: true,
  default: [] as string[],
  describe: 'Override one value, as key=value; may be given several times',
} as const satisfies Options;

/** `--allow-plugins`: the plugins of a `.json` experiment may run. */
export const allowPlugins = {
  type: 'boolean',
  default: false,
  describe: 'Run the plugins that a .json experiment names: code with all your rights, so read it first',
} as const satisfies Options;

/** `--smoke`: the tiny size. */
export const smoke = {
  type: 'boolean',
  default: false,
  describe: 'The tiny size of the experiment: seconds',
} as const satisfies Options;

/** `--folder`: where invocations are. */
export const folder = {
  type: 'string',
  default: 'runs',
  describe: 'Folder that holds all runs',
} as const satisfies Options;

/** `--checkpoint-seconds`: how much an interruption may lose. */
export const checkpointSeconds = {
  type: 'number',
  default: 20,
  coerce: numberBetween('checkpoint-seconds', 0, 86_400),
  describe: 'Longest time between checkpoints; 0 writes one after every step',
} as const satisfies Options;

/** `--layout`: what the folders of a folder are. */
export const layout = {
  choices: ['image-folder', 'domain-folder'],
  describe: 'image-folder: class/*.jpg; domain-folder: domain/class/*.jpg; default: what the folders look like',
} as const satisfies Options;

/** `--encoding`: of a manifest. */
export const encoding = {
  type: 'string',
  describe: 'Encoding of a CSV manifest, as windows-1252; default: UTF-8, UTF-16 or UTF-32, by its first bytes',
} as const satisfies Options;
