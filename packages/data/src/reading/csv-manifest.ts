import { dirname } from 'node:path';
import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { composedName, sortClassNames } from '../images/class-names.ts';
import { partCodes } from '../images/images.ts';
import { quoted } from '../images/labelled-images.ts';
import type { PictureList } from './image-folder.ts';
import { pathReader, type PathReader } from './manifest-path.ts';
import { alikeNote } from './notes-of-classes.ts';
import { partOfName } from './part-names.ts';
import { emptyTable, readTable } from './read-table.ts';

/** What to take from a manifest. */
export interface ManifestOptions {
  /** Where its paths start. Default: the manifest's own folder. */
  readonly root?: string;
  /** Rows of this domain only. Needed when the manifest names more than one. */
  readonly domain?: string;
  /** What its columns are called, where it is not path, label, domain and split. */
  readonly columns?: Partial<Readonly<Record<'path' | 'label' | 'domain' | 'split', string>>>;
  /** Default: UTF-8, UTF-16 or UTF-32, by the file's first bytes. */
  readonly encoding?: string;
}

const required = ['path', 'label'] as const;
const optional = ['domain', 'split'] as const;

/** What programs write in the place of letters that they could not read. */
const unreadable = '\ufffd';

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
 * Reads a CSV with the columns `path,label` and, if wanted, `domain` and `split` (train, validation, test and what else
 * people call them; empty for none), in any order, other columns ignored; separated by `, ; tab |`; in UTF-8, UTF-16 or
 * UTF-32. It streams: a million rows take memory for their paths and little else. Throws `TL_CSV_ROW` for a broken row
 * (named by its line), `TL_CSV_COLUMNS`, `TL_CSV_EMPTY`, `TL_CSV_ENCODING`, `TL_PATH_ESCAPES_ROOT`,
 * `TL_DOMAIN_MISSING`, `TL_FILE_MISSING`.
 */
export async function readCsvManifest(file: string, options: ManifestOptions = {}): Promise<PictureList> {
  const root = options.root ?? dirname(file);
  const names = { path: 'path', label: 'label', domain: 'domain', split: 'split', ...options.columns };
  const read = pathReader(root);
  const paths: string[] = [];
  const lineOf = new Map<string, number>();
  const [labels, splits, lines] = [new Column(), new Column(), new Column()];
  const labelIds = new Map<string, number>();
  const domains = new Set<string>();
  const wanted = options.domain === undefined ? undefined : composedName(options.domain);
  let columns: Readonly<Record<string, number>> | undefined;

  const bad = (line: number, why: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_CSV_ROW', `${file}, line ${line}: ${why}`, {
      exitStatus: 2,
      hint: 'Correct that line: a path below the data folder, a label and, where the columns exist, domain and split.',
      cause,
    });

  await readTable(
    file,
    { expected: [names.path, names.label], ...(options.encoding === undefined ? {} : { encoding: options.encoding }) },
    (record, line) => {
      if (!columns) {
        columns = readHeader(record, file, names);
        return;
      }
      const field = (name: string): string => record[columns?.[name] ?? -1]?.trim() ?? '';
      const [given, domain, split] = [field('path'), composedName(field('domain')), field('split')];
      const label = composedName(field('label'));
      if (given === '') throw bad(line, 'the path is empty.');
      if (label === '') throw bad(line, `${JSON.stringify(given)} has no label.`);
      if (label.includes(unreadable)) throw lostLetters(file, line, label);
      const code = split === '' ? partCodes.unassigned : partOfName(split);
      if (code === undefined)
        throw bad(line, `the split is ${JSON.stringify(split)}, expected train, validation, test or nothing.`);
      const path = readPath(read, given, file, line, bad);
      domains.add(domain);
      if (wanted !== undefined && domain !== wanted) return;
      const before = lineOf.get(path);
      if (before !== undefined) {
        const as = given === path ? '' : ` (it is ${JSON.stringify(path)})`;
        throw bad(line, `${JSON.stringify(given)} is listed twice: line ${before} names the same file${as}.`);
      }
      lineOf.set(path, line);
      paths.push(path);
      let id = labelIds.get(label);
      if (id === undefined) labelIds.set(label, (id = labelIds.size));
      labels.push(id);
      splits.push(code);
      lines.push(line);
    },
  );
  if (!columns) throw emptyTable(file);
  if (domains.size === 0) {
    throw new TrunklineError('TL_CSV_EMPTY', `${file} lists no picture: it has a first line and nothing below.`, {
      exitStatus: 2,
      hint: 'Each line below the first is a picture: its path, its label.',
    });
  }
  checkDomains(file, domains, wanted);
  const classNames = sortClassNames(labelIds.keys());
  const sorted = new Map(classNames.map((name, label) => [labelIds.get(name) as number, label]));
  const codes = splits.values();
  return {
    root,
    paths,
    labels_N: labels.values().map((id) => sorted.get(id) as number),
    classNames,
    ...(codes.some((code) => code !== 0) ? { officialParts_N: Uint8Array.from(codes) } : {}),
    notes: alikeNote(classNames),
    lines: { file, line_N: lines.values() },
  };
}

