import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { rowCount } from '../shapes.ts';
import { softmax } from '../softmax.ts';
import { defineValidator } from '../validator.ts';

export const bnm = defineValidator({
  name: 'bnm',
  paper: 'Cui et al. 2020, Towards Discriminability and Diversity (batch nuclear norm); Musgrave et al. 2022',
  description:
    'Nuclear norm of the predictions on the target, divided by their number: high when they are certain and spread over the classes; assumes near-uniform classes.',
  reads: ['classes', 'targetTrainLogits'],
  better: 'higher',
  score: ({ classes, targetTrainLogits }) =>
    nuclearNorm(softmax(targetTrainLogits, classes), classes) / rowCount(targetTrainLogits, classes, 'bnm'),
});

/**
 * Sum of the singular values of row-major `[N, K]` values: roots of the eigenvalues of the smaller of the two Gram matrices.
 * A singular value below about 1e-8 of the largest comes out as rounding, which the sum does not feel.
 */
function nuclearNorm(values_NK: Float64Array, width: number): number {
  const rows = values_NK.length / width;
  const matrix = Matrix.from1DArray(rows, width, values_NK);
  const gram = rows < width ? matrix.mmul(matrix.transpose()) : matrix.transpose().mmul(matrix);
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues.reduce((sum, eigenvalue) => sum + Math.sqrt(Math.max(0, eigenvalue)), 0);
}
