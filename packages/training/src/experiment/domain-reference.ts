import { readdirSync } from 'node:fs';
import type { DomainReference, UnlabelledReference } from '@trunkline/data';
import { nearest } from '@trunkline/system';
import { z } from 'zod';

const text = z.string().min(1);
const folderOf = text.describe('Path of the folder; from where the command runs, if relative');
const domainOf = text.describe('The folder in it, or the value in the column `domain`, that is this domain');
const classNames = z.array(text).min(2).optional().describe('Names of the labels 0, 1, 2 …; default: the numbers');
const limit = z.number().int().positive().optional().describe('Use at most so many images, classes in proportion');
const onCorrupt = z
  .enum(['error', 'skip'])
  .optional()
  .describe('What a picture that cannot be read does: end the command, or be left out with a notice; default: error');
const followLinks = z
  .boolean()
  .optional()
  .describe('Follow links that lead out of the data folder too; default: they are refused');
const parts = z
  .boolean()
  .optional()
  .describe(
    'Whether folders named train, val, test and the like are official parts of the set; with false they are classes; default: true',
  );
const columns = z
  .strictObject({
    path: text.optional().describe('The column of paths; default: path'),
    label: text.optional().describe('The column of classes; default: label'),
    domain: text.optional().describe('The column of domains; default: domain'),
    split: text.optional().describe('The column of official parts; default: split'),
  })
  .optional()
  .describe('What the columns of the manifest are called, where it is otherwise');
const encoding = text.optional().describe('As windows-1252; default: UTF-8, UTF-16 or UTF-32, by the first bytes');
const name = text.optional().describe('What tables call it; default: its domain or its folder');

/** Every kind of reference, each with the same `more` keys. */
const references = <More extends z.core.$ZodShape>(more: More) =>
  [
    z.strictObject({
      dataSet: text.describe('A data set that is built in: `trunkline data list`'),
      domain: domainOf.optional(),
      folder: text.optional().describe('The set’s original files, for those who have them'),
      limit,
      name,
      ...more,
    }),
    z.strictObject({
      folder: folderOf,
      layout: z.literal('image-folder').describe('folder/<class>/picture'),
      limit,
      onCorrupt,
      parts,
      followLinks,
      name,
      ...more,
    }),
    z.strictObject({
      folder: folderOf,
      layout: z.literal('domain-folder').describe('folder/<domain>/<class>/picture'),
      domain: domainOf,
      limit,
      onCorrupt,
      parts,
      followLinks,
      name,
      ...more,
    }),
    z.strictObject({
      csv: text.describe('A manifest: a line a picture, with the columns path and label'),
      root: text.optional().describe('Folder that its paths start at; default: the folder of the manifest'),
      domain: domainOf.optional(),
      columns,
      encoding,
      limit,
      onCorrupt,
      followLinks,
      name,
      ...more,
    }),
    z.strictObject({
      idx: z
        .strictObject({
          images: text.describe('File of training images'),
          labels: text.describe('File of their labels'),
          testImages: text.optional().describe('File of test images'),
          testLabels: text.optional().describe('File of their labels'),
        })
        .describe('Files in the format of MNIST, also gzipped'),
      classNames,
      limit,
      name,
      ...more,
    }),
    z.strictObject({
      csvPixels: text.describe('A table with a column label and a column for each pixel'),
      labelColumn: z
        .union([text, z.number().int().positive()])
        .optional()
        .describe('The column of labels, by its name or its place from 1; default: found by its name, else the first'),
      height: z.number().int().positive().optional().describe('Rows of each picture; default: it is square'),
      width: z.number().int().positive().optional().describe('Columns of each picture; default: it is square'),
      classNames,
      limit,
      name,
      ...more,
    }),
  ] as const;

/** Where the pictures of one domain come from: a data set by name, or files of the user's. */
export const domainReferenceSchema = z.union(references({}), { error: ({ input }) => explainReference(input) });

const labelled = z
  .number()
  .int()
  .positive()
  .optional()
  .describe('So many of its training images of each class may be seen with their label, by methods that ask for them');

const unlabelledSchema = z.strictObject({
  folder: folderOf,
  layout: z.literal('images').describe('Pictures anywhere below the folder, whose classes nobody knows'),
  limit,
  onCorrupt,
  followLinks,
  name,
});

/** Where the pictures of a target come from; nobody need know their classes. */
export const targetReferenceSchema = z.union([...references({ labelled }), unlabelledSchema], {
  error: ({ input }) => explainReference(input, true),
});

