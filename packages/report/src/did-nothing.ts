import type { CorrectedDifference, MethodSummary } from '@trunkline/evaluation';
import { enumerate } from './format.ts';

/** Whether two rows score exactly the same in every seed: no noise, but a method that changed no prediction that counts. */
export function isUnchanged({ perSeed }: Pick<CorrectedDifference, 'perSeed'>): boolean {
  const differences = Object.values(perSeed);
  return differences.length > 0 && differences.every((one) => one === 0);
}

/** What is to say of a row whose model gives every target test picture one class; undefined where none does. */
export function oneClassNote({ label, target, oneClass, selectionScore }: MethodSummary): string | undefined {
  if (oneClass === undefined) return undefined;
  const seeds = Object.keys(oneClass);
  const classes = [...new Set(Object.values(oneClass))].map((name) => JSON.stringify(name));
  const where =
    seeds.length === selectionScore.count ? '' : `${seeds.length === 1 ? 'in seed' : 'in seeds'} ${enumerate(seeds)} `;
  return `${label} ${where}gives every test picture of ${target} one class (${enumerate(classes)}): it tells nothing apart, and its accuracy is that class’s share of the pictures.`;
}

/** What is to say of a row that scores exactly as its baseline in every seed; undefined where it does not. */
export function unchangedNote({ label, differenceToBaseline: difference }: MethodSummary): string | undefined {
  if (difference === undefined || !isUnchanged(difference)) return undefined;
  return `${label} scores exactly as ${difference.baseline} in ${difference.count === 1 ? 'the one seed' : `all ${difference.count} seeds`}: it did nothing yet.`;
}
