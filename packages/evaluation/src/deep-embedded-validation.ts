import { mean, sampleCovariance, sampleVariance } from 'simple-statistics';

/**
 * The importance-weighted risk of You et al. 2019 (equation 11), mean(w L) + η mean(w) − η with η = −Cov(w L, w) / Var(w):
 * weights have mean 1 where the density ratio is right, so what their sample mean is off by tells of the risk's error.
 * Weights that are all alike, or one alone, give nothing to correct with, and η is 0.
 *
 * @param weights_N importance weights of held-out source images
 * @param losses_N their losses
 */
export function deepEmbeddedRisk(weights_N: Float64Array, losses_N: Float64Array): number {
  const weights = [...weights_N];
  const weighted = weights.map((weight, row) => weight * (losses_N[row] as number));
  const variance = weights.length > 1 ? sampleVariance(weights) : 0;
  const eta = variance === 0 ? 0 : -sampleCovariance(weighted, weights) / variance;
  return mean(weighted) + eta * (mean(weights) - 1);
}