/** Every domain in its turn is the target, and all others are the sources. */
export const leaveOneOutSchema = z.union(
  [
    z.strictObject({
      folder: folderOf,
      layout: z.literal('domain-folder').describe('folder/<domain>/<class>/picture'),
      domains: z.array(text).min(2).optional().describe('Default: every folder in it'),
      limit,
      onCorrupt,
      parts,
      followLinks,
    }),
    z.array(domainReferenceSchema).min(2),
  ],
  { error: ({ input }) => (Array.isArray(input) ? undefined : explainFolderOfDomains(input)) },
);

const sources = ['dataSet', 'folder', 'csv', 'idx', 'csvPixels'];
const layouts = "'image-folder' (folder/<class>/picture) or 'domain-folder' (folder/<domain>/<class>/picture)";

/** Why a reference is of no kind at all; undefined where one kind fits and only its details are wrong. */
function explainReference(input: unknown, target = false): string | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return "expected an object such as { dataSet: 'mnist' } or { folder: 'photos', layout: 'image-folder' }";
  }
  const given = input as Readonly<Record<string, unknown>>;
  const named = sources.filter((key) => given[key] !== undefined);
  if (named.length === 0) {
    const meant = Object.keys(given)
      .map((key) => nearest(key, sources))
      .find((key) => key !== undefined);
    return `expected one of ${sources.join(', ')}, which say where the pictures are${meant === undefined ? '' : ` (did you mean '${meant}'?)`}`;
  }
  if (named.length > 1 && named.join() !== 'dataSet,folder') return `expected only one of ${named.join(', ')}`;
  return named[0] === 'folder' ? explainFolder(given, target) : undefined;
}

function explainFolder(
  { folder, layout, domain }: Readonly<Record<string, unknown>>,
  target: boolean,
): string | undefined {
  const expected = target ? `${layouts}, or 'images' for pictures without classes` : layouts;
  if (layout === undefined) return `layout is missing beside folder; expected ${expected}`;
  if (layout === 'images') {
    if (target) return undefined;
    return `layout is "images", pictures without classes, which only a target can be; expected ${expected}`;
  }
  if (layout !== 'image-folder' && layout !== 'domain-folder') {
    return `layout is ${JSON.stringify(layout)}; expected ${expected}`;
  }
  if (layout === 'domain-folder' && domain === undefined) {
    const there = typeof folder === 'string' ? foldersIn(folder) : [];
    return `layout 'domain-folder' needs domain, ${there.length > 0 ? `one of ${there.join(', ')}` : 'the name of a folder in it'}`;
  }
  return undefined;
}

function explainFolderOfDomains(input: unknown): string | undefined {
  const given = (typeof input === 'object' ? input : undefined) as Readonly<Record<string, unknown>> | undefined;
  if (given?.['layout'] === 'domain-folder' && typeof given['folder'] === 'string') return undefined;
  return "expected { folder, layout: 'domain-folder' } (folder/<domain>/<class>/picture) or a list of two domains or more";
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
    return names.length > 12 ? [...names.sort().slice(0, 12), '…'] : names.sort();
  } catch {
    return [];
  }
}

export type DomainReferenceInput = z.output<typeof domainReferenceSchema>;
/** Any domain: whatever can be a source can be a target. */
export type TargetReferenceInput = z.output<typeof targetReferenceSchema>;

/** Whether nobody knows the classes of these pictures. */
export function isUnlabelled(reference: TargetReferenceInput): boolean {
  return 'layout' in reference && reference.layout === 'images';
}

/** The name of a domain in tables and folders. */
export function domainName(reference: TargetReferenceInput): string {
  if (reference.name !== undefined) return reference.name;
  if ('domain' in reference && reference.domain !== undefined) return reference.domain;
  if ('dataSet' in reference) return reference.dataSet;
  const path =
    'csv' in reference
      ? reference.csv
      : 'idx' in reference
        ? reference.idx.images
        : 'csvPixels' in reference
          ? reference.csvPixels
          : reference.folder;
  return (
    path
      .split(/[\\/]/)
      .findLast((part) => part !== '' && part !== '.')
      ?.replace(/\.\w+$/, '') ?? 'data'
  );
}

/** The reference as `loadDomain` takes it. */
export function toDataReference(reference: TargetReferenceInput): DomainReference | UnlabelledReference {
  return JSON.parse(JSON.stringify({ ...reference, name: undefined, labelled: undefined })) as DomainReference;
}
