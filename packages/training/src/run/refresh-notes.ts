import { tf } from '@trunkline/engine';
import type { Tables } from '@trunkline/evaluation';
import type { RunData } from '../inputs/run-data.ts';
import { trainingSplits } from '../inputs/labelled-split.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import type { LiveRun } from './live-run.ts';
import { predictorOf } from './method-context.ts';
import { outputsOf } from './outputs.ts';
import { tensorsOf } from './run-state.ts';

/** Whether a stage's pass over whole splits is due before its next step. */
export function refreshDue({ stage, steps }: StagePlan, options: unknown, stepInStage: number): boolean {
  if (!stage.refresh) return false;
  const every = Math.max(1, stage.refresh.every(options, steps));
  return stepInStage === 0 || (Number.isFinite(every) && stepInStage % Math.floor(every) === 0);
}

/** Takes the stage's pass: each split that it reads goes through the model once, and its notes are replaced. */
export async function refreshNotes(live: LiveRun, plan: StagePlan): Promise<void> {
  const { refresh } = plan.stage;
  if (!refresh) return;
  const tables = await tablesOf(live, live.data, plan, new Set(refresh.reads));
  const { architecture, row } = live.settings;
  const { classes, embeddingWidth } = architecture;
  setNotes(live, refresh.compute(tables as Tables, { options: row.options, classes, embeddingWidth }));
}

/** Replaces the notes that a method's functions are given. */
export function setNotes(live: LiveRun, notes: LiveRun['notes']): void {
  live.notes = notes;
  tf.dispose(Object.values(live.noteTensors));
  live.noteTensors = tensorsOf(notes);
}

async function tablesOf(
  live: LiveRun,
  data: RunData,
  { cut, sees, name }: StagePlan,
  reads: ReadonlySet<keyof Tables>,
): Promise<Partial<Tables>> {
  const { settings, services, model } = live;
  const tables: { -readonly [Name in keyof Tables]?: Tables[Name] } = {};
  const splits = trainingSplits(settings.method, sees, data.splits);
  for (const side of ['source', 'target'] as const) {
    const wants = (what: string): boolean => (reads as ReadonlySet<string>).has(`${side}Train${what}`);
    if (!['Logits', 'Embeddings', 'Labels'].some(wants)) continue;
    if (side === 'source' && !sees.some((sight) => sight.startsWith('source'))) {
      throw new TypeError(`The stage '${name}' of ${settings.method.name} sees no source, but its refresh reads it.`);
    }
    const { images } = splits[side];
    const inputs = side === 'source' ? data.sourceInputs : data.targetInputs;
    const outputs = await outputsOf(model, predictorOf(live, side), await inputs.split(images, cut), {
      embeddings: wants('Embeddings'),
      signal: services.signal,
    });
    if (wants('Logits')) tables[`${side}TrainLogits`] = outputs.logits;
    if (outputs.embeddings) tables[`${side}TrainEmbeddings`] = outputs.embeddings;
  }
  if (reads.has('sourceTrainLabels')) tables.sourceTrainLabels = data.splits.sourceTrain.labels_N;
  return tables;
}
