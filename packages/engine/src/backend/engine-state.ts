import type { EngineInfo } from './engine-info.ts';
import type { NativeBackend } from './native-binding.ts';

interface EngineState {
  info: EngineInfo | undefined;
  native: NativeBackend | undefined;
}

/** TensorFlow can be loaded once per process, so the state is the process's, whichever copy of this package set it. */
const key = Symbol.for('trunkline.engine');
const holder = globalThis as typeof globalThis & { [key]?: EngineState };

export const engineState: EngineState = (holder[key] ??= { info: undefined, native: undefined });

/** The engine that computes, or `undefined` before `startEngine`. */
export function currentEngine(): EngineInfo | undefined {
  return engineState.info;
}
