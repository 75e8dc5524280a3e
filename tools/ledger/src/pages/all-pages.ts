import { format, resolveConfig } from 'prettier';
import { root } from '../find-benchmarks.ts';
import type { Ledger } from '../ledger.ts';
import { benchmarkPage, type Page } from './benchmark-page.ts';
import { casesOf } from './cases.ts';
import { guardPage } from './guard-page.ts';
import { indexPage } from './index-page.ts';
import { labelPage } from './label-page.ts';
import { lpFtPage } from './lp-ft-page.ts';
import { validatorsPage } from './validators-page.ts';

/** Every page and picture of `docs/benchmarks`, as these ledgers give them. */
export async function allPages(ledgers: readonly Ledger[]): Promise<readonly Page[]> {
  const cases = ledgers.flatMap(casesOf);
  const pages: Page[] = [];
  for (const ledger of ledgers) pages.push(...(await benchmarkPage(ledger)));
  pages.push(...(await validatorsPage(cases)), guardPage(cases));
  pages.push(...(await lpFtPage(cases)), ...(await labelPage(cases)), indexPage(ledgers));
  const style = await resolveConfig(root);
  return await Promise.all(
    pages.map(async ({ file, text }) => ({
      file,
      text: file.endsWith('.md') ? await format(text, { ...style, parser: 'markdown' }) : `${text.trimEnd()}\n`,
    })),
  );
}
