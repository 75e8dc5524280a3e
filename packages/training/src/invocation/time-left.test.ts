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
    expect(time.left()).toBe(40);
    time.begin('a');
    vi.advanceTimersByTime(30_000);
    time.end('a', true);
    expect(time.left()).toBeCloseTo(30 * (40 / 20)); // 10 s of the estimate count as confirmed
    time.begin('b');
    vi.advanceTimersByTime(15_000);
    time.reach('b', 0.5);
    expect(time.left()).toBeCloseTo(25 * (55 / 25));
    time.end('b', false);
    expect(time.left()).toBeCloseTo(20 * (40 / 20));
    vi.useRealTimers();
  });

  it('shares the rest among the runs that go on side by side', () => {
    vi.useFakeTimers({ now: 0, toFake: ['performance'] });
    const runs = ['a', 'b', 'c', 'd'].map((id) => ({ id, estimatedSeconds: 10 }));
    const time = new TimeLeft(runs, 2);
    expect(time.left()).toBe(20);
    for (const id of ['a', 'b']) time.begin(id);
    vi.advanceTimersByTime(20_000);
    for (const id of ['a', 'b']) time.reach(id, 1);
    expect(time.left()).toBeCloseTo((20 * (50 / 30)) / 2);
    for (const id of ['a', 'b', 'c']) time.end(id, id !== 'c');
    expect(time.left()).toBeCloseTo(10 * (50 / 30)); // one is left: nothing beside it
    vi.useRealTimers();
  });

  it('takes a better estimate of a run that has not ended', () => {
    vi.useFakeTimers({ now: 0, toFake: ['performance'] });
    const time = new TimeLeft(['a', 'b', 'c'].map((id) => ({ id, estimatedSeconds: 100 })));
    time.begin('a');
    vi.advanceTimersByTime(20_000);
    for (const id of ['a', 'b', 'c']) time.estimate(id, 20);
    time.end('a', true);
    expect(time.left()).toBeCloseTo(40); // the clock agrees with the new estimate
    time.estimate('a', 20);
    expect(time.left()).toBeCloseTo(40);
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
    expect(time.left()).toBeLessThan(90);
    vi.useRealTimers();
  });
});
