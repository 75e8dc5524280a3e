import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { explainFileError, takeProcessLock, TrunklineError } from '@trunkline/system';
import { isJournalRecord, type JournalRecord } from './records.ts';

/** Where records go: the journal on disk, or memory. */
export interface RecordSink {
  append(record: JournalRecord): void;
}

/** Paths of what a journal keeps in its folder. */
export interface JournalPaths {
  readonly journal: string;
  readonly cut: string;
  readonly lock: string;
  readonly sendLock: string;
  readonly state: string;
  readonly contents: string;
}

/** Names of the files that tracking keeps in a run folder. */
export function journalPaths(folder: string): JournalPaths {
  return {
    journal: join(folder, 'journal.jsonl'),
    cut: join(folder, 'journal.cut.jsonl'),
    lock: join(folder, 'journal.lock'),
    sendLock: join(folder, 'journal.sending.lock'),
    state: join(folder, 'journal.mlflow.json'),
    contents: join(folder, 'journal.contents'),
  };
}

/** A stretch of whole records, read from a file. */
export interface JournalChunk {
  readonly records: readonly JournalRecord[];
  /** Offset after the last whole record. */
  readonly end: number;
  /** Lines that are no records: not JSON, or of another shape. */
  readonly damaged: number;
}

/**
 * Reads whole records from `offset` on: at least one, if there is one, and otherwise up to about `bytes`. A last line
 * without its line feed is left alone: it is being written, or was torn.
 */
export function readChunk(path: string, offset: number, bytes = 1 << 20): JournalChunk {
  if (!existsSync(path)) return { records: [], end: offset, damaged: 0 };
  const descriptor = openSync(path, 'r');
  try {
    let buffer = Buffer.alloc(0);
    let want = bytes;
    let last = -1;
    while (last < 0) {
      const more = Buffer.allocUnsafe(want);
      const got = readSync(descriptor, more, 0, want, offset + buffer.length);
      if (got === 0) break;
      buffer = Buffer.concat([buffer, more.subarray(0, got)]);
      last = buffer.lastIndexOf(10);
      want = buffer.length;
    }
    if (last < 0) return { records: [], end: offset, damaged: 0 };
    const records: JournalRecord[] = [];
    let damaged = 0;
    for (const line of buffer.toString('utf8', 0, last).split('\n')) {
      if (line === '') continue;
      const record = parseLine(line);
      if (record) records.push(record);
      else damaged++;
    }
    return { records, end: offset + last + 1, damaged };
  } finally {
    closeSync(descriptor);
  }
}

