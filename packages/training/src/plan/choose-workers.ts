import { availableParallelism, freemem } from 'node:os';
import type { Plan } from './plan.ts';

/** What a machine has for runs. */
export interface Machine {
  readonly processors: number;
  readonly freeBytes: number;
}

/** How many runs go on side by side, and why. */
export interface Workers {
  readonly count: number;
  readonly because: string;
}

/** This machine as it is now; within a container, what the container may have. */
export function thisMachine(): Machine {
  return { processors: availableParallelism(), freeBytes: Math.min(process.availableMemory(), freemem()) };
}

/** Of the free memory, what runs may take. */
const share = 0.8;

/**
 * How many runs of a plan go on side by side: as many as were asked for, or as processors suffice for, but not more than
 * there are runs, nor than fit into the memory that is free. At least one. The number changes no result.
 */
export function chooseWorkers(
  plan: Pick<Plan, 'runs'>,
  wanted: number | 'auto',
  { processors, freeBytes }: Machine = thisMachine(),
): Workers {
  const threads = Math.min(...plan.runs.map((run) => run.threads));
  const most = Math.max(...plan.runs.map((run) => run.threads));
  const bytes = Math.max(...plan.runs.map(({ memoryBytes }) => memoryBytes));
  const asked = wanted === 'auto' ? Math.max(1, Math.floor(processors / threads)) : wanted;
  const fitting = Math.max(1, Math.floor((freeBytes * share) / bytes));
  const count = Math.max(1, Math.min(asked, fitting, plan.runs.length));
  const gigabytes = (value: number): string => `${(value / 1e9).toFixed(1)} GB`;
  if (fitting < Math.min(asked, plan.runs.length)) {
    return {
      count,
      because: `a run takes about ${gigabytes(bytes)}, and ${gigabytes(freeBytes)} are free`,
    };
  }
  if (plan.runs.length < asked) return { count, because: `there are no more runs` };
  const each = `${threads}${most > threads ? ` to ${most}` : ''} thread${most === 1 ? '' : 's'} a run`;
  return { count, because: wanted === 'auto' ? `${each} on ${processors} processors` : 'asked for' };
}
