import type { NativeBinding } from '../backend/native-binding.ts';
import { nativeBackend } from '../ops/execute-op.ts';

/** Calls of one kernel, or of one way over the border between JavaScript and the native library. */
export interface KernelTime {
  readonly name: string;
  readonly calls: number;
  readonly seconds: number;
}

/** Where the time between start and stop went. */
export interface KernelProfile {
  readonly seconds: number;
  /** Share of it inside the native library; the rest is JavaScript, files and waiting. */
  readonly busyShare: number;
  /** The longest first. */
  readonly kernels: readonly KernelTime[];
  /** Calls that happened after the trace was full; they are in `kernels` but not in the trace. */
  readonly untraced: number;
  /** In the Trace Event Format (chrome://tracing, Perfetto): a row for each kernel and for each row of {@link ProfileRecording.span}. */
  readonly trace: { readonly displayTimeUnit: 'ms'; readonly traceEvents: readonly TraceEvent[] };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M';
  readonly pid: 1;
  readonly tid: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** A profile that is being taken. */
export interface ProfileRecording {
  /** Puts something longer, a run or an evaluation, into a row of its own; times as `performance.now()` gives them. */
  span(row: string, name: string, begun: number, ended: number): void;
  stop(): KernelProfile;
}

/**
 * Times every kernel that TensorFlow runs from now on, by standing in front of the addon. Kernels on a processor are
 * done when they return; on a GPU they may only have been queued. Costs about a microsecond a call. Throws
 * `TL_ENGINE_NOT_NATIVE`.
 */
export function profileKernels({ longestTrace = 500_000 } = {}): ProfileRecording {
  const backend = nativeBackend('A profile') as { binding: NativeBinding };
  const { binding } = backend;
  const rows = new Map<string, number>();
  const times = new Map<string, { calls: number; milliseconds: number }>();
  const events: TraceEvent[] = [];
  const begin = performance.now();
  let untraced = 0;
  const rowOf = (name: string): number => {
    const known = rows.get(name);
    if (known !== undefined) return known;
    rows.set(name, rows.size);
    return rows.size - 1;
  };
  const trace = (row: string, name: string, begun: number, ended: number): void => {
    if (events.length >= longestTrace) untraced += 1;
    else {
      const [ts, dur] = [(begun - begin) * 1000, (ended - begun) * 1000];
      events.push({ name, ph: 'X', pid: 1, tid: rowOf(row), ts, dur });
    }
  };
  const timed = <T>(name: string, work: () => T): T => {
    const begun = performance.now();
    try {
      return work();
    } finally {
      const ended = performance.now();
      const time = times.get(name) ?? { calls: 0, milliseconds: 0 };
      times.set(name, { calls: time.calls + 1, milliseconds: time.milliseconds + ended - begun });
      trace(name, name, begun, ended);
    }
  };
  // the addon's own properties cannot be replaced, so an object that inherits the others takes its place
  backend.binding = Object.create(binding, {
    executeOp: {
      value: (name: string, ...rest: [never, never, never]) => timed(name, () => binding.executeOp(name, ...rest)),
    },
    tensorDataSync: { value: (id: number) => timed('(read into JavaScript)', () => binding.tensorDataSync(id)) },
    deleteTensor: { value: (id: number) => timed('(free)', () => binding.deleteTensor(id)) },
    createTensor: {
      value: (...all: [never, never, never]) => timed('(copy from JavaScript)', () => binding.createTensor(...all)),
    },
  }) as NativeBinding;
  return {
    span: trace,
    stop() {
      backend.binding = binding;
      const seconds = (performance.now() - begin) / 1000;
      const kernels = [...times]
        .map(([name, { calls, milliseconds }]) => ({ name, calls, seconds: milliseconds / 1000 }))
        .sort((first, second) => second.seconds - first.seconds);
      const busy = kernels.reduce((sum, kernel) => sum + kernel.seconds, 0);
      const names = [...rows].map(([name, tid]): TraceEvent => ({
        name: 'thread_name',
        ph: 'M',
        pid: 1,
        tid,
        args: { name },
      }));
      const traceEvents = [...names, ...events];
      return { seconds, busyShare: busy / seconds, kernels, untraced, trace: { displayTimeUnit: 'ms', traceEvents } };
    },
  };
}
