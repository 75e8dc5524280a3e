import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { handleDataInspect } from './data.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function inspect(data: string, more: Partial<Parameters<typeof handleDataInspect>[0]> = {}): Promise<unknown> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const usual = { skipCorrupt: false, parts: true, followLinks: false, json: true };
  await handleDataInspect({ ...usual, data: join(folder, data), ...more });
  return JSON.parse(out.mock.calls.map(([text]) => String(text)).join(''));
}

it('shows the domains of a folder whose folders hold folders, and which classes differ', async () => {
  for (const [place, path] of ['photo/Dog', 'photo/cat', 'sketch/dog', 'sketch/cat'].entries()) {
    mkdirSync(join(folder, 'pictures', path), { recursive: true });
    writeFileSync(join(folder, 'pictures', path, '1.png'), `${place}`);
  }
  expect(await inspect('pictures')).toMatchObject({
    domains: [
      { domain: 'photo', count: 2, classNames: ['Dog', 'cat'] },
      { domain: 'sketch', count: 2, classNames: ['cat', 'dog'] },
    ],
    notes: expect.arrayContaining(['the classes differ: only photo has "Dog".']),
  });
  vi.restoreAllMocks();
  expect(await inspect('pictures', { domain: 'sketch' })).toMatchObject({ domain: 'sketch', count: 2 });
  vi.restoreAllMocks();
  expect(await inspect('pictures', { layout: 'image-folder' })).toMatchObject({ classNames: ['photo', 'sketch'] });
  vi.restoreAllMocks();
  await expect(inspect('pictures', { against: folder })).rejects.toMatchObject({ code: 'TL_USAGE' });
});

it('reads a manifest of several domains in the encoding it is told', async () => {
  for (const name of 'abcd') writeFileSync(join(folder, `${name}.png`), name);
  writeFileSync(
    join(folder, 'list.csv'),
    Buffer.from('path,label,domain\na.png,Bär,x\nb.png,cat,x\nc.png,cat,y\nd.png,Bär,y\n', 'latin1'),
  );
  expect(await inspect('list.csv', { encoding: 'windows-1252' })).toMatchObject({
    domains: [{ domain: 'x', classNames: ['Bär', 'cat'] }, { domain: 'y' }],
  });
});
