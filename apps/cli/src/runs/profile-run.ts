import type { ProfileRecording } from '@trunkline/engine';
import { writeFileAtomic } from '@trunkline/system';
import type { TrainingEvent } from '@trunkline/training';
import { notice } from '../output/notice.ts';
import { counted } from '../output/readable.ts';

/** Kernels that are listed by name; the others are in the file. */
const shownKernels = 8;

/** Adds a row of runs to a profile of kernels. `finish` writes the trace and prints where the time went. */
export function profileRun(recording: ProfileRecording): {
  readonly onEvent: (event: TrainingEvent) => void;
  readonly finish: (path: string) => Promise<void>;
} {
  let begun = performance.now();
  return {
    onEvent(event) {
      const now = performance.now();
      if (event.type === 'run-started') {
        recording.span('(preparation)', 'before the run', begun, now);
        begun = now;
      } else if (event.type === 'run-finished' || event.type === 'run-failed') {
        recording.span('(runs)', event.run.id, begun, now);
        begun = now;
      }
    },
    async finish(path) {
      const { seconds, busyShare, kernels, untraced, trace } = recording.stop();
      await writeFileAtomic(path, JSON.stringify(trace));
      const share = (part: number): string => `${((100 * part) / seconds).toFixed(1).padStart(5)} %`;
      notice(`Profile: TensorFlow computed for ${(100 * busyShare).toFixed(0)} % of ${seconds.toFixed(1)} s.`);
      for (const { name, calls, seconds: own } of kernels.slice(0, shownKernels)) {
        notice(`  ${share(own)}  ${name}, ${counted(calls, 'call')}`);
      }
      const rest = kernels.slice(shownKernels).reduce((sum, kernel) => sum + kernel.seconds, 0);
      if (rest > 0) notice(`  ${share(rest)}  ${counted(kernels.length - shownKernels, 'other kernel')}`);
      if (untraced > 0) notice(`The trace was full; ${counted(untraced, 'later call')} are counted but not in it.`);
      notice(`Trace: ${path} (open it in chrome://tracing or ui.perfetto.dev)`);
    },
  };
}
