import type { Matrix } from 'ml-matrix';
import { covarianceOf, symmetricEigen, toMatrix, toValues } from './matrices.ts';

/** Maps of source and target rows into one space, each `[width, d]`, row-major. */
export interface AlignedSubspaces {
  /** P_S P_Sᵀ P_T */
  readonly source: Float64Array;
  /** P_T */
  readonly target: Float64Array;
}

/**
 * The first `components` principal directions of each side, P_S and P_T, and the source's turned into the target's by
 * M = P_Sᵀ P_T, which minimises ‖P_S M − P_T‖_F (Fernando et al. 2013, section 3 and algorithm 1). Rows are row-major
 * `[N, width]` and standardised. No more components than either side has: its rows less one, or the width.
 */
export function alignSubspaces(
  source_SD: Float32Array,
  target_TD: Float32Array,
  width: number,
  components: number,
): AlignedSubspaces {
  const most = Math.min(components, width, source_SD.length / width - 1, target_TD.length / width - 1);
  const [source, target] = [source_SD, target_TD].map((values) =>
    symmetricEigen(covarianceOf(toMatrix(values, width))).vectors.subMatrix(0, width - 1, 0, Math.max(1, most) - 1),
  ) as [Matrix, Matrix];
  return { source: toValues(source.mmul(source.transpose().mmul(target))), target: toValues(target) };
}
