/** An experiment of seconds: cached and uncached prefixes, two stages, an adversary, dropout, two seeds. */
export function experimentOn(pictures) {
  const domain = (name) => ({ folder: pictures, layout: 'domain-folder', domain: name });
  return {
    name: 'kills',
    description: 'What is killed at random moments',
    data: { source: domain('plain'), targets: [domain('shifted')], imageSize: 32 },
    trunk: { weights: null, width: 1 / 16, frozenThrough: 'block2_pool' },
    methods: [
      'linear-probe',
      { method: 'lp-ft', options: { probeSteps: 6 } },
      'dann',
      { method: 'source-only', label: 'fc', head: { kind: 'vgg-fc', hiddenWidth: 16 } },
    ],
    seeds: [0, 1],
    training: {
      steps: 12,
      batchSize: 8,
      evaluateEvery: 4,
      optimiser: { name: 'adam', learningRate: 0.003 },
      threadsPerRun: 1,
    },
    report: { camImages: 1, embeddingImages: 4 },
  };
}
