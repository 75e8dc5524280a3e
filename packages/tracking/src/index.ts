export { gitInformation, type GitInformation } from './git-information.ts';
export { createMemoryTracker, type MemoryTracker } from './memory-tracker.ts';
export { installMlflow, type InstallMlflowOptions, mlflowEnvironment, mlflowVersion } from './mlflow-server/install.ts';
export {
  mlflowDown,
  type MlflowServer,
  mlflowStatus,
  type MlflowStatus,
  type MlflowStoreOptions,
  mlflowUp,
  type MlflowUpOptions,
} from './mlflow-server/server.ts';
export type { BackOff } from './mlflow/back-off.ts';
export { openJournal, type OpenJournalOptions } from './open-journal.ts';
export { openTracker, type OpenTrackerOptions } from './open-tracker.ts';
export type { JournalRecord, RunRecord } from './records.ts';
export { createScrub, type Scrub } from './scrub.ts';
export { syncFolder, type SyncOptions, type SyncReport } from './sync-folder.ts';
export { systemInformation, type SystemInformation } from './system-information.ts';
export { startSystemMetrics, type SystemMetricsOptions } from './system-metrics.ts';
export type { CloseReport, DataSetInput, ParameterValue, Run, RunStatus, RunSummary, Table, Tracker } from './types.ts';
