import { logisticRegression } from './logistic-regression.ts';
import { scaled, scalingOf } from './scaled-rows.ts';

/** Embeddings, row-major `[N, D]`, each with its own N. */
export interface DomainTables {
  readonly sourceTrainEmbeddings: Float32Array;
  readonly targetTrainEmbeddings: Float32Array;
  readonly heldOutEmbeddings: Float32Array;
  readonly embeddingWidth: number;
}

/** What was asked for last, so that several rules that judge one checkpoint share one fit. */
let latest: { readonly tables: DomainTables; readonly weights_N: Float64Array } | undefined;

/** Odds above e to this power are taken as this: a weight stays a number. */
const largestLogOdds = 30;

/**
 * How much likelier each held-out source image is on the target than on the source, by its embedding: the odds that a
 * logistic regression of target against source training images gives it, times their numbers' ratio (You et al. 2019, as
 * Bickel et al. 2007). Held-out images take no part in the fit. The same tables give the same answer without another fit,
 * so they must not be written to.
 *
 * @returns weights, `[N]` of the held-out images
 */
export function importanceWeights(tables: DomainTables): Float64Array {
  if (latest === undefined || !isSame(latest.tables, tables)) latest = { tables, weights_N: fittedWeights(tables) };
  return latest.weights_N;
}

function isSame(first: DomainTables, second: DomainTables): boolean {
  return (['sourceTrainEmbeddings', 'targetTrainEmbeddings', 'heldOutEmbeddings', 'embeddingWidth'] as const).every(
    (name) => first[name] === second[name],
  );
}

function fittedWeights(tables: DomainTables): Float64Array {
  const { sourceTrainEmbeddings, targetTrainEmbeddings, heldOutEmbeddings, embeddingWidth } = tables;
  const scaling = scalingOf([sourceTrainEmbeddings, targetTrainEmbeddings], embeddingWidth);
  const source = scaled(sourceTrainEmbeddings, scaling);
  const target = scaled(targetTrainEmbeddings, scaling);
  const rows_ND = new Float64Array(source.length + target.length);
  rows_ND.set(source);
  rows_ND.set(target, source.length);
  const isTarget_N = new Uint8Array(rows_ND.length / embeddingWidth).fill(1, source.length / embeddingWidth);
  const { weights_D, intercept } = logisticRegression(rows_ND, isTarget_N, embeddingWidth);
  const heldOut_ND = scaled(heldOutEmbeddings, scaling);
  return Float64Array.from({ length: heldOut_ND.length / embeddingWidth }, (_, row) => {
    let logOdds = intercept;
    for (let d = 0; d < embeddingWidth; d += 1) {
      logOdds += (heldOut_ND[row * embeddingWidth + d] as number) * (weights_D[d] as number);
    }
    return (Math.exp(Math.max(-largestLogOdds, Math.min(largestLogOdds, logOdds))) * source.length) / target.length;
  });
}
