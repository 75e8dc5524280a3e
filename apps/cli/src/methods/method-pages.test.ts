import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { methods } from '@trunkline/methods';
import { expect, it } from 'vitest';
import { methodPages, type Peers } from './method-pages.ts';

const folder = new URL('../../../../docs/methods/', import.meta.url);
const peersFile = new URL('peers.json', folder);
const peers = existsSync(peersFile) ? (JSON.parse(readFileSync(peersFile, 'utf8')) as Peers) : {};

it('docs/methods is what the methods say about themselves', () => {
  const pages = methodPages(methods(), peers);
  expect(readdirSync(folder).filter((file) => file.endsWith('.md'))).toEqual(Object.keys(pages).sort());
  for (const [file, text] of Object.entries(pages)) {
    expect(text, `${file}: run npm run generate`).toBe(readFileSync(new URL(file, folder), 'utf8'));
  }
});

it('a comparison with another implementation is told on the page and in the table, its absence too', () => {
  const [first, second] = methods().map(({ name }) => name) as [string, string];
  const pages = methodPages(methods(), { [first]: { peer: 'other 1.0', agreement: '1e-6 of the loss' } });
  expect(pages[`${first}.md`]).toContain('| compared with | other 1.0: 1e-6 of the loss |');
  expect(pages[`${second}.md`]).toContain('| compared with | not yet compared |');
  expect(pages['departures.md']).toContain('other 1.0: 1e-6 of the loss');
});
