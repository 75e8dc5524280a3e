import { predictions } from './predictions.ts';
import type { TestScores } from './results.ts';
import { checkLabels } from './shapes.ts';
import { softmax } from './softmax.ts';

export type CalibrationBin = TestScores['calibrationBins'][number];

/**
 * Bins of equal width over the confidence (the largest softmax probability); bin m of M holds confidences in
 * ((m − 1)/M, m/M]. Empty bins have confidence, accuracy and count 0.
 *
 * Guo et al. 2017, On Calibration of Modern Neural Networks, section 2.
 */
export function calibrationBins(
  logits_NK: ArrayLike<number>,
  labels_N: ArrayLike<number>,
  classes: number,
  bins = 15,
): CalibrationBin[] {
  const predicted_N = predictions(logits_NK, classes);
  checkLabels(labels_N, predicted_N.length, classes, 'calibrationBins');
  const probabilities_NK = softmax(logits_NK, classes);
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, correct: 0, count: 0 }));
  predicted_N.forEach((predicted, row) => {
    const confidence = probabilities_NK[row * classes + predicted] as number;
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))];
    if (bin === undefined) return;
    bin.confidence += confidence;
    bin.correct += predicted === labels_N[row] ? 1 : 0;
    bin.count += 1;
  });
  return sums.map(({ confidence, correct, count }) =>
    count === 0
      ? { confidence: 0, accuracy: 0, count }
      : { confidence: confidence / count, accuracy: correct / count, count },
  );
}

/** Σ (count / N) · |accuracy − confidence| over the bins: Guo et al. 2017, equation 3. */
export function calibrationErrorOfBins(bins: readonly CalibrationBin[]): number {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.accuracy - bin.confidence), 0);
}

/** Expected calibration error over bins of equal width, in [0, 1]: Guo et al. 2017, equation 3. */
export function expectedCalibrationError(
  logits_NK: ArrayLike<number>,
  labels_N: ArrayLike<number>,
  classes: number,
  bins = 15,
): number {
  return calibrationErrorOfBins(calibrationBins(logits_NK, labels_N, classes, bins));
}
