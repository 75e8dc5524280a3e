import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ledgerNames, ledgerPath, pagesFolder } from './find-benchmarks.ts';
import { ledgerText, readLedger } from './ledger.ts';
import { allPages } from './pages/all-pages.ts';

const ledgers = ledgerNames().map((name) => readLedger(ledgerPath(name), name));

it('the pages of benchmarks are what the numbers give, byte for byte (npm run benchmark-pages)', async () => {
  const pages = await allPages(ledgers);
  for (const { file, text } of pages) expect(readFileSync(join(pagesFolder, file), 'utf8'), file).toBe(text);
  const others = readdirSync(pagesFolder).filter((file) => !file.endsWith('.json'));
  expect(others.sort()).toEqual(pages.map(({ file }) => file).sort());
});

it.each(ledgers.map((ledger) => [ledger.benchmark, ledger] as const))(
  'the numbers of %s are written in order, without a path',
  (name, ledger) => {
    const text = readFileSync(ledgerPath(name), 'utf8');
    expect(text).toBe(ledgerText(ledger));
    expect(text).not.toMatch(/"(\/|[A-Z]:\\)/);
  },
);
