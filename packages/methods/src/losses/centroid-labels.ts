/**
 * Labels that a model gives its own predictions, by the nearest centroid (Liang et al. 2020, arXiv 2002.08546, equations 4
 * to 6): centroids are means of the embeddings weighted by the predicted probabilities; every row takes the class of the
 * centroid with the largest cosine to it; centroids are then means over those rows, and rows are labelled once more. As in
 * the authors' code, embeddings have a constant 1 appended before they are scaled to length 1, and classes that nobody
 * predicts have no centroid. `logits` are `[N, classes]`, `embeddings` `[N, width]`, row-major; gives `[N]`.
 */
export function centroidLabels(
  logits: Float32Array,
  embeddings: Float32Array,
  classes: number,
  width: number,
): Int32Array {
  const count = logits.length / classes;
  const rows = Array.from({ length: count }, (_, row) =>
    unit([...embeddings.subarray(row * width, (row + 1) * width), 1]),
  );
  const shares = Array.from({ length: count }, (_, row) =>
    softmax(logits.subarray(row * classes, (row + 1) * classes)),
  );
  const predicted = new Set(shares.map((share) => share.indexOf(Math.max(...share))));
  let labels = nearest(rows, centroidsOf(rows, shares, classes), predicted);
  const hard = [...labels].map((label) => Array.from({ length: classes }, (_, place) => (place === label ? 1 : 0)));
  labels = nearest(rows, centroidsOf(rows, hard, classes), new Set(labels));
  return labels;
}

function unit(values: readonly number[]): readonly number[] {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / Math.max(length, 1e-12));
}

function softmax(logits: Float32Array): readonly number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function centroidsOf(
  rows: readonly (readonly number[])[],
  weights: readonly (readonly number[])[],
  classes: number,
): readonly (readonly number[])[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: classes }, (_, label) => {
    const sums = new Array<number>(width).fill(0);
    rows.forEach((row, index) => {
      const weight = weights[index]?.[label] ?? 0;
      for (let place = 0; place < width; place++)
        sums[place] = (sums[place] as number) + weight * (row[place] as number);
    });
    return unit(sums); // a cosine does not see what they are divided by
  });
}

function nearest(
  rows: readonly (readonly number[])[],
  centroids: readonly (readonly number[])[],
  among: ReadonlySet<number>,
): Int32Array {
  const candidates = [...among].sort((one, other) => one - other);
  return Int32Array.from(rows, (row) => {
    let best = { label: candidates[0] ?? 0, cosine: -Infinity };
    for (const label of candidates) {
      const centroid = centroids[label] as readonly number[];
      const cosine = row.reduce((sum, value, place) => sum + value * (centroid[place] as number), 0);
      if (cosine > best.cosine) best = { label, cosine };
    }
    return best.label;
  });
}
