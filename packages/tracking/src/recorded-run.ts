import { randomBytes, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { explainFileError, sha256, TrunklineError } from '@trunkline/system';
import { cleanArtifactPath } from './artifact-path.ts';
import type { EarlierPoints } from './earlier-points.ts';
import { type Content, type DataSetRecord, type JournalRecord, type MetricValue, toMetricValue } from './records.ts';
import type { Scrub } from './scrub.ts';
import type { DataSetInput, ParameterValue, Run, RunStatus, Table } from './types.ts';

/** What the runs of one tracker share. */
export interface RunContext {
  append(record: JournalRecord): void;
  readonly scrub: Scrub;
  readonly earlier: EarlierPoints;
  /** The run folder; without one, texts stay in the records and files are named by their own paths. */
  readonly folder?: string;
  readonly contents?: string;
  /** Tables of each run, in order: MLflow wants their whole list each time. */
  readonly tables: Map<string, string[]>;
  startChild(parent: string, options: Parameters<Run['startChild']>[0]): Run;
  ended(run: string, status: RunStatus): void;
}

/** Longest text that stays inside the journal, in characters. */
const longText = 32_768;

/** Keeps a text: short ones in the record, long ones in a file named by its digest. */
function keepText(context: RunContext, text: string): Content {
  if (text.length <= longText || !context.contents || !context.folder) return { text };
  const path = join(context.contents, `${sha256(text)}.txt`);
  try {
    if (!existsSync(path)) {
      mkdirSync(context.contents, { recursive: true });
      const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
      writeFileSync(temporary, text, { flush: true });
      renameSync(temporary, path);
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
  return { file: relative(context.folder, path) };
}

/**
 * How the journal names a file: relative when it lies in the run folder. Another file is linked (or copied) into the
 * folder, so that it is still there when it is sent.
 */
function keepFile(context: RunContext, path: string): string {
  const absolute = resolve(path);
  if (!context.folder || !context.contents) return absolute;
  const inside = relative(resolve(context.folder), absolute);
  if (!isAbsolute(inside) && inside !== '..' && !inside.startsWith(`..${sep}`)) return inside;
  const kept = join(context.contents, `${randomUUID()}-${basename(absolute)}`);
  try {
    mkdirSync(context.contents, { recursive: true });
    try {
      linkSync(absolute, kept);
    } catch {
      copyFileSync(absolute, kept);
    }
  } catch (error) {
    throw explainFileError(error, absolute);
  }
  return relative(resolve(context.folder), resolve(kept));
}

function toTexts(values: Readonly<Record<string, ParameterValue>>, scrub: Scrub): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) texts[scrub(key)] = scrub(String(value));
  return texts;
}

/** A run that writes records. */
export class RecordedRun implements Run {
  readonly id: string;
  readonly name: string;
  readonly #context: RunContext;

  constructor(id: string, name: string, context: RunContext) {
    this.id = id;
    this.name = name;
    this.#context = context;
  }

  setTags(tags: Readonly<Record<string, ParameterValue>>): void {
    const texts = toTexts(tags, this.#context.scrub);
    if (Object.keys(texts).length === 0) return;
    this.#context.append({ type: 'tags', run: this.id, time: Date.now(), tags: texts });
  }

  logParameters(flat: Readonly<Record<string, ParameterValue>>): void {
    const parameters = toTexts(flat, this.#context.scrub);
    if (Object.keys(parameters).length === 0) return;
    this.#context.append({ type: 'parameters', run: this.id, time: Date.now(), parameters });
  }

  logMetrics(metrics: Readonly<Record<string, number>>, step: number): void {
    if (!Number.isSafeInteger(step)) {
      throw new TrunklineError('TL_METRIC_STEP', `Metrics were logged at step ${step}; a step is an integer.`, {
        hint: 'Count the steps from 0.',
      });
    }
    const now = Date.now();
    const byTime = new Map<number, Record<string, MetricValue>>();
    for (const [key, number] of Object.entries(metrics)) {
      const value = toMetricValue(number);
      this.#context.earlier.reach(this.id, key, step);
      const earlier = this.#context.earlier.take(this.id, key, step, value);
      if (earlier?.kept) continue;
      const time = earlier?.time ?? now;
      const group = byTime.get(time) ?? {};
      byTime.set(time, group);
      group[key] = value;
    }
    for (const [time, group] of byTime) {
      this.#context.append({ type: 'metrics', run: this.id, time, step, metrics: group });
    }
  }

  nextStep(key: string): number {
    return this.#context.earlier.nextStep(this.id, key);
  }

  logInputs(dataSets: readonly DataSetInput[]): void {
    const { scrub } = this.#context;
    const records = dataSets.map((dataSet): DataSetRecord => {
      const schema = dataSet.schema === undefined ? undefined : scrub(JSON.stringify(dataSet.schema));
      return {
        name: scrub(dataSet.name),
        digest: dataSet.digest,
        source: scrub(dataSet.source),
        context: dataSet.context,
        ...(schema === undefined ? {} : { schema }),
      };
    });
    if (records.length > 0) this.#context.append({ type: 'inputs', run: this.id, time: Date.now(), dataSets: records });
  }

  logArtifact(localPath: string, artifactPath?: string): void {
    const target = cleanArtifactPath(artifactPath ?? basename(resolve(localPath)));
    try {
      if (statSync(localPath).isDirectory()) {
        for (const entry of readdirSync(localPath, { withFileTypes: true, recursive: true })) {
          if (!entry.isFile()) continue;
          const file = join(entry.parentPath, entry.name);
          this.#artifact(file, `${target}/${relative(localPath, file).split(sep).join('/')}`);
        }
        return;
      }
    } catch (error) {
      throw explainFileError(error, localPath);
    }
    this.#artifact(localPath, target);
  }

  #artifact(localPath: string, path: string): void {
    const file = keepFile(this.#context, localPath);
    this.#context.append({ type: 'artifact', run: this.id, time: Date.now(), path, file });
  }

  logText(text: string, artifactPath: string): void {
    const path = cleanArtifactPath(artifactPath);
    const content = keepText(this.#context, this.#context.scrub(text));
    this.#context.append({ type: 'text', run: this.id, time: Date.now(), path, ...content });
  }

  logTable(artifactPath: string, table: Table): void {
    const path = cleanArtifactPath(artifactPath);
    const width = table.columns.length;
    const wrong = table.data.findIndex((row) => row.length !== width);
    if (wrong >= 0 || !path.endsWith('.json')) {
      const problem = path.endsWith('.json')
        ? `row ${wrong} has ${table.data[wrong]?.length} cells for ${width} columns`
        : `its path must end in .json`;
      throw new TrunklineError('TL_TABLE', `The table ${path} cannot be logged: ${problem}.`, {
        hint: 'Give each row a cell for every column, null where there is no value, and a path in .json.',
      });
    }
    this.logText(JSON.stringify({ columns: table.columns, data: table.data }), path);
    const tables = this.#context.tables.get(this.id) ?? [];
    this.#context.tables.set(this.id, tables);
    if (tables.includes(path)) return;
    tables.push(path);
    const list = tables.map((one) => ({ path: one, type: 'table' }));
    this.#context.append({
      type: 'tags',
      run: this.id,
      time: Date.now(),
      tags: { 'mlflow.loggedArtifacts': JSON.stringify(list) },
    });
  }

  logImage(key: string, pngPath: string, step: number): void {
    if (!Number.isSafeInteger(step)) {
      throw new TrunklineError('TL_METRIC_STEP', `The image ${key} was logged at step ${step}; a step is an integer.`, {
        hint: 'Count the steps from 0.',
      });
    }
    const time = Date.now();
    const file = keepFile(this.#context, pngPath);
    const clean = key.replace(/[^A-Za-z0-9_\-. /]/g, '_').replaceAll('/', '~');
    const stem =
      this.#context.earlier.stemOf(this.id, key, step) ?? `${clean}+step+${step}+timestamp+${time}+${randomUUID()}`;
    this.#context.append({ type: 'image', run: this.id, time, key, step, file, stem });
  }

  setNote(markdown: string): void {
    this.setTags({ 'mlflow.note.content': markdown });
  }

  startChild(options: Parameters<Run['startChild']>[0]): Run {
    return this.#context.startChild(this.id, options);
  }

  end(status: RunStatus): void {
    this.#context.append({ type: 'end', run: this.id, time: Date.now(), status });
    this.#context.ended(this.id, status);
  }
}
