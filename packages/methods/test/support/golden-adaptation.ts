import { readFileSync } from 'node:fs';
import { tf, type Tensor } from '@trunkline/engine';
import { expectClose } from '@trunkline/testkit';

/** A loss that `tools/golden/adaptation.py` computed, with its gradients. */
export interface GoldenCase {
  readonly value: number;
  readonly inputs: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
  readonly gradients: Readonly<Record<string, number[]>>;
}

interface Transport extends GoldenCase {
  readonly labels: number[];
  readonly plan: number[];
  readonly regularisation: number;
}

/** What `fixtures/golden/adaptation.json` holds for losses. */
export const goldenAdaptation = JSON.parse(
  readFileSync(new URL('../../../../fixtures/golden/adaptation.json', import.meta.url), 'utf8'),
) as {
  readonly spectral: GoldenCase;
  readonly exactTransport: Transport;
  readonly unevenTransport: Transport;
  readonly sinkhornTransport: Transport;
  readonly classDiscrepancy: GoldenCase & { readonly sourceLabels: number[]; readonly targetLabels: number[] };
  readonly robustEntropy: GoldenCase;
};

/** Expects the value and the gradients of a case of a loss whose arguments are the case's inputs in their order. */
export function expectGolden(one: GoldenCase, loss: (...inputs: Tensor[]) => Tensor): void {
  tf.tidy(() => {
    const names = Object.keys(one.inputs);
    const inputs = Object.values(one.inputs).map(({ shape, values }) => tf.tensor(values, shape));
    expectClose(loss(...inputs).dataSync(), [one.value], { relative: 1e-4 });
    const gradients = tf.grads(loss)(inputs);
    for (const [place, name] of names.entries()) {
      expectClose((gradients[place] as Tensor).dataSync(), one.gradients[name] as number[], { relative: 1e-3 });
    }
  });
}
