export { createMemoryTracker, type MemoryTracker } from './memory-tracker.ts';
export { openTracker, type OpenTrackerOptions } from './open-tracker.ts';
export type { JournalRecord, RunRecord } from './records.ts';
export type { CloseReport, DataSetInput, ParameterValue, Run, RunStatus, RunSummary, Table, Tracker } from './types.ts';
