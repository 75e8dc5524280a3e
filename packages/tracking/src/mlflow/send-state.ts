import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { explainFileError } from '@trunkline/system';

/** A run as the server knows it. */
export interface SentRun {
  /** MLflow's id. */
  readonly run: string;
  readonly experiment: string;
  /** MLflow's artefact address of the run. */
  readonly artifacts: string;
  /** Names whose key or value had to change to fit. */
  changed?: string[];
  /** The server was told that the run was killed, without a record of it. */
  closed?: boolean;
}

/** A record's part that the server will never take. */
export interface Rejection {
  readonly run: string;
  readonly what: string;
  readonly reason: string;
}

/** How far one server has the journal. */
export interface ServerState {
  /** Everything before this offset of the journal is on the server. */
  offset: number;
  /** What of the records after the offset is there already: digests of what was sent, by place. */
  arrived?: Record<string, string> | undefined;
  /** By local id. */
  runs: Record<string, SentRun>;
  /** The latest rejections, at most 200. */
  rejected: Rejection[];
}

interface StateFile {
  readonly schema: 1;
  readonly servers: Record<string, ServerState>;
}

function isState(value: unknown): value is ServerState {
  if (typeof value !== 'object' || value === null) return false;
  const { offset, runs, rejected } = value as Partial<Record<keyof ServerState, unknown>>;
  const isCount = Number.isSafeInteger(offset) && (offset as number) >= 0;
  return (
    isCount &&
    typeof runs === 'object' &&
    runs !== null &&
    Object.values(runs).every(isSentRun) &&
    Array.isArray(rejected)
  );
}

function isSentRun(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { run, experiment, artifacts } = value as Partial<Record<keyof SentRun, unknown>>;
  return [run, experiment, artifacts].every((text) => typeof text === 'string');
}

function readStateFile(path: string): StateFile {
  try {
    const parsed = JSON.parse(readFileSync(path, 'utf8')) as Partial<StateFile>;
    if (parsed.schema === 1 && parsed.servers && Object.values(parsed.servers).every(isState)) {
      return { schema: 1, servers: parsed.servers };
    }
  } catch {
    // missing or damaged: everything is sent again, which doubles nothing
  }
  return { schema: 1, servers: {} };
}

/** What the file says about a server; nothing sent yet when it says nothing. */
export function readServerState(path: string, address: string): ServerState {
  const { offset = 0, runs = {}, rejected = [], arrived } = readStateFile(path).servers[address] ?? {};
  return { offset, runs, rejected, arrived };
}

/**
 * Stores a server's state; other servers' stay. Atomic, but not forced to the disk: a state that a power cut takes away
 * only means that something is sent again.
 */
export function writeServerState(path: string, address: string, state: ServerState): void {
  const file = readStateFile(path);
  file.servers[address] = { ...state, rejected: state.rejected.slice(-200) };
  writeStateFile(path, file);
}

/** No server has more than `end` of the journal any more: it was cut back there. To be called before it is cut. */
export function limitOffsets(path: string, end: number): void {
  const file = readStateFile(path);
  const beyond = Object.values(file.servers).filter((state) => state.offset > end || state.arrived);
  if (beyond.length === 0) return;
  for (const state of beyond) {
    state.offset = Math.min(state.offset, end);
    delete state.arrived;
  }
  writeStateFile(path, file);
}

function writeStateFile(path: string, file: StateFile): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(file, undefined, 1) + '\n');
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainFileError(error, path);
  }
}
