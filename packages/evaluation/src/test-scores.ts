import { accuracy } from './accuracy.ts';
import { calibrationBins, calibrationErrorOfBins } from './calibration.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { macroAccuracy } from './macro-accuracy.ts';
import { perClassAccuracy } from './per-class-accuracy.ts';
import type { TestScores } from './results.ts';

/**
 * Everything the record of a run says about one labelled test set.
 *
 * @param logits_NK row-major `[N, K]`
 * @param labels_N true classes
 * @param classNames the K class names, in the order of the logits
 */
export function testScores(
  logits_NK: ArrayLike<number>,
  labels_N: ArrayLike<number>,
  classNames: readonly string[],
): TestScores {
  const classes = classNames.length;
  const bins = calibrationBins(logits_NK, labels_N, classes);
  return {
    count: labels_N.length,
    accuracy: accuracy(logits_NK, labels_N, classes),
    macroAccuracy: macroAccuracy(logits_NK, labels_N, classes),
    perClassAccuracy: perClassAccuracy(logits_NK, labels_N, classes),
    confusion: confusionMatrix(logits_NK, labels_N, classes),
    expectedCalibrationError: calibrationErrorOfBins(bins),
    calibrationBins: bins,
  };
}
