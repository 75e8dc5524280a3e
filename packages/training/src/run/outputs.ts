import { tf } from '@trunkline/engine';
import type { Model } from '@trunkline/methods';
import { createRandom, TrunklineError } from '@trunkline/system';
import type { SplitInput } from '../inputs/split-input.ts';
import type { Predict } from '../values/predict.ts';

/** Images in one evaluation pass. */
const evaluationBatch = 256;

/** What a model makes of a whole split: row-major `[N, K]` and `[N, D]`. */
export interface SplitOutputs {
  readonly logits: Float32Array;
  readonly embeddings?: Float32Array;
}

/** Logits, `[N, K]`, of images that are blended with their partners where the model's inputs begin: `mixShare` of each itself. */
export async function mixedLogitsOf(
  model: Model,
  predict: Predict,
  input: SplitInput,
  options: { readonly partners: Int32Array; readonly mixShare: number; readonly signal: AbortSignal },
): Promise<Float32Array> {
  const { partners, mixShare, signal } = options;
  const blended: SplitInput = {
    count: input.count,
    cut: input.cut,
    tensor: (values) => input.tensor(values),
    async load(indices, random) {
      const own = await input.load(indices, random);
      const others = await input.load(
        indices.map((index) => partners[index] as number),
        random,
      );
      return own.map((value, place) => mixShare * value + (1 - mixShare) * (others[place] as number));
    },
  };
  return (await outputsOf(model, predict, blended, { signal })).logits;
}

/** Runs a split through the model in evaluation mode, without gradients. */
export async function outputsOf(
  model: Model,
  predict: Predict,
  input: SplitInput,
  options: { readonly embeddings?: boolean; readonly signal?: AbortSignal } = {},
): Promise<SplitOutputs> {
  const { classes } = model.head;
  const width = model.trunk.embeddingWidth;
  const logits = new Float32Array(input.count * classes);
  const embeddings = options.embeddings ? new Float32Array(input.count * width) : undefined;
  const unused = createRandom(0);
  const load = (begin: number): Promise<Float32Array> =>
    input.load(range(begin, Math.min(begin + evaluationBatch, input.count)), unused);
  let next = load(0);
  for (let begin = 0; begin < input.count; begin += evaluationBatch) {
    options.signal?.throwIfAborted();
    const values = await next;
    if (begin + evaluationBatch < input.count) {
      next = load(begin + evaluationBatch);
      next.catch(() => undefined); // the await that follows throws it
    }
    tf.tidy(() => {
      const output = predict(input.tensor(values), input.cut);
      logits.set(output.logits_BK.dataSync(), begin * classes);
      embeddings?.set(output.embedding_BD.dataSync(), begin * width);
    });
  }
  if (!logits.every(Number.isFinite)) {
    throw new TrunklineError('TL_LOSS_NOT_FINITE', 'The model’s outputs are no longer finite numbers.', {
      hint: 'Training diverged: lower training.optimiser.learningRate or set training.clipNorm.',
    });
  }
  return { logits, ...(embeddings && { embeddings }) };
}

function range(begin: number, end: number): Int32Array {
  return Int32Array.from({ length: end - begin }, (_, index) => begin + index);
}
