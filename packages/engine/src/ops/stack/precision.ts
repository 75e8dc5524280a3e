import { readFileSync } from 'node:fs';
import { engineState } from '../../backend/engine-state.ts';

/** What a stack computes in. Parameters, input, output and gradients are float32 either way. */
export type Precision = 'float32' | 'bfloat16';

/** Processor flags (as Linux names them) of instructions that multiply bfloat16. */
const bfloat16Flags = ['avx512_bf16', 'amx_bf16', 'bf16'];

/**
 * Why bfloat16 would not be fast here, or undefined where it is: on a GPU, and on processors with instructions for it.
 * Elsewhere every product is emulated, many times slower than float32.
 */
export function bfloat16Problem(flags: string = processorFlags()): string | undefined {
  const { info } = engineState;
  if (!info?.native) return `the engine ${info?.name ?? 'has not been started and'} computes in float32 only`;
  if (info.device === 'gpu') return undefined;
  const words = new Set(flags.split(/\s+/));
  if (bfloat16Flags.some((flag) => words.has(flag))) return undefined;
  return 'this processor has no bfloat16 instructions (AVX-512 BF16 or AMX)';
}

/** The precision to compute in: the one that is wanted, or float32, with a notice, where bfloat16 would only be slower. */
export function choosePrecision(wanted: Precision, onNotice: (line: string) => void): Precision {
  const problem = wanted === 'bfloat16' ? bfloat16Problem() : undefined;
  if (problem === undefined) return wanted;
  onNotice(`Precision: float32 instead of bfloat16, because ${problem}.`);
  return 'float32';
}

/** What this processor can, in Linux’s words; empty where that is not told. */
export function processorFlags(): string {
  try {
    return /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {
    return ''; // not Linux: no native engine but for GPU machines
  }
}
