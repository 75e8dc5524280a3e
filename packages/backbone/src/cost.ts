import { elementCount } from './readers/raw-tensor.ts';
import { layerParameters } from './layer.ts';
import { layersOf, type LayerRange, type Trunk } from './trunk.ts';

/** Cost of one layer for one image. */
export interface LayerCost {
  readonly layer: string;
  readonly parameters: number;
  /** Multiplications with an addition; additions of biases, activations and pooling are not counted. */
  readonly multiplyAdds: number;
  /** Bytes of the layer's output, kept for the backward pass. */
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
  const { bytesPerValue = 4 } = options;
  let { height, width } = options;
  const rows = layersOf(trunk, range).map((layer): LayerCost => {
    if (layer.kind === 'max-pool') {
      height = Math.floor(height / 2);
      width = Math.floor(width / 2);
    }
    const values = height * width * layer.channels;
    const perValue = layer.kind === 'convolution' ? 9 * layer.inputChannels : layer.kind === 'batch-norm' ? 1 : 0;
    return {
      layer: layer.name,
      parameters: layerParameters(layer).reduce((sum, { shape }) => sum + elementCount(shape), 0),
      multiplyAdds: values * perValue,
      activationBytes: values * bytesPerValue,
      outputShape: [height, width, layer.channels],
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
