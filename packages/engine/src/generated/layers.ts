// Written by tools/workspace/generate-indexes.mjs; do not edit.
import type { AnyLayerKind } from '../ops/stack/layer.ts';
import { averagePool } from '../ops/stack/layers/average-pool.ts';
import { batchNorm } from '../ops/stack/layers/batch-norm.ts';
import { branches } from '../ops/stack/layers/branches.ts';
import { convolution } from '../ops/stack/layers/convolution.ts';
import { denseOverPlaces } from '../ops/stack/layers/dense-over-places.ts';
import { depthwiseConvolution } from '../ops/stack/layers/depthwise-convolution.ts';
import { flatten } from '../ops/stack/layers/flatten.ts';
import { layerNorm } from '../ops/stack/layers/layer-norm.ts';
import { localResponseNorm } from '../ops/stack/layers/local-response-norm.ts';
import { maxPool } from '../ops/stack/layers/max-pool.ts';
import { residual } from '../ops/stack/layers/residual.ts';
import { squeezeExcite } from '../ops/stack/layers/squeeze-excite.ts';

export const allLayerKinds: readonly AnyLayerKind[] = [
  averagePool,
  batchNorm,
  branches,
  convolution,
  denseOverPlaces,
  depthwiseConvolution,
  flatten,
  layerNorm,
  localResponseNorm,
  maxPool,
  residual,
  squeezeExcite,
];
