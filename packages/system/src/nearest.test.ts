import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const commands = ['run', 'report', 'compare', 'completion', 'embed', 'weights'];
const methods = ['source-only', 'dann', 'deep-coral', 'linear-probe', 'lp-ft', 'target-oracle'];
const validators = ['info-max', 'last', 'source-validation-accuracy', 'target-entropy'];
const keys = ['learningRate', 'weightDecay', 'batchSize', 'steps'];

it.each([
  ['rnu', commands, 'run'],
  ['wieghts', commands, 'weights'],
  ['wieght', commands, 'weights'],
  ['Embed', commands, 'embed'],
  ['comp', commands, 'compare'],
  ['dan', methods, 'dann'],
  ['deep-corral', methods, 'deep-coral'],
  ['DeepCoral', methods, 'deep-coral'],
  ['lpft', methods, 'lp-ft'],
  ['oracle', methods, 'target-oracle'],
  ['source-val-acc', validators, 'source-validation-accuracy'],
  ['sourceVal', validators, 'source-validation-accuracy'],
  ['infomax', validators, 'info-max'],
  ['Last', validators, 'last'],
  ['tagret-entropy', validators, 'target-entropy'],
  ['learning_rate', keys, 'learningRate'],
  ['batch', keys, 'batchSize'],
  ['lR', ['LR'], 'LR'],
  ['ln', ['lr', 'momentum'], 'lr'],
  ['val', ['target-validation', 'validation'], 'validation'],
])('%s was meant to be one of %j: %s', (given, words, meant) => {
  expect(nearest(given, words)).toBe(meant);
});

it.each([
  ['xyz', commands],
  ['run', []],
  ['', commands],
  ['---', commands],
  ['b', ['a']],
  ['best', validators],
  ['target-accuracy', validators],
  ['accuracy-of-everything', validators],
  ['wibble', validators],
])('nothing is guessed for "%s" among %j', (given, words) => {
  expect(nearest(given, words)).toBeUndefined();
});
