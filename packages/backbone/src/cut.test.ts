import { describe, expect, it } from 'vitest';
import { cutDepth, cutName, cutShape } from './cut.ts';
import { createTrunk } from './trunk.ts';

const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });

describe('a cut', () => {
  it('has the layers before it behind it', () => {
    expect(cutDepth(trunk, 'images')).toBe(0);
    expect(cutDepth(trunk, { after: 'block1_pool' })).toBe(3);
    expect(cutDepth(trunk, { after: 'block5_pool' })).toBe(18);
    expect(cutDepth(trunk, 'embedding')).toBe(19);
  });

  it('has the shape of the maps there', () => {
    expect(cutShape(trunk, 'images', 64)).toEqual([64, 64, 3]);
    expect(cutShape(trunk, { after: 'block4_pool' }, 64)).toEqual([4, 4, 32]);
    expect(cutShape(trunk, { after: 'block1_conv1' }, 65)).toEqual([65, 65, 4]);
    expect(cutShape(trunk, 'embedding', 64)).toEqual([32]);
  });

  it('has the name of its layer', () => {
    expect([cutName('images'), cutName({ after: 'block4_pool' }), cutName('embedding')]).toEqual([
      'images',
      'block4_pool',
      'embedding',
    ]);
  });
});
