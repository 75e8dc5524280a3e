import { describe, expect, it, vi } from 'vitest';
import { TimeLeft } from './time-left.ts';

describe('time left', () => {
  it('scales the plan’s estimates by how the clock compared with them', () => {
    vi.useFakeTimers({ now: 0, toFake: ['performance'] });
    const time = new TimeLeft([
      { id: 'a', estimatedSeconds: 10 },
      { id: 'b', estimatedSeconds: 10 },
      { id: 'c', estimatedSeconds: 20 },
    ]);
    expect(time.left(0)).toBe(40);
    time.begin('a');
    vi.advanceTimersByTime(30_000);
    time.end('a', true);
    expect(time.left(0)).toBeCloseTo(90);
    time.begin('b');
    vi.advanceTimersByTime(15_000);
    expect(time.left(0.5)).toBeCloseTo(75);
    time.end('b', false);
    expect(time.left(0)).toBeCloseTo(60);
    vi.useRealTimers();
  });
});
