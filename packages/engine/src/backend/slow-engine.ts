import type { EngineInfo, EngineName } from './engine-info.ts';
import { installHint } from './platform.ts';

export type EngineWork = 'training' | 'inference';

const slowdown: Readonly<Record<EngineName, Readonly<Record<EngineWork, number>>>> = {
  tensorflow: { training: 1, inference: 1 },
  wasm: { training: Infinity, inference: 6 },
  cpu: { training: 100, inference: 100 },
};

/** How many times longer convolutions take than on the native engine. `Infinity`: it cannot do them. */
export function estimateSlowdown(engine: EngineName, work: EngineWork): number {
  return slowdown[engine][work];
}

/**
 * A warning with an estimate when the work, which takes `nativeSeconds` on the native engine, would take more than
 * `patienceSeconds` (default: an hour) on this one; else `undefined`.
 */
export function slowEngineNotice(
  engine: Pick<EngineInfo, 'name'>,
  work: EngineWork,
  nativeSeconds: number,
  patienceSeconds = 3600,
): string | undefined {
  const factor = estimateSlowdown(engine.name, work);
  if (factor === 1 || nativeSeconds * factor <= patienceSeconds) return undefined;
  if (factor === Infinity) {
    return `The engine "${engine.name}" cannot train convolutions. ${installHint()}`;
  }
  const hours = (nativeSeconds * factor) / 3600;
  const time = hours < 48 ? `${hours.toFixed(hours < 10 ? 1 : 0)} hours` : `${Math.round(hours / 24)} days`;
  const native = nativeSeconds < 90 ? `${Math.ceil(nativeSeconds)} s` : `${Math.ceil(nativeSeconds / 60)} min`;
  return `On the engine "${engine.name}" this would take about ${time}, on the native one ${native}. ${installHint()}`;
}
