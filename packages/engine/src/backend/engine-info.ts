import type { Device } from './device-choice.ts';

/** The tensor backends, from the fastest to the slowest. */
export type EngineName = 'tensorflow' | 'wasm' | 'cpu';

export const engineNames: readonly EngineName[] = ['tensorflow', 'wasm', 'cpu'];

/** Which engine computes, and why this one. */
export interface EngineInfo {
  readonly name: EngineName;
  /** True for TensorFlow's own kernels, false for the fall-backs. */
  readonly native: boolean;
  /** Version of the library that computes: TensorFlow's when native, else TensorFlow.js's. */
  readonly version: string;
  /** Threads one operation may use. */
  readonly threads: number;
  readonly device: Device;
  /** One sentence: why this engine. */
  readonly reason: string;
  /** What is lost by it, and what would cure that. */
  readonly warning?: string;
}
