import { expect, it } from 'vitest';
import { createMemoryTracker } from './memory-tracker.ts';
import { systemInformation } from './system-information.ts';
import { startSystemMetrics } from './system-metrics.ts';
import type { Run } from './types.ts';

it('processor, memory and resident size are sampled until stopped', async () => {
  const tracker = createMemoryTracker();
  const run = tracker.startRun({ experiment: 'e', name: 'r' });
  const stop = startSystemMetrics(run, { everyMilliseconds: 20, firstStep: 5 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  stop();
  const count = tracker.records.length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(tracker.records).toHaveLength(count);
  const samples = tracker.records.filter((record) => record.type === 'metrics');
  expect(samples.slice(0, 2).map((sample) => sample.step)).toEqual([5, 6]);
  for (const { metrics } of samples) {
    expect(metrics['system/memory']).toBeGreaterThan(0);
    expect(metrics['system/memory']).toBeLessThan(1);
    expect(metrics['system/process-memory-bytes']).toBeGreaterThan(1 << 20);
  }
  const last = samples.findLast((sample) => 'system/cpu' in sample.metrics)!.metrics['system/cpu'];
  expect(last).toBeGreaterThanOrEqual(0);
  expect(last).toBeLessThanOrEqual(1);
});

it('R14: a run that goes on counts its samples on', async () => {
  const tracker = createMemoryTracker();
  const sampled = async (run: Run): Promise<void> => {
    const stop = startSystemMetrics(run, { everyMilliseconds: 10 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    stop();
  };
  await sampled(tracker.startRun({ experiment: 'e', name: 'r', id: 'a' }));
  const before = tracker.records.length;
  await sampled(tracker.resumeRun('a'));
  await sampled(tracker.startRun({ experiment: 'e', name: 'other', id: 'b' }));
  const samples = tracker.records.filter((record) => record.type === 'metrics');
  expect(tracker.records.length).toBeGreaterThan(before + 1);
  for (const id of ['a', 'b']) {
    const steps = samples.filter(({ run }) => run === id).map(({ step }) => step);
    expect(steps).toEqual(steps.map((_, index) => index));
  }
});

it('the machine is described', () => {
  expect(systemInformation()).toMatchObject({ node: process.versions.node, architecture: process.arch });
  expect(systemInformation().processors).toBeGreaterThan(0);
});
