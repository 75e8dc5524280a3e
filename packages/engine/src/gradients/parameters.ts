import type { Tensor, Variable } from '../tensor-types.ts';

/** The variables of a model by their stable names, such as `backbone/block1_conv1/kernel`. */
export type Parameters = Record<string, Variable>;

/** Gradients by the names of their parameters. A parameter that the loss does not depend on has none. */
export type Gradients = Record<string, Tensor>;
