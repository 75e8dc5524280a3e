import { describe, expect, it } from 'vitest';
import { bfloat16Problem, choosePrecision, startEngine } from '../../index.ts';

describe('the precision', () => {
  it('is bfloat16 only where the processor has instructions for it, and says so', async () => {
    await startEngine();
    expect(bfloat16Problem('fpu avx2 avx512f avx512_bf16')).toBeUndefined();
    expect(bfloat16Problem('fpu avx2 amx_bf16 amx_tile')).toBeUndefined();
    expect(bfloat16Problem('fpu avx2 avx512f')).toMatch(/no bfloat16 instructions/);
    const notices: string[] = [];
    const chosen = choosePrecision('bfloat16', (line) => notices.push(line));
    expect(notices).toHaveLength(chosen === 'bfloat16' ? 0 : 1);
    if (chosen === 'float32') expect(notices[0]).toMatch(/^Precision: float32 instead of bfloat16, because /);
    expect(choosePrecision('float32', (line) => notices.push(line))).toBe('float32');
  });
});
