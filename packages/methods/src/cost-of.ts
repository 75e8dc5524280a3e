import { measuredCosts } from './generated/costs.ts';

/**
 * Processor time of a step of a method, the mean over its stages at equal lengths with its default options, as a multiple of a
 * step of source-only with as many source domains. Measured by `npm run method-costs` on one small trunk, to about a fifth: a
 * hint and no promise. Undefined for what was not measured, such as a plugin's.
 */
export function costOf(name: string): number | undefined {
  return measuredCosts[name];
}
