// What the engine's own tests check with. Other rooms take it from @trunkline/testkit.
export { checkGradient, type CheckGradientOptions, type GradientComparison } from './check-gradient.ts';
export { expectNoLeaks, expectNoLeaksAsync } from './expect-no-leaks.ts';
export { compareClose, expectClose, matchers, relativeError, type Closeness } from './matchers.ts';
export { replayConstants } from './replay-constants.ts';
