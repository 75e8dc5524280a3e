import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResolvedMethod } from '../experiment/resolve.ts';
import { chooseWorkers } from './choose-workers.ts';
import type { PlannedRun } from './plan.ts';
import { threadsOfRun } from './threads-of-run.ts';

const plan = (count: number, threads = 1, memoryBytes = 1e9): { readonly runs: readonly PlannedRun[] } => ({
  runs: Array.from({ length: count }, () => ({ threads, memoryBytes }) as PlannedRun),
});
const machine = { processors: 4, freeBytes: 100e9 };

describe('workers', () => {
  it('are as many as processors suffice for, and no more than runs', () => {
    expect(chooseWorkers(plan(9), 'auto', machine)).toEqual({ count: 4, because: '1 thread a run on 4 processors' });
    expect(chooseWorkers(plan(9, 4), 'auto', machine).count).toBe(1);
    expect(chooseWorkers(plan(3), 'auto', machine)).toEqual({ count: 3, because: 'there are no more runs' });
    expect(chooseWorkers(plan(9), 2, machine)).toEqual({ count: 2, because: 'asked for' });
  });

  it('say so where some runs compute with more threads than others', () => {
    const mixed = { runs: [...plan(2).runs, ...plan(2, 4).runs] };
    expect(chooseWorkers(mixed, 'auto', machine)).toEqual({
      count: 4,
      because: '1 to 4 threads a run on 4 processors',
    });
  });

  it('fit into the memory that is free, whatever was asked for; one always runs', () => {
    const small = { processors: 4, freeBytes: 2.6e9 };
    expect(chooseWorkers(plan(9), 'auto', small)).toEqual({
      count: 2,
      because: 'a run takes about 1.0 GB, and 2.6 GB are free',
    });
    expect(chooseWorkers(plan(9), 8, small).count).toBe(2);
    expect(chooseWorkers(plan(9), 'auto', { ...small, freeBytes: 1e6 }).count).toBe(1);
  });
});

describe('threads of a run', () => {
  beforeEach(() => void vi.stubEnv('TRUNKLINE_THREADS', ''));
  afterEach(() => void vi.unstubAllEnvs());
  const row = (threadsPerRun?: number): Pick<ResolvedMethod, 'training'> =>
    ({ training: { ...(threadsPerRun !== undefined && { threadsPerRun }) } }) as Pick<ResolvedMethod, 'training'>;

  it('follow from what a step costs, unless somebody says', () => {
    expect(threadsOfRun(row(), 1e9, 8)).toBe(1);
    expect(threadsOfRun(row(), 6e9, 8)).toBe(8);
    expect(threadsOfRun(row(3), 1e9, 8)).toBe(3);
    vi.stubEnv('TRUNKLINE_THREADS', '2');
    expect(threadsOfRun(row(), 1e9, 2)).toBe(2);
  });
});
