import { expect, it } from 'vitest';
import { createMemoryTracker } from './memory-tracker.ts';
import { systemInformation } from './system-information.ts';
import { startSystemMetrics } from './system-metrics.ts';

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

it('the machine is described', () => {
  expect(systemInformation()).toMatchObject({ node: process.versions.node, architecture: process.arch });
  expect(systemInformation().processors).toBeGreaterThan(0);
});
