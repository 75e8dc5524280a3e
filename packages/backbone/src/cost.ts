import { describeRows, withInner, type DescribedRow } from '@trunkline/engine';
import { elementCount } from './readers/raw-tensor.ts';
import { layersOf, type LayerRange, type Trunk } from './trunk.ts';

/** Cost of one layer for one image. */
export interface LayerCost {
  readonly layer: string;
  readonly parameters: number;
  /** Multiplications with an addition; additions of biases, activations and pooling are not counted. */
  readonly multiplyAdds: number;
  /** Bytes of the outputs of the layer and of those inside it, kept for the backward pass. */
  readonly activationBytes: number;
  /** [height, width, channels]. */
  readonly outputShape: readonly [number, number, number];
}

/** Cost of a trunk for one image: rows and their sums. */
export interface Cost {
  readonly rows: readonly LayerCost[];
  readonly totals: { readonly parameters: number; readonly multiplyAdds: number; readonly activationBytes: number };
}

/** Options of {@link costOf}. */
export interface CostOptions {
  /** Size of the range's input, in pixels. */
  readonly height: number;
  readonly width: number;
  /** 4 for float32 (default), 2 for bfloat16. */
  readonly bytesPerValue?: number;
}

/** Parameters, multiply-adds and activation memory of each layer of a range, for one image of the given size. */
export function costOf(trunk: Trunk, options: CostOptions, range: LayerRange = {}): Cost {
  const { height, width, bytesPerValue = 4 } = options;
  const layers = layersOf(trunk, range);
  const channels = trunk.inputChannels(layers[0]?.name ?? '');
  const rows = describeRows(layers, [height, width, channels]).map((described): LayerCost => {
    const all = withInner([described]);
    const sum = (of: (one: DescribedRow) => number): number => all.reduce((total, one) => total + of(one), 0);
    return {
      layer: described.row.name,
      parameters: sum(({ parameters }) => parameters.reduce((total, { shape }) => total + elementCount(shape), 0)),
      multiplyAdds: sum(({ row, kind, input, output }) => kind.multiplyAdds(row, input, output)),
      activationBytes: sum(({ output }) => elementCount(output)) * bytesPerValue,
      outputShape: described.output,
    };
  });
  const total = (of: (row: LayerCost) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    rows,
    totals: {
      parameters: total((row) => row.parameters),
      multiplyAdds: total((row) => row.multiplyAdds),
      activationBytes: total((row) => row.activationBytes),
    },
  };
}
