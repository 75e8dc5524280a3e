import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EngineInfo, Rank, Scalar, Tensor, Tensor4D } from '@trunkline/engine';
import { type Check, tryCheck } from './check.ts';

/** Loss before and after one step of gradient descent in {@link trainingStep}, worked out by hand; exact in binary. */
const expectedLosses = [6.25, 1.734375] as const;

/**
 * Checks which engine computes, on which device, and that a training step comes out right; the engine itself is left
 * running. A GPU that `TRUNKLINE_DEVICE` asks for and that is not there fails the essential check.
 */
export async function engineChecks(): Promise<{ engine: EngineInfo | undefined; checks: Check[] }> {
  const { canTrainConvolutions, describeEngine, startEngine } = await import('@trunkline/engine');
  const described = await tryCheck('engine', false, async () => {
    const { name, version, native, reason, hint } = await describeEngine();
    return { ok: native, detail: `${name} ${version}: ${reason}`, hint };
  });
  let engine: EngineInfo | undefined;
  const device = await tryCheck('device', true, async () => {
    engine = await startEngine({ onNotice: () => undefined });
    return { ok: true, detail: await deviceText(engine) };
  });
  const step = await tryCheck('training-step', true, async () => {
    if (engine === undefined)
      return { ok: false, detail: 'not tried, because no engine runs', hint: 'Mend the device first.' };
    if (!canTrainConvolutions()) {
      return {
        ok: false,
        detail: `the engine ${engine.name} cannot train convolutions (it embeds, and trains heads on embeddings)`,
        hint: 'Install the native one: trunkline engine install.',
      };
    }
    const losses = await trainingStep();
    const ok = losses.every((loss, index) => Math.abs(loss - (expectedLosses[index] ?? Number.NaN)) <= 1e-5);
    return {
      ok,
      detail: `loss ${losses.join(' → ')}, expected ${expectedLosses.join(' → ')}`,
      hint: ok
        ? undefined
        : 'The engine computes wrong numbers: install it again with trunkline engine install --force.',
    };
  });
  return { engine, checks: [described, device, step] };
}

/** What computes: the device, the library, threads and the precisions it is fast in. */
async function deviceText({ name, version, native, device, threads }: EngineInfo): Promise<string> {
  const { bfloat16Problem } = await import('@trunkline/engine');
  const problem = bfloat16Problem();
  const library = native ? `TensorFlow ${version} with ${device === 'gpu' ? 'CUDA' : 'oneDNN'}` : `${name} ${version}`;
  const where = device === 'gpu' ? `GPU${await cardNames()}` : 'CPU';
  const precision = problem === undefined ? 'float32 or bfloat16' : `float32 (not bfloat16: ${problem})`;
  return `${where}, ${library}, ${threads} threads, ${precision}`;
}

/** Names of the cards in brackets, where NVIDIA's own tool gives them. */
async function cardNames(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader']);
    return ` (${stdout.trim().split('\n').join(', ')})`;
  } catch {
    return '';
  }
}

/**
 * One step of gradient descent, rate 1, on the mean of a 3×3 convolution of ones (4×4 picture of ones, zero padding): the
 * sum over the maps is 4·9 + 8·6 + 4·4 = 100, so the loss is 100/16; each kernel entry's gradient is the part of the
 * picture it sees (16, 12 or 9 of 16), and the loss after it is 100/16 less the sum of their squares.
 */
async function trainingStep(): Promise<number[]> {
  const { tf } = await import('@trunkline/engine');
  return tf.tidy(() => {
    const picture_BHWC = tf.ones<Rank.R4>([1, 4, 4, 1]);
    const loss = (kernel: Tensor): Scalar => tf.conv2d(picture_BHWC, kernel as Tensor4D, 1, 'same').mean();
    const kernel = tf.ones([3, 3, 1, 1]);
    const { value, grad } = tf.valueAndGrad(loss)(kernel);
    return [value.dataSync()[0] ?? Number.NaN, loss(kernel.sub(grad)).dataSync()[0] ?? Number.NaN];
  });
}
