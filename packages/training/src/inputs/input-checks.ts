import { stat } from 'node:fs/promises';
import { findDataSet, type Images } from '@trunkline/data';
import type { TargetReferenceInput } from '../experiment/domain-reference.ts';

/** Pictures of a domain that are decoded before a run begins: a folder of pages named `.jpg` is found by a few. */
const looked = 16;

/** Decodes a few pictures, evenly from the whole. Throws what decoding throws. */
export async function checkPictures(images: Images, side: number): Promise<void> {
  const count = Math.min(looked, images.count);
  const places = Array.from({ length: count }, (_, at) => Math.floor((at * images.count) / count));
  await images.pixels(places, { height: side, width: side });
}

/** Whether a domain can be read without making or fetching a built-in set first. */
export async function isMade(reference: TargetReferenceInput): Promise<boolean> {
  if (!('dataSet' in reference) || reference.folder !== undefined) return true;
  const set = findDataSet(reference.dataSet);
  const made = set.domains.map(async (domain) => await isFile(set.preparedPath(domain)));
  return (await Promise.all(made)).every(Boolean);
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
