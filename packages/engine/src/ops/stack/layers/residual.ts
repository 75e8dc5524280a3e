import { TrunklineError } from '@trunkline/system';
import { tf } from '../../../tf.ts';
import type { Handle } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type NativeWay } from '../layer.ts';

/** Two ways whose outputs are added (He et al. 2016); without a shortcut the second is the input itself. */
export interface Residual extends Layer {
  readonly kind: 'residual';
  readonly body: readonly Layer[];
  readonly shortcut?: readonly Layer[];
}

export const residual = defineLayer<Residual>({
  kind: 'residual',
  ways: ({ body, shortcut }) => (shortcut ? [body, shortcut] : [body]),
  outputShape({ name }, input, [body = input, shortcut = input]) {
    if (body.join() === shortcut.join()) return body;
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${name} adds maps of [${body.join(', ')}] and [${shortcut.join(', ')}], expected equal shapes.`,
      { hint: 'Give it a shortcut with the stride and the channels of its body.', exitStatus: 2 },
    );
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  plain: (_row, maps_BHWC, { ways: [body, shortcut] }) =>
    tf.add(body?.(maps_BHWC) ?? maps_BHWC, shortcut?.(maps_BHWC) ?? maps_BHWC),
  forward: (_row, maps, { kernels, ways: [body, shortcut] }) =>
    kernels.scope(({ own }) => ({
      output: kernels.add(own((body as NativeWay).forward(maps)), shortcut ? own(shortcut.forward(maps)) : maps),
    })),
  backward: (_row, gradient, { kernels, maps, needsInput, ways: [body, shortcut] }) =>
    kernels.scope(({ own }) => {
      const [first, second] = [body?.backward(maps, gradient), shortcut?.backward(maps, gradient)];
      for (const handle of [first, second]) if (handle !== undefined) own(handle);
      return needsInput ? { input: kernels.add(first as Handle, second ?? gradient) } : {};
    }),
});
