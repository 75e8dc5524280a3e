import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerNames, ledgerPath, pagesFolder } from './find-benchmarks.ts';
import { readLedger } from './ledger.ts';
import { allPages } from './pages/all-pages.ts';

mkdirSync(pagesFolder, { recursive: true });
const ledgers = ledgerNames().map((name) => readLedger(ledgerPath(name), name));
for (const { file, text } of await allPages(ledgers)) {
  const path = join(pagesFolder, file);
  if (textOf(path) === text) continue;
  writeFileSync(path, text);
  process.stdout.write(`written: docs/benchmarks/${file}\n`);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
