import { measuredCosts } from './generated/costs.ts';

/**
 * Time of a step of a method's dearest stage, with its default options, as a multiple of a step of source-only with as many
 * source domains: measured by `npm run method-costs` on one machine, so a hint and no promise. Undefined for what was not
 * measured, such as a plugin's.
 */
export function costOf(name: string): number | undefined {
  return measuredCosts[name];
}
