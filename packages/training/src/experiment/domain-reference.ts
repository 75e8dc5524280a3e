import type { DomainReference } from '@trunkline/data';
import { z } from 'zod';
import { without } from '../values/without.ts';

const text = z.string().min(1);
const classNames = z.array(text).min(2).optional();
const limit = z.number().int().positive().optional().describe('Use at most so many images, classes in proportion');
const onCorrupt = z.enum(['error', 'skip']).optional();
const name = text.optional().describe('What tables call it; default: its domain or its folder');

/** Where the pictures of one domain come from: a data set by name, or files of the user's. */
export const domainReferenceSchema = z.union([
  z.strictObject({
    dataSet: text,
    domain: text.optional(),
    folder: text.optional().describe('The set’s original files, for those who have them'),
    limit,
    name,
  }),
  z.strictObject({ folder: text, layout: z.literal('image-folder'), limit, onCorrupt, name }),
  z.strictObject({ folder: text, layout: z.literal('domain-folder'), domain: text, limit, onCorrupt, name }),
  z.strictObject({ csv: text, root: text.optional(), domain: text.optional(), limit, onCorrupt, name }),
  z.strictObject({
    idx: z.strictObject({ images: text, labels: text, testImages: text.optional(), testLabels: text.optional() }),
    classNames,
    limit,
    name,
  }),
  z.strictObject({
    csvPixels: text,
    height: z.number().int().positive().optional(),
    width: z.number().int().positive().optional(),
    classNames,
    limit,
    name,
  }),
]);

export type DomainReferenceInput = z.output<typeof domainReferenceSchema>;

/** The name of a domain in tables and folders. */
export function domainName(reference: DomainReferenceInput): string {
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
export function toDataReference(reference: DomainReferenceInput): DomainReference {
  return JSON.parse(JSON.stringify(without(reference, 'name'))) as DomainReference;
}
