import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { TrunklineError } from '@trunkline/system';
import { sortClassNames } from '../images/class-names.ts';
import { insideRoot } from '../pixels/file-index.ts';
import { partCodes } from '../images/images.ts';
import { quoted } from '../images/labelled-images.ts';
import { explainCsvError } from './csv-errors.ts';
import type { PictureList } from './image-folder.ts';

/** What to take from a manifest. */
export interface ManifestOptions {
  /** Where its paths start. Default: the manifest's own folder. */
  readonly root?: string;
  /** Rows of this domain only. Needed when the manifest names more than one. */
  readonly domain?: string;
}

const required = ['path', 'label'] as const;
const optional = ['domain', 'split'] as const;

const splitNames: Readonly<Record<string, number>> = {
  '': partCodes.unassigned,
  train: partCodes.train,
  training: partCodes.train,
  val: partCodes.validation,
  valid: partCodes.validation,
  validation: partCodes.validation,
  test: partCodes.test,
};

/** Numbers that can be appended to without an object each. */
class Column {
  #values = new Int32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  values(): Int32Array {
    return this.#values.slice(0, this.#length);
  }
}

/**
 * Reads a CSV with the columns `path,label` and, if wanted, `domain` and `split` (train, validation, test; empty for
 * none), in any order, other columns ignored. It streams: a million rows take memory for their paths and little else.
 * Throws `TL_CSV_ROW` for a broken row (named by its line), `TL_CSV_COLUMNS`, `TL_PATH_ESCAPES_ROOT`,
 * `TL_DOMAIN_MISSING`, `TL_FILE_MISSING`.
 */
export async function readCsvManifest(file: string, options: ManifestOptions = {}): Promise<PictureList> {
  const root = options.root ?? dirname(file);
  const paths: string[] = [];
  const seen = new Set<string>();
  const labels = new Column();
  const splits = new Column();
  const labelIds = new Map<string, number>();
  const domains = new Set<string>();
  let columns: Readonly<Record<string, number>> | undefined;

  const bad = (line: number, why: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_CSV_ROW', `${file}, line ${line}: ${why}`, {
      exitStatus: 2,
      hint: 'Correct that line: a path below the data folder, a label and, where the columns exist, domain and split.',
      cause,
    });

  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    on_record: (record: string[], { lines }): undefined => {
      if (!columns) {
        columns = readHeader(record, file);
        return undefined;
      }
      const field = (name: string): string => record[columns?.[name] ?? -1]?.trim() ?? '';
      const [path, label, domain, split] = [field('path'), field('label'), field('domain'), field('split')];
      if (path === '') throw bad(lines, 'the path is empty.');
      if (label === '') throw bad(lines, `${JSON.stringify(path)} has no label.`);
      const code = splitNames[split.toLowerCase()];
      if (code === undefined)
        throw bad(lines, `the split is ${JSON.stringify(split)}, expected train, validation, test or nothing.`);
      if (path.includes('..') || path.startsWith('/') || path.includes('\0') || path.includes('\\')) {
        try {
          insideRoot(root, path);
        } catch (error) {
          throw new TrunklineError('TL_PATH_ESCAPES_ROOT', `${file}, line ${lines}: ${(error as Error).message}`, {
            exitStatus: 2,
            hint: 'Give paths below the data folder, or another root.',
            cause: error,
          });
        }
      }
      domains.add(domain);
      if (options.domain !== undefined && domain !== options.domain) return undefined;
      if (seen.has(path)) throw bad(lines, `${JSON.stringify(path)} is listed twice.`);
      seen.add(path);
      paths.push(path);
      let id = labelIds.get(label);
      if (id === undefined) labelIds.set(label, (id = labelIds.size));
      labels.push(id);
      splits.push(code);
      return undefined;
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), parser);
  } catch (error) {
    throw explainCsvError(error, file);
  }
  checkDomains(file, domains, options.domain);
  const classNames = sortClassNames(labelIds.keys());
  const sorted = new Map(classNames.map((name, label) => [labelIds.get(name) as number, label]));
  const codes = splits.values();
  return {
    root,
    paths,
    labels_N: labels.values().map((id) => sorted.get(id) as number),
    classNames,
    ...(codes.some((code) => code !== 0) ? { officialParts_N: Uint8Array.from(codes) } : {}),
  };
}

function readHeader(record: readonly string[], file: string): Readonly<Record<string, number>> {
  const names = record.map((name) => name.trim().toLowerCase());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new TrunklineError(
      'TL_CSV_COLUMNS',
      `${file} has the columns ${quoted(record)} and lacks ${quoted(missing)}.`,
      {
        exitStatus: 2,
        hint: 'The first line names the columns: path,label and, if wanted, domain and split.',
      },
    );
  }
  return Object.fromEntries(
    [...required, ...optional].flatMap((name) => (names.includes(name) ? [[name, names.indexOf(name)]] : [])),
  );
}

function checkDomains(file: string, domains: ReadonlySet<string>, wanted: string | undefined): void {
  if (wanted === undefined ? domains.size <= 1 : domains.has(wanted)) return;
  const names = quoted([...domains].sort());
  throw new TrunklineError(
    'TL_DOMAIN_MISSING',
    wanted === undefined
      ? `${file} lists several domains, ${names}, and none was chosen.`
      : `${file} has no row of domain ${JSON.stringify(wanted)}; it has ${names}.`,
    { exitStatus: 2, hint: 'Name one of them as the domain.' },
  );
}
