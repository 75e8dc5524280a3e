import { expect, it } from 'vitest';
import { costOf } from './cost.ts';
import { createTrunk } from './trunk.ts';

const trunk = createTrunk({ name: 'vgg16-gap' });

it("reproduces VGG16's published parameters and multiply-adds at 224 px", () => {
  const { totals } = costOf(trunk, { height: 224, width: 224 });
  expect(totals.parameters).toBe(14_714_688);
  expect(totals.multiplyAdds).toBe(15_346_630_656);
});

it('a row has the cost of its layer, by hand', () => {
  const { rows } = costOf(trunk, { height: 32, width: 64 });
  expect(rows.find(({ layer }) => layer === 'block1_conv2')).toEqual({
    layer: 'block1_conv2',
    parameters: 3 * 3 * 64 * 64 + 64,
    multiplyAdds: 32 * 64 * 64 * (3 * 3 * 64),
    activationBytes: 32 * 64 * 64 * 4,
    outputShape: [32, 64, 64],
  });
  expect(rows.at(-1)).toEqual({
    layer: 'block5_pool',
    parameters: 0,
    multiplyAdds: 0,
    activationBytes: 1 * 2 * 512 * 4,
    outputShape: [1, 2, 512],
  });
});

it('the parts of a trunk cut in two cost what the whole costs', () => {
  const whole = costOf(trunk, { height: 64, width: 64 }).totals;
  const below = costOf(trunk, { height: 64, width: 64 }, { to: 'block3_pool' }).totals;
  const above = costOf(trunk, { height: 8, width: 8 }, { from: 'block4_conv1' }).totals;
  expect(below.multiplyAdds + above.multiplyAdds).toBe(whole.multiplyAdds);
  expect(below.parameters + above.parameters).toBe(whole.parameters);
});
