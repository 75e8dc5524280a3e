import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-experiment.ts';
import { openActivations } from './activation-cache.ts';

it('R15: where the cache cannot be written to, activations are kept aside, and a notice names TRUNKLINE_CACHE', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const notices: string[] = [];
  const onNotice = (line: string): void => void notices.push(line);
  const cache = await openActivations({ folder: join(folder.path, 'file', 'activations'), onNotice });
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain('Set TRUNKLINE_CACHE to a folder that you may write to.');
  expect(existsSync(cache.folder)).toBe(true);
  await cache.close();
  expect(existsSync(cache.folder)).toBe(false);
  const usual = await openActivations({ folder: join(folder.path, 'activations'), onNotice });
  expect(notices).toHaveLength(1);
  expect(usual.folder).toBe(join(folder.path, 'activations'));
  await usual.close();
  await folder.remove();
});
