import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunTimings, type RunTiming } from './run-timings.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('timings of a run', () => {
  it('price a stage after three steps: one warms up, two are measured', () => {
    const told: RunTiming[] = [];
    const timings = new RunTimings((timing) => told.push(timing));
    for (const seconds of [9, 2, 4]) timings.addStep(1, seconds);
    expect(told).toEqual([{ stages: { 1: { secondsPerStep: 3 } }, isPreliminary: true }]);
    for (const seconds of [2, 2, 2]) timings.addStep(1, seconds);
    expect(told).toHaveLength(1);
  });

  it('tell at the end what a run took beside its stages, if all of it happened here', () => {
    const told: RunTiming[] = [];
    const timings = new RunTimings((timing) => told.push(timing));
    vi.advanceTimersByTime(20_000);
    for (const seconds of [5, 1, 3, 2]) timings.addStep(0, seconds);
    timings.addEvaluation(0, 2, 100);
    timings.addEvaluation(0, 1, 50);
    timings.end(true);
    const stages = { 0: { secondsPerStep: 2, secondsPerEvaluatedImage: 0.02 } };
    expect(told[1]).toEqual({ stages, secondsBesideStages: 20 - 11 - 3, isPreliminary: false });
    timings.end(false);
    expect(told[2]).toEqual({ stages, isPreliminary: false });
  });

  it('say nothing of a step that only warmed up, nor of evaluations without an image', () => {
    const told: RunTiming[] = [];
    const timings = new RunTimings((timing) => told.push(timing));
    timings.addStep(0, 1);
    timings.addEvaluation(0, 0, 0);
    timings.end(false);
    expect(told).toEqual([{ stages: { 0: {} }, isPreliminary: false }]);
  });
});
