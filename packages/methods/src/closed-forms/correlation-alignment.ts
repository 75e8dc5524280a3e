import { Matrix } from 'ml-matrix';
import { covarianceOf, symmetricPower, toMatrix, toValues } from './matrices.ts';

/**
 * The map A = (C_S + λI)^(−1/2) (C_T + λI)^(1/2) that gives source rows, multiplied from the left, the covariance of the
 * target's: whitened, then coloured again (Sun, Feng and Saenko 2016, arXiv 1511.05547, algorithm 1, where λ is 1). Rows are
 * row-major `[N, width]` and standardised; gives `[width, width]`, row-major. Two eigendecompositions: time grows with the cube of the width.
 */
export function correlationAlignment(
  source_SD: Float32Array,
  target_TD: Float32Array,
  width: number,
  regularisation: number,
): Float64Array {
  const [ofSource, ofTarget] = [source_SD, target_TD].map((values) =>
    covarianceOf(toMatrix(values, width)).add(Matrix.eye(width).mul(regularisation)),
  ) as [Matrix, Matrix];
  return toValues(symmetricPower(ofSource, -0.5).mmul(symmetricPower(ofTarget, 0.5)));
}
