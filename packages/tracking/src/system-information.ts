import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** The machine and the runtime. */
export interface SystemInformation {
  readonly platform: string;
  readonly release: string;
  readonly architecture: string;
  readonly node: string;
  readonly processor: string;
  /** Logical processors this process may use. */
  readonly processors: number;
  readonly memoryBytes: number;
}

/** What this process runs on. */
export function systemInformation(): SystemInformation {
  return {
    platform: platform(),
    release: release(),
    architecture: arch(),
    node: process.versions.node,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
