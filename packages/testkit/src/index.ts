export { checkGradient, type CheckGradientOptions, type GradientComparison } from './check-gradient.ts';
export { colouredShapes, type ColouredShapes, type ColouredShapesOptions } from './coloured-shapes.ts';
export { expectNoLeaks, expectNoLeaksAsync } from './expect-no-leaks.ts';
export { compareClose, expectClose, matchers, relativeError, type Closeness } from './matchers.ts';
