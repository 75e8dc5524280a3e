export {
  checkGradient,
  compareClose,
  expectClose,
  expectNoLeaks,
  expectNoLeaksAsync,
  matchers,
  relativeError,
  replayConstants,
  type CheckGradientOptions,
  type Closeness,
  type GradientComparison,
} from '@trunkline/engine/testing';
export { colouredShapes, type ColouredShapes, type ColouredShapesOptions } from './coloured-shapes.ts';
export { zipArchive } from './zip-archive.ts';
