import type { Tensor, Tensor4D } from '../../tensor-types.ts';
import type { NativeBackend } from '../../backend/native-binding.ts';
import { releaseWithGradients } from '../../gradients/pending-buffers.ts';
import { tf } from '../../tf.ts';
import { allRows, trainedTensors, type BoundRow } from './bind-rows.ts';
import { Kernels, type Handle } from './kernels/kernels.ts';
import { NativeRows, type NativePass } from './native-rows.ts';
import type { ConvolutionStackOptions } from './stack-options.ts';

function isTapeOn(): boolean {
  return (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();
}

/** The stack on TensorFlow's kernels, as one node of the tape. */
export function nativeStack(
  backend: NativeBackend,
  input_BHWC: Tensor4D,
  rows: readonly BoundRow[],
  { differentiateInput = true, precision = 'float32', recompute = [] }: ConvolutionStackOptions,
): Tensor4D {
  const kernels = Kernels.of(backend, precision);
  const everyRow = allRows(rows);
  const tensors = everyRow.map((one) => Object.values(one.tensors));
  const everything = [input_BHWC, ...tensors.flat()];
  const ids = backend.getInputTensorIds(everything);
  const input = ids[0] as Handle;
  let next = 1;
  const handles = new Map(
    everyRow.map((one) => [
      one,
      Object.fromEntries(Object.keys(one.tensors).map((what) => [what, ids[next++] as Handle])),
    ]),
  );
  const gradients: NativePass['gradients'] = new Map();
  const batch = input_BHWC.shape[0];
  const stack = new NativeRows({ kernels, batch, handles, gradients }, rows, differentiateInput);
  const { lowest } = stack;
  const differentiates = isTapeOn() && lowest < rows.length;
  const blocks = differentiates ? blockStarts(rows, lowest, recompute) : [];
  const outputShape = [batch, ...(rows.at(-1) as BoundRow).output];

  const forward = (): Tensor4D => {
    const lowered = precision === 'float32' ? undefined : kernels.lowered(input);
    const start = lowered ?? input;
    const keepsStart = lowered !== undefined && differentiates && lowest === 0;
    // the lowest row's gradient reads its input again
    if (keepsStart) stack.keepMaps(0, lowered);
    try {
      // the last block is the first that the backward pass reaches: all of it is kept from the beginning
      const from = differentiates ? Math.max(lowest, blocks.at(-1) ?? 0) : rows.length;
      const end = stack.forward(start, 0, rows.length, {
        keeps: (index) => index >= from,
        keepsInput: (index) => blocks.includes(index),
        moves: true,
      });
      if (precision === 'float32') return kernels.tensor(end, outputShape) as Tensor4D;
      if (!differentiates) return kernels.tensor(kernels.toFloat32(end), outputShape) as Tensor4D;
      stack.keepMaps(rows.length, end);
      return kernels.tensor(kernels.raised(end), outputShape) as Tensor4D;
    } finally {
      if (!keepsStart) kernels.free(lowered);
    }
  };
  // What the kernels make is unknown to the tape, so this is a constant to it.
  if (!differentiates) return tf.tidy(forward);

  const backward = (gradient: Tensor4D, output: Tensor): Tensor[] => {
    const into = (index: number): Handle =>
      stack.keptMaps(index) ?? (index === 0 ? input : (backend.getInputTensorIds([output])[0] as Handle));
    const again = (index: number): void => {
      const begin = blocks[blocks.indexOf(index + 1) - 1];
      if (begin === undefined) return;
      kernels.free(stack.forward(into(begin), begin, index + 1, { keeps: () => true, moves: false }));
    };
    return kernels.scope(({ lower }) => {
      const [given] = backend.getInputTensorIds([gradient]) as [Handle];
      const inputGradient = stack.backward(lower(given), rows.length, into, again);
      return [
        ...(differentiateInput ? [kernels.tensor(kernels.toFloat32(inputGradient as Handle), input_BHWC.shape)] : []),
        ...everyRow.flatMap((one) =>
          trainedTensors(one).map(([what, { shape }]) => kernels.tensor(gradients.get(one)?.[what] as Handle, shape)),
        ),
      ];
    });
  };
  const differentiated: Tensor[] = [
    ...(differentiateInput ? [input_BHWC] : []),
    ...everyRow.flatMap((one) => trainedTensors(one).map(([, value]) => value)),
  ];
  const node = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void;
    let value: Tensor4D;
    try {
      value = forward();
      // Shares the memory, and keeps it alive until the backward pass whatever becomes of the tensors.
      save([...everything, value]);
    } catch (error) {
      stack.freeAll();
      throw error;
    }
    const done = releaseWithGradients(() => stack.freeAll());
    const gradFunc = (gradient: Tensor, saved: Tensor[]) => {
      try {
        return backward(gradient as Tensor4D, saved.at(-1) as Tensor);
      } finally {
        done();
        stack.freeAll();
      }
    };
    return { value, gradFunc: gradFunc as unknown as (gradient: Tensor) => Tensor };
  });
  return node(...differentiated) as Tensor4D;
}

/** First rows of blocks from the lowest that is differentiated. A single block is none: there would be nothing to gain. */
function blockStarts(rows: readonly BoundRow[], lowest: number, names: readonly string[]): readonly number[] {
  if (names.length === 0) return [];
  const starts = rows.flatMap(({ row }, index) =>
    index === lowest || (index > lowest && names.includes(row.name)) ? [index] : [],
  );
  return starts.length > 1 ? starts : [];
}