/**
 * The domains that a manifest names, sorted; an empty name for rows without one where others have one. Throws
 * `TL_CSV_COLUMNS`, `TL_CSV_EMPTY`, `TL_CSV_ENCODING`, `TL_FILE_MISSING`.
 */
export async function listManifestDomains(
  file: string,
  { columns: own, encoding }: Pick<ManifestOptions, 'columns' | 'encoding'> = {},
): Promise<string[]> {
  const names = { path: 'path', label: 'label', domain: 'domain', split: 'split', ...own };
  const domains = new Set<string>();
  let columns: Readonly<Record<string, number>> | undefined;
  await readTable(
    file,
    { expected: [names.path, names.label], ...(encoding === undefined ? {} : { encoding }) },
    (record) => {
      if (columns) domains.add(composedName(record[columns['domain'] ?? -1]?.trim() ?? ''));
      else columns = readHeader(record, file, names);
    },
  );
  if (!columns) throw emptyTable(file);
  return domains.size === 1 && domains.has('') ? [] : [...domains].sort();
}

/** The error for a label of which letters were lost before: others may have become the same. */
function lostLetters(file: string, line: number, label: string): TrunklineError {
  return new TrunklineError(
    'TL_CSV_ENCODING',
    `${file}, line ${line}: letters of the label ${JSON.stringify(label)} were lost when the file was written (it has U+FFFD in their place).`,
    {
      exitStatus: 2,
      hint: 'Make the file anew from where it came from, as UTF-8: labels that were different may be one in it.',
    },
  );
}

function readPath(
  read: PathReader,
  given: string,
  file: string,
  line: number,
  bad: (line: number, why: string, cause?: unknown) => TrunklineError,
): string {
  try {
    return read(given);
  } catch (error) {
    if (!isTrunklineError(error)) throw bad(line, (error as Error).message, error);
    throw new TrunklineError('TL_PATH_ESCAPES_ROOT', `${file}, line ${line}: ${error.message}`, {
      exitStatus: 2,
      hint: 'Give paths below the data folder, or another root.',
      cause: error,
    });
  }
}

/** What people call the columns, in small letters. */
const usual: Readonly<Record<string, readonly string[]>> = {
  path: [
    'filename',
    'file',
    'file_name',
    'filepath',
    'file_path',
    'image',
    'image_path',
    'img',
    'img_path',
    'picture',
    'image_id',
    'id',
  ],
  label: ['class', 'category', 'target', 'class_name', 'labels', 'species', 'y', 'breed', 'tag'],
};

function readHeader(
  record: readonly string[],
  file: string,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  const there = record.map((name) => name.trim().toLowerCase());
  const find = (name: string): number => there.indexOf(name.trim().toLowerCase());
  const given = Object.entries(names).filter(([key, name]) => key !== name);
  const wanted = [...required.map((key) => names[key] as string), ...given.map(([, name]) => name)];
  const missing = [...new Set(wanted)].filter((name) => find(name) < 0);
  if (missing.length > 0) {
    const guess = required.flatMap((key) => {
      const name = record.find((one) => usual[key]?.includes(one.trim().toLowerCase()));
      return name === undefined ? [] : [`${key}: '${name.trim()}'`];
    });
    const pixels = record.length > 16 && there.filter((name) => /^\D*\d+\D*\d*$/.test(name)).length > record.length / 2;
    throw new TrunklineError(
      'TL_CSV_COLUMNS',
      `${file} has the columns ${quoted(record.map((name) => name.slice(0, 80)))} and lacks ${quoted(missing)}.`,
      {
        exitStatus: 2,
        hint: pixels
          ? `A table of pixels is read with { csvPixels: ${JSON.stringify(file)} }.`
          : `The first line names the columns: path,label and, if wanted, domain and split. Other names: columns: { ${guess.length > 0 ? guess.join(', ') : "path: 'filename', label: 'class'"} } beside csv.`,
      },
    );
  }
  const twice = [...required, ...optional]
    .map((key) => names[key] as string)
    .find((name) => find(name) !== there.lastIndexOf(name.trim().toLowerCase()));
  if (twice !== undefined) {
    throw new TrunklineError('TL_CSV_COLUMNS', `${file} has several columns ${JSON.stringify(twice)}.`, {
      exitStatus: 2,
      hint: 'Remove all but one of them, or give the others names of their own.',
    });
  }
  return Object.fromEntries(
    [...required, ...optional].flatMap((key) => {
      const at = find(names[key] as string);
      return at < 0 ? [] : [[key, at]];
    }),
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
