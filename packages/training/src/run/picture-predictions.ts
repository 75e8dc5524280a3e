import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { softmax } from '@trunkline/evaluation';
import { explainFileError, TrunklineError } from '@trunkline/system';

/** Name of the file beside `result.json`. */
export const predictionsFile = 'predictions.json';

/** What a run's selected model says of the pictures of one test part: columns of one length, a row a picture. */
export interface PartPredictions {
  /** Names of pictures as `Images.ids` has them; where nobody knows the classes, the start of their SHA-256. */
  readonly ids: readonly string[];
  /** Index into the class names; absent where nobody knows the classes. */
  readonly trueClass?: readonly number[];
  readonly topClass: readonly number[];
  /** Of the top class, to four decimals. */
  readonly probability: readonly number[];
}

/** The predictions of one run, for error analysis, paired tests over pictures and ensembles. */
export interface PicturePredictions {
  readonly schema: 1;
  readonly classNames: readonly string[];
  readonly source: PartPredictions;
  readonly target: PartPredictions;
}

/** The columns of a test part, from its logits `[N, K]`, row-major. */
export function partPredictions(
  ids: readonly string[],
  logits_NK: Float32Array,
  classes: number,
  labels_N: Int32Array | undefined,
): PartPredictions {
  const probabilities_NK = softmax(logits_NK, classes);
  const topClass = ids.map((_, row) => {
    const own = logits_NK.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
  return {
    ids,
    ...(labels_N && { trueClass: [...labels_N] }),
    topClass,
    probability: topClass.map((label, row) => Number((probabilities_NK[row * classes + label] as number).toFixed(4))),
  };
}

/**
 * The predictions of a finished run, from its folder (`runs/<experiment>/<invocation>/runs/…/seed-<n>`). Runs of one pair
 * and seed have the same test pictures in the same order. Throws `TL_FILE_MISSING`, and `TL_PREDICTIONS_INVALID` for a
 * file that is none.
 */
export async function readPredictions(folder: string): Promise<PicturePredictions> {
  const path = join(folder, predictionsFile);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  const content = parsed(text);
  if (isPredictions(content)) return content;
  throw new TrunklineError('TL_PREDICTIONS_INVALID', `${path} holds no predictions of a run.`, {
    hint: 'Name the folder of a finished run; if the file is damaged, run the experiment again.',
    exitStatus: 2,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isPredictions(content: unknown): content is PicturePredictions {
  if (typeof content !== 'object' || content === null) return false;
  const { schema, classNames, source, target } = content as Readonly<Record<string, unknown>>;
  return schema === 1 && Array.isArray(classNames) && isPart(source) && isPart(target);
}

function isPart(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { ids, trueClass, topClass, probability } = part as Readonly<Record<string, unknown>>;
  const columns = [ids, topClass, probability, ...(trueClass === undefined ? [] : [trueClass])];
  return columns.every((column) => Array.isArray(column) && column.length === (ids as unknown[]).length);
}
