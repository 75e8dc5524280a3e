import { TrunklineError } from '@trunkline/system';
import { tf } from '../../../tf.ts';
import type { Handle } from '../kernels/kernels.ts';
import { defineLayer, type Layer, type MapShape } from '../layer.ts';

/** Ways whose outputs are joined along the channels (Szegedy et al. 2015). A way without rows is the input itself. */
export interface Branches extends Layer {
  readonly kind: 'branches';
  readonly ways: readonly (readonly Layer[])[];
}

/** Handles one after another along the last axis. */
const settings = (count: number) => ({ N: { int: count }, Tidx: { type: 'int32' } }) as const;

export const branches = defineLayer<Branches>({
  kind: 'branches',
  ways: ({ ways }) => ways,
  outputShape({ name }, input, ways) {
    const [height, width] = ways[0] ?? input;
    const other = ways.find((way) => way[0] !== height || way[1] !== width);
    if (ways.length > 0 && !other) return [height, width, ways.reduce((sum, way) => sum + way[2], 0)];
    throw new TrunklineError(
      'TL_BAD_SHAPE',
      `${name} joins maps of ${ways.map((way) => way.slice(0, 2).join('×')).join(' and ')}, expected one size.`,
      { hint: 'Give all its ways the same stride and the padding that keeps the size.', exitStatus: 2 },
    );
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  plain: (_row, maps_BHWC, { ways }) =>
    tf.concat(
      ways.map((way) => way(maps_BHWC)),
      3,
    ),
  forward: (row, maps, { kernels, ways }) =>
    kernels.scope(({ own }) => {
      const made = ways.map((way) => own(way.forward(maps)));
      const attributes = kernels.attributes('join', settings, row.ways.length);
      return { output: kernels.one('ConcatV2', attributes, [...made, kernels.int(3)]) };
    }),
  backward: (_row, gradient, { kernels, batch, maps, needsInput, ways, wayOutputs }) =>
    kernels.scope(({ own }) => {
      const attributes = kernels.attributes('slice', () => ({ Index: { type: 'int32' } }));
      let begin = 0;
      let sum: Handle | undefined;
      for (const [index, way] of ways.entries()) {
        const shape = wayOutputs[index] as MapShape;
        const part = [gradient, kernels.ints([0, 0, 0, begin]), kernels.ints([batch, ...shape])];
        begin += shape[2];
        const made = way.backward(maps, own(kernels.one('Slice', attributes, part)));
        if (made === undefined) continue;
        own(made);
        sum = sum === undefined ? made : own(kernels.add(sum, made));
      }
      return needsInput && sum !== undefined ? { input: kernels.share(sum) } : {};
    }),
});
