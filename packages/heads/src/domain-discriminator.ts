import type { Tensor, Tensor2D, Variable } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import { applyDense, denseParameters, initDense } from './dense.ts';

/** Classifies the domain of an embedding: `embedding_BD` → one logit a row, positive for source by convention. */
export interface DomainDiscriminator {
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  init(random: Random): Record<string, Variable>;
  apply(parameters: Readonly<Record<string, Tensor>>, embedding_BD: Tensor2D): Tensor2D;
  cost(): { readonly parameters: number; readonly multiplyAdds: number };
}

/** What {@link createDomainDiscriminator} builds. */
export interface DomainDiscriminatorOptions {
  /** D, or whatever width the method feeds. */
  readonly inputWidth: number;
  /** Default 1024. */
  readonly hiddenWidth?: number;
}

/**
 * The domain classifier of Ganin 2016 (figure 4: x → 1024 → 1024 → 1), ReLU between, without dropout. It is a plain
 * classifier: it is trained to tell the domains apart. Reversing the gradient that leaves it, and weighing both domains'
 * terms equally, are the method's business. Parameters are named `discriminator/…`.
 */
export function createDomainDiscriminator(options: DomainDiscriminatorOptions): DomainDiscriminator {
  const { inputWidth, hiddenWidth = 1024 } = options;
  const layers = [
    { name: 'discriminator/hidden1', inputs: inputWidth, outputs: hiddenWidth },
    { name: 'discriminator/hidden2', inputs: hiddenWidth, outputs: hiddenWidth },
    { name: 'discriminator/output', inputs: hiddenWidth, outputs: 1 },
  ];
  const multiplyAdds = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  return {
    parameters: denseParameters(layers),
    init: (random) => initDense(layers, random),
    apply: (parameters, embedding_BD) => applyDense(layers, parameters, embedding_BD, { rate: 0, training: false }),
    cost: () => ({ parameters: multiplyAdds + 2 * hiddenWidth + 1, multiplyAdds }),
  };
}
