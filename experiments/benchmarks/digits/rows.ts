import type { Experiment } from '@trunkline/training';

/**
 * The rows of the digits benchmark: every method that applies to one source with the same classes, each with its defaults. The linear probe has the
 * optimiser of `mnist-to-mnist-m`: the rate of the others moves a head alone too slowly.
 */
export const rows = [
  'source-only',
  { method: 'linear-probe', training: { optimiser: { name: 'adam', learningRate: 0.01 } } },
  'lp-ft',
  'gradual-unfreezing',
  'layer-decay',
  'last-blocks',
  'bit-fit',
  'surgical',
  'l2-sp',
  'delta',
  'bss',
  'wise-ft',
  'dann',
  'cdan',
  'adda',
  'dan',
  'jan',
  'deep-coral',
  'mcd',
  'mdd',
  'mcc',
  'afn',
  'bnm',
  'minimum-entropy',
  'pseudo-label',
  'fix-match',
  'mean-teacher',
  'shot',
  'ada-bn',
  'tent',
  'target-oracle',
] satisfies Experiment['methods'];
