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
    expect(time.left(0)).toBeCloseTo(30 * (40 / 20)); // 10 s of the estimate count as confirmed
    time.begin('b');
    vi.advanceTimersByTime(15_000);
    expect(time.left(0.5)).toBeCloseTo(25 * (55 / 25));
    time.end('b', false);
    expect(time.left(0)).toBeCloseTo(20 * (40 / 20));
    vi.useRealTimers();
  });

  it('does not think that hours are left because a tiny run took a second', () => {
    vi.useFakeTimers({ now: 0, toFake: ['performance'] });
    const time = new TimeLeft([
      { id: 'tiny', estimatedSeconds: 0.01 },
      { id: 'long', estimatedSeconds: 60 },
    ]);
    time.begin('tiny');
    vi.advanceTimersByTime(1000);
    time.end('tiny', true);
    expect(time.left(0)).toBeLessThan(90);
    vi.useRealTimers();
  });
});
