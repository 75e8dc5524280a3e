import type { JournalRecord, RunRecord } from '../records.ts';
import { BatchBuilder } from './batch.ts';
import { fitArtifactPath } from './limits.ts';

/** How a run began. */
export type Start = Extract<RunRecord, { type: 'start' }>;

/** What goes to the server one by one. */
export type Upload = Extract<RunRecord, { type: 'artifact' | 'text' | 'image' | 'inputs' }>;

/** What a stretch of a journal holds for one run. */
export interface JournalPart {
  readonly id: string;
  start?: Start;
  readonly values: BatchBuilder;
  readonly uploads: Upload[];
  status?: { readonly status: string; readonly time: number };
}

/** The records of a stretch by run, in the order in which the runs appear. */
export function partsOf(records: Iterable<JournalRecord>): readonly JournalPart[] {
  const parts = new Map<string, JournalPart>();
  for (const record of records) if (record.type !== 'attempt') collect(parts, record);
  return [...parts.values()];
}

function collect(parts: Map<string, JournalPart>, record: RunRecord): void {
  let part = parts.get(record.run);
  if (!part) {
    part = { id: record.run, values: new BatchBuilder(), uploads: [] };
    parts.set(record.run, part);
  }
  switch (record.type) {
    case 'start':
      part.start = record;
      for (const [key, value] of Object.entries(record.tags)) part.values.addTag(key, value);
      return;
    case 'resume':
      part.status = { status: 'RUNNING', time: record.time };
      return;
    case 'end':
      part.status = { status: record.status, time: record.time };
      return;
    case 'tags':
      for (const [key, value] of Object.entries(record.tags)) part.values.addTag(key, value);
      return;
    case 'parameters':
      for (const [key, value] of Object.entries(record.parameters)) part.values.addParameter(key, value);
      return;
    case 'metrics':
      for (const [key, value] of Object.entries(record.metrics)) {
        part.values.addMetric(key, value, record.time, record.step);
      }
      return;
    case 'image':
      part.values.addTag('mlflow.loggedImages', 'True');
      part.uploads.push(record);
      return;
    default:
      if (record.type !== 'inputs' && fitArtifactPath(record.path).changed) part.values.changed.add(record.path);
      part.uploads.push(record);
  }
}
