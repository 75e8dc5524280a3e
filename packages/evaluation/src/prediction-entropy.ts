/** Entropy of a distribution in nats, from 0 to log K. */
export function entropyOf(probabilities_K: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < probabilities_K.length; k += 1) sum += entropyTerm(probabilities_K[k] as number);
  return sum;
}

/** Mean entropy of the rows of row-major `[N, K]` probabilities, in nats. */
export function meanEntropy(probabilities_NK: Float64Array, classes: number): number {
  return entropyOf(probabilities_NK) / (probabilities_NK.length / classes);
}

/** Mean of the rows of row-major `[N, K]` probabilities. */
export function meanPrediction(probabilities_NK: Float64Array, classes: number): Float64Array {
  const rows = probabilities_NK.length / classes;
  const mean_K = new Float64Array(classes);
  probabilities_NK.forEach((probability, index) => {
    const k = index % classes;
    mean_K[k] = (mean_K[k] as number) + probability / rows;
  });
  return mean_K;
}

function entropyTerm(probability: number): number {
  return probability > 0 ? -probability * Math.log(probability) : 0;
}
