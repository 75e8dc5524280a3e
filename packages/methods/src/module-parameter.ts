/** One parameter of a module: shapes are known before there are values. */
export interface ModuleParameter {
  /** Unique in the run: `discriminator/output/kernel`, `teacher/backbone/block1_conv1/bias`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** False: gradients never reach it (running statistics). Default: true. */
  readonly learnable?: boolean;
}
