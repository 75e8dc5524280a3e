import { softmax } from '../softmax.ts';
import { defineValidator } from '../validator.ts';

/** The paper's temperature. */
const temperature = 0.05;

export const snd = defineValidator({
  name: 'snd',
  paper: 'Saito et al. 2021, Tune it the Right Way: Soft Neighborhood Density',
  description:
    'Mean entropy, in nats, of the softmax (temperature 0.05) over the similarities of each target prediction with all others: high when neighbourhoods are dense; a model that gives everything one class scores highest, so look at the class shares beside it.',
  reads: ['classes', 'targetTrainLogits'],
  better: 'higher',
  score: ({ classes, targetTrainLogits }) => softNeighbourhoodDensity(softmax(targetTrainLogits, classes), classes),
});

/**
 * Entropies of the rows of softmax(P Pᵀ / 0.05) without its diagonal, where the rows of P are scaled to length 1; their
 * mean. One row of similarities is held at a time: N² of time, N of memory. 0 where there are no two rows.
 */
function softNeighbourhoodDensity(probabilities_NK: Float64Array, classes: number): number {
  const rows = probabilities_NK.length / classes;
  const directions_NK = unitRows(probabilities_NK, classes);
  const similarities_N = new Float64Array(rows);
  let total = 0;
  for (let row = 0; row < rows; row += 1) {
    let maximum = -Infinity;
    for (let other = 0; other < rows; other += 1) {
      let dot = 0;
      for (let k = 0; k < classes; k += 1) {
        dot += (directions_NK[row * classes + k] as number) * (directions_NK[other * classes + k] as number);
      }
      similarities_N[other] = dot / temperature;
      if (other !== row) maximum = Math.max(maximum, dot / temperature);
    }
    // with e_j = exp(s_j − max) and Z their sum, the entropy is log Z − Σ e_j (s_j − max) / Z
    let sum = 0;
    let weighted = 0;
    for (let other = 0; other < rows; other += 1) {
      if (other === row) continue;
      const above = (similarities_N[other] as number) - maximum;
      const weight = Math.exp(above);
      sum += weight;
      weighted += weight * above;
    }
    if (rows > 1) total += Math.log(sum) - weighted / sum;
  }
  return total / rows;
}

function unitRows(values_NK: Float64Array, width: number): Float64Array {
  const units_NK = new Float64Array(values_NK.length);
  for (let start = 0; start < values_NK.length; start += width) {
    const row_K = values_NK.subarray(start, start + width);
    const length = Math.hypot(...row_K);
    units_NK.set(
      row_K.map((value) => value / length),
      start,
    );
  }
  return units_NK;
}
