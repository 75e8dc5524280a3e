import { tf, type Random, type Tensor2D } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import { adaptiveAveragePool, type MapSize } from './adaptive-pool.ts';
import { applyDense, denseParameters, initDense, type DenseLayer } from './dense.ts';
import type { Features, Head, HeadKind } from './head.ts';

/** What {@link createHead} builds. */
export interface CreateHeadOptions {
  /**
   * - `linear`: `embedding_BD` → K, the head of VGG-GAP;
   * - `mlp`: `embedding_BD` → hiddenWidth → K, ReLU between;
   * - `vgg-fc`: `maps_BHWC` flattened (D·h·w, row by row, channels last) → hiddenWidth → hiddenWidth → K with ReLU and
   *   dropout 0.5 (Simonyan & Zisserman 2015). Maps of another size are first averaged to `mapSize`, as torchvision does.
   */
  readonly kind: HeadKind;
  readonly classes: number;
  /** Channels of the trunk's maps, D. */
  readonly inputWidth: number;
  /** Size of the maps that `vgg-fc` flattens. Default [2, 2], which 64 px images give. */
  readonly mapSize?: MapSize;
  /** Default: 256 for `mlp`, 4096 for `vgg-fc`. */
  readonly hiddenWidth?: number;
  /** Share of hidden values dropped while training. Default: 0 for `mlp`, 0.5 for `vgg-fc`. */
  readonly dropout?: number;
}

/** Builds a head. Throws `TL_HEAD_UNKNOWN`, `TL_BAD_OPTION`. */
export function createHead(options: CreateHeadOptions): Head {
  const { kind, classes, inputWidth, mapSize = [2, 2] } = options;
  requireWhole('classes', classes);
  requireWhole('inputWidth', inputWidth);
  switch (kind) {
    case 'linear':
      return new DenseHead(kind, 'embedding', [{ name: 'head', inputs: inputWidth, outputs: classes }], 0);
    case 'mlp': {
      const { hiddenWidth = 256, dropout = 0 } = options;
      requireWhole('hiddenWidth', hiddenWidth);
      const layers = [
        { name: 'head/hidden', inputs: inputWidth, outputs: hiddenWidth },
        { name: 'head', inputs: hiddenWidth, outputs: classes },
      ];
      return new DenseHead(kind, 'embedding', layers, requireShare(dropout));
    }
    case 'vgg-fc': {
      const { hiddenWidth = 4096, dropout = 0.5 } = options;
      requireWhole('hiddenWidth', hiddenWidth);
      requireWhole('mapSize', mapSize[0]);
      requireWhole('mapSize', mapSize[1]);
      const layers = [
        { name: 'head/fc1', inputs: inputWidth * mapSize[0] * mapSize[1], outputs: hiddenWidth },
        { name: 'head/fc2', inputs: hiddenWidth, outputs: hiddenWidth },
        { name: 'head', inputs: hiddenWidth, outputs: classes },
      ];
      return new DenseHead(kind, 'maps', layers, requireShare(dropout), mapSize);
    }
    default:
      throw new TrunklineError('TL_HEAD_UNKNOWN', `There is no head "${String(kind)}".`, {
        hint: 'Choose linear, mlp or vgg-fc.',
        exitStatus: 2,
      });
  }
}

/**
 * VGG's own start for the layer that gives logits (Simonyan and Zisserman 2015, section 3.1). The ImageNet trunk's
 * embeddings have norms near 100, so that 1 / √D would start the loss near 10 and spend the first epochs on getting down.
 */
const outputDeviation = 0.01;

class DenseHead implements Head {
  readonly name: string;
  readonly kind: HeadKind;
  readonly classes: number;
  readonly inputs: 'embedding' | 'maps';
  readonly supportsCam: boolean;
  readonly parameters: Head['parameters'];
  readonly #layers: readonly DenseLayer[];
  readonly #dropout: number;
  readonly #mapSize: MapSize;

  constructor(
    kind: HeadKind,
    inputs: 'embedding' | 'maps',
    layers: readonly DenseLayer[],
    dropout: number,
    mapSize: MapSize = [1, 1],
  ) {
    this.name = kind;
    this.kind = kind;
    this.classes = layers.at(-1)?.outputs ?? 0;
    this.inputs = inputs;
    this.supportsCam = kind === 'linear';
    this.parameters = denseParameters(layers);
    this.#layers = layers;
    this.#dropout = dropout;
    this.#mapSize = mapSize;
  }

  init(random: Random): ReturnType<Head['init']> {
    return initDense(this.#layers, random, outputDeviation);
  }

  apply(...[parameters, features, options]: Parameters<Head['apply']>): Tensor2D {
    const dropout = { rate: this.#dropout, training: options.training, random: options.random };
    return tf.tidy(() => applyDense(this.#layers, parameters, this.#flatten(features), dropout));
  }

  #flatten({ maps_BHWC, embedding_BD }: Features): Tensor2D {
    if (this.inputs === 'embedding') return embedding_BD;
    const [batch, height, width] = maps_BHWC.shape;
    const fits = height === this.#mapSize[0] && width === this.#mapSize[1];
    return (fits ? maps_BHWC : adaptiveAveragePool(maps_BHWC, this.#mapSize)).reshape([batch, -1]);
  }

  cost(): { readonly parameters: number; readonly multiplyAdds: number } {
    const multiplyAdds = this.#layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
    return { parameters: multiplyAdds + this.#layers.reduce((sum, { outputs }) => sum + outputs, 0), multiplyAdds };
  }
}

function requireWhole(option: string, given: number): void {
  if (Number.isInteger(given) && given >= 1) return;
  throw new TrunklineError('TL_BAD_OPTION', `The head's ${option} is ${given}, expected a whole number of 1 or more.`, {
    hint: `Correct ${option} of the head.`,
    exitStatus: 2,
  });
}

function requireShare(given: number): number {
  if (given >= 0 && given < 1) return given;
  throw new TrunklineError('TL_BAD_OPTION', `The head's dropout is ${given}, expected 0 or more, below 1.`, {
    hint: 'Correct dropout of the head.',
    exitStatus: 2,
  });
}
