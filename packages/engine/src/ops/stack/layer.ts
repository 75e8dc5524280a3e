import type { Tensor, Tensor4D } from '../../tensor-types.ts';
import type { Activation } from './activation.ts';
import type { Handle, Kernels } from './kernels/kernels.ts';

/** Shape of one image's maps. */
export type MapShape = readonly [height: number, width: number, channels: number];

/** One row of a table of layers: plain values; `kind` names the file of `layers/` that knows what they mean. */
export interface Layer {
  readonly kind: string;
  /** Unique in its table; parameters are named after it. */
  readonly name: string;
  /** What the row's output goes through. Default: nothing. */
  readonly activation?: Activation;
}

/** One parameter of a row: `kernel`, its shape, whether gradients reach it, and how it begins. */
export interface RowParameter {
  readonly what: string;
  readonly shape: readonly number[];
  /** False for running statistics. */
  readonly learnable: boolean;
  /** `he`: normal, with variance gain / fanIn (He 2015). */
  readonly start: 'zeros' | 'ones' | { readonly he: { readonly fanIn: number } };
}

/** A row's parameters as tensors, by what they are. */
export type RowTensors = Readonly<Record<string, Tensor>>;

/** What batch normalisation normalises by: the batch, moving the running statistics on; these; or the batch, moving nothing. */
export type Statistics = 'batch' | 'moving' | 'batch-still';

/** What a row computes with in TensorFlow.js's own ops. */
export interface PlainCall {
  /** Those that are not trained are constants to the tape. */
  readonly parameters: RowTensors;
  readonly statistics: Statistics;
  /** Moves a running statistic towards that of the batch by this share. */
  move(what: string, batch: Tensor, momentum: number): void;
  /** The rows inside the row. */
  readonly ways: readonly ((maps_BHWC: Tensor4D) => Tensor4D)[];
}

/** Rows inside a row, on TensorFlow's kernels. */
export interface NativeWay {
  /** What comes out, in a handle of its own; the input stays the caller's. */
  forward(maps: Handle): Handle;
  /** The gradient of the input, in a handle of its own; undefined where none is needed. Both arguments stay the caller's. */
  backward(maps: Handle, gradient: Handle): Handle | undefined;
}

/** What a row computes with on TensorFlow's kernels: handles, not tensors, freed by hand. */
export interface NativeCall {
  readonly kernels: Kernels;
  readonly batch: number;
  readonly input: MapShape;
  readonly output: MapShape;
  /** float32, whatever the kernels' precision. */
  readonly parameters: Readonly<Record<string, Handle>>;
  readonly statistics: Statistics;
  /** Moves a running statistic; takes the handle over. Does nothing where a block is computed again. */
  move(what: string, batch: Handle, momentum: number): void;
  readonly ways: readonly NativeWay[];
  /** Shapes of what the rows inside give. */
  readonly wayOutputs: readonly MapShape[];
}

/** What a backward pass gets beside the gradient. */
export interface BackwardCall extends NativeCall {
  /** What went in. */
  readonly maps: Handle;
  /** What came out, where {@link LayerKind.readsOutput}. */
  readonly outputMaps: Handle | undefined;
  /** What the forward pass kept. */
  readonly kept: readonly Handle[];
  /** False: no gradient of the input is wanted. */
  readonly needsInput: boolean;
  /** False: no gradients of the parameters are wanted. */
  readonly trainable: boolean;
}

/** What a forward pass answers: the output, and what its gradient needs; all handles of their own. */
export interface NativeOutput {
  readonly output: Handle;
  readonly kept?: readonly Handle[];
}

/** What a backward pass answers: all handles of their own; those of parameters are float32. */
export interface NativeGradients {
  readonly input?: Handle | undefined;
  readonly parameters?: Readonly<Record<string, Handle>>;
}

/**
 * What one kind of row is: one file of `layers/`, everything about it in one place. The row's activation is no concern of
 * its kind; where it stands between rows, whoever runs the rows applies it.
 */
export interface LayerKind<Row extends Layer> {
  readonly kind: Row['kind'];
  /** The rows inside the row, if there are any. */
  ways?(row: Row): readonly (readonly Layer[])[];
  /** Shape of what goes into the rows inside the row. Default: what goes into the row. */
  wayInput?(row: Row, input: MapShape): MapShape;
  /** Shape of what comes out; `ways` are the shapes that the rows inside give. Throws `TL_BAD_SHAPE`, `TL_IMAGE_TOO_SMALL`. */
  outputShape(row: Row, input: MapShape, ways: readonly MapShape[]): MapShape;
  /** The row's own parameters, those of rows inside it not among them. */
  parameters(row: Row, input: MapShape): readonly RowParameter[];
  /** Multiplications with an addition for one image, rows inside not counted; additions and activations are not counted. */
  multiplyAdds(row: Row, input: MapShape, output: MapShape): number;
  /** In TensorFlow.js's own ops: the fall-back, and the reference of the other two. */
  plain(row: Row, maps_BHWC: Tensor4D, call: PlainCall): Tensor4D;
  /** The backward pass reads what came out of the row. */
  readonly readsOutput?: boolean;
  forward(row: Row, maps: Handle, call: NativeCall): NativeOutput;
  backward(row: Row, gradient: Handle, call: BackwardCall): NativeGradients;
}

/** Defines a kind of layer. */
export const defineLayer = <Row extends Layer>(kind: LayerKind<Row>): LayerKind<Row> => kind;

/** A kind of layer of which only the name of its rows' kind is known. */
export type AnyLayerKind = LayerKind<Layer>;
