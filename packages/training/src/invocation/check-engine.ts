import { canTrainConvolutions, slowEngineNotice, type EngineInfo } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import type { Plan } from '../plan/plan.ts';

/** Refuses an engine that cannot train what the plan trains, and warns of one that would take hours. */
export function checkEngine(plan: Plan, engine: EngineInfo, onNotice: (line: string) => void): void {
  const trains = plan.runs.find(({ stages }) => stages.some(({ trainsTrunk }) => trainsTrunk));
  const notice = slowEngineNotice(engine, trains ? 'training' : 'inference', plan.estimatedSeconds);
  if (trains && !canTrainConvolutions()) {
    throw new TrunklineError(
      'TL_ENGINE_CANNOT_TRAIN',
      `${trains.label} trains convolutions, which the engine '${engine.name}' cannot.`,
      {
        hint: notice ?? 'Take another engine, or compare methods that train the head alone.',
      },
    );
  }
  if (notice !== undefined) onNotice(notice);
}
