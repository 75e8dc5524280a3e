import type { RunResult, Summary } from './results.ts';

/** What the trunks of these runs started from, each once, with the rows that did. */
export function weightsOf(results: readonly Pick<RunResult, 'label' | 'weights'>[]): Summary['weights'] {
  const found = new Map<string, Summary['weights'][number]>();
  for (const { label, weights } of results) {
    const { name, seen } = weights;
    const digest = name === 'random' ? undefined : weights.digest;
    const key = JSON.stringify([name, digest]);
    const labels = found.get(key)?.labels ?? [];
    found.set(key, {
      name,
      ...(digest !== undefined && { digest }),
      ...(seen !== undefined && { seen }),
      labels: labels.includes(label) ? labels : [...labels, label],
    });
  }
  return [...found.values()];
}
