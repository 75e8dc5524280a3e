import { describe, expect, it } from 'vitest';
import { countParameters } from './count-parameters.ts';

const parameters = {
  'backbone/block1_conv1/kernel': { size: 27 },
  'backbone/block5_conv1/kernel': { size: 100 },
  'head/dense/kernel': { size: 20 },
  'discriminator/hidden1/kernel': { size: 5000 },
};

describe('parameters of a run', () => {
  it('are those of trunk and head that learn; a discriminator is counted apart, though it learns', () => {
    expect(countParameters(parameters, (name) => name !== 'backbone/block1_conv1/kernel')).toEqual({
      trainableParameters: 120,
      methodParameters: 5000,
    });
  });

  it('are never more than the model has, even where everything learns', () => {
    expect(countParameters(parameters, () => true).trainableParameters).toBe(147);
  });
});