function parseLine(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJournalRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of a journal file that are no records. */
export function countDamaged(path: string): number {
  let damaged = 0;
  for (let offset = 0; ;) {
    const chunk = readChunk(path, offset);
    if (chunk.end === offset) return damaged;
    damaged += chunk.damaged;
    offset = chunk.end;
  }
}

/** All whole records of a journal file, in stretches of about a mebibyte. */
export function* readRecords(path: string, from = 0): Generator<JournalRecord> {
  let offset = from;
  for (;;) {
    const chunk = readChunk(path, offset);
    if (chunk.end === offset) return;
    yield* chunk.records;
    offset = chunk.end;
  }
}

const syncEvery = 1_000;

/**
 * The append-only journal of one run folder: a JSON object a line, one writer. Each record reaches the operating system
 * before {@link append} returns, so a killed process loses nothing; it reaches the disk within a second, and before
 * {@link position} returns, so a power cut loses at most what no checkpoint refers to.
 */
export class Journal implements RecordSink {
  readonly attempt = randomBytes(8).toString('hex');
  readonly paths: JournalPaths;
  /** Bytes of a torn last line that were cut off when the journal was opened. */
  readonly torn: number;
  /** Offset of the end of what earlier attempts wrote. */
  readonly opened: number;
  #descriptor: number;
  #end: number;
  #dirty = false;
  #timer: NodeJS.Timeout | undefined;
  #release: () => void;
  #closed = false;
  #onAppend: (() => void) | undefined;

  /** Opens or makes the journal of `folder`. Throws `TL_LOCKED`, `TL_NO_PERMISSION`, `TL_DISK_FULL`. */
  constructor(folder: string) {
    this.paths = journalPaths(folder);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw explainFileError(error, folder);
    }
    this.#release = takeProcessLock(this.paths.lock, 'this run folder');
    try {
      this.#descriptor = openSync(this.paths.journal, existsSync(this.paths.journal) ? 'r+' : 'wx+');
      const size = statSync(this.paths.journal).size;
      this.#end = lastLineEnd(this.#descriptor, size);
      this.torn = size - this.#end;
      this.opened = this.#end;
      if (this.torn > 0) ftruncateSync(this.#descriptor, this.#end);
      this.append({ type: 'attempt', schema: 1, attempt: this.attempt, time: Date.now(), process: process.pid });
    } catch (error) {
      this.#release();
      throw explainFileError(error, this.paths.journal);
    }
  }

  /** Called after each record, to wake the sender. */
  set onAppend(listener: () => void) {
    this.#onAppend = listener;
  }

  /** Offset of the end, in bytes. */
  get end(): number {
    return this.#end;
  }

  append(record: JournalRecord): void {
    if (this.#closed) {
      throw new TrunklineError('TL_TRACKER_CLOSED', 'Something was logged after the tracker had been closed.', {
        hint: 'Close the tracker after the last run has ended.',
      });
    }
    const line = Buffer.from(JSON.stringify(record) + '\n');
    let written = 0;
    try {
      while (written < line.length) {
        written += writeSync(this.#descriptor, line, written, line.length - written, this.#end + written);
      }
    } catch (error) {
      if (written > 0) ftruncateSync(this.#descriptor, this.#end); // never half a record
      throw explainFileError(error, this.paths.journal);
    }
    this.#end += line.length;
    this.#dirty = true;
    this.#timer ??= setTimeout(() => this.#syncSoon(), syncEvery).unref();
    this.#onAppend?.();
  }

  #syncSoon(): void {
    this.#timer = undefined;
    if (this.#closed || !this.#dirty) return;
    this.#dirty = false;
    fdatasync(this.#descriptor, () => undefined); // an error shows at the next append or position
  }

  /** Offset of the end; everything before it is on the disk when this returns. */
  position(): number {
    if (!this.#closed && this.#dirty) {
      fdatasyncSync(this.#descriptor);
      this.#dirty = false;
    }
    return this.#end;
  }

  /**
   * Cuts everything from `position` on, after copying it to the cut file, and returns what was cut.
   * Throws `TL_JOURNAL_POSITION` when no record ends at `position`.
   */
  rewind(position: number): readonly JournalRecord[] {
    const { cut, journal } = this.paths;
    this.checkPosition(position);
    if (position === this.#end) return [];
    try {
      const tail = Buffer.allocUnsafe(this.#end - position);
      readSync(this.#descriptor, tail, 0, tail.length, position);
      const cutFile = openSync(cut, 'a');
      try {
        writeSync(cutFile, tail);
        fsyncSync(cutFile);
      } finally {
        closeSync(cutFile);
      }
      const records = [...readRecords(journal, position)];
      ftruncateSync(this.#descriptor, position);
      this.#end = position;
      fsyncSync(this.#descriptor);
      return records;
    } catch (error) {
      throw explainFileError(error, cut);
    }
  }

  /** Throws `TL_JOURNAL_POSITION` when no record ends at `position`. */
  checkPosition(position: number): void {
    const isInside = Number.isSafeInteger(position) && position >= 0 && position <= this.#end;
    if (isInside && this.#endsLine(position)) return;
    throw new TrunklineError(
      'TL_JOURNAL_POSITION',
      `${this.paths.journal} has no record that ends at byte ${position}.`,
      {
        hint: 'The checkpoint belongs to another run folder, or the journal was edited: start the run anew.',
        exitStatus: 2,
      },
    );
  }

  #endsLine(position: number): boolean {
    if (position === 0) return true;
    const byte = Buffer.alloc(1);
    return readSync(this.#descriptor, byte, 0, 1, position - 1) === 1 && byte[0] === 10;
  }

  /** Puts everything on the disk and lets the next process in. */
  close(): void {
    if (this.#closed) return;
    this.position();
    this.#closed = true;
    clearTimeout(this.#timer);
    closeSync(this.#descriptor);
    this.#release();
  }
}

function lastLineEnd(descriptor: number, size: number): number {
  const buffer = Buffer.allocUnsafe(1 << 16);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - buffer.length);
    const got = readSync(descriptor, buffer, 0, end - start, start);
    const at = buffer.subarray(0, got).lastIndexOf(10);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}
