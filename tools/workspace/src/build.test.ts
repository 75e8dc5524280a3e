import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const builder = fileURLToPath(new URL('../build.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'trunkline-build-'));
const compilerOptions = { composite: true, rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function build(source: string): Promise<void> {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(join(folder, 'src', 'changed.ts'), source);
  writeFileSync(join(folder, 'src', 'same.ts'), 'export const same = 1;\n');
  await promisify(execFile)(process.execPath, [builder, folder]);
}

const inode = (name: string): number => statSync(join(folder, 'dist', name)).ino;

it('R8: a file that is built anew is another file, and one that is the same stays', async () => {
  await build('export const version = 1;\n');
  const before = [inode('changed.js'), inode('same.js')];
  await build('export const version = 2;\n');
  expect(inode('changed.js')).not.toBe(before[0]);
  expect(inode('same.js')).toBe(before[1]);
  expect(readFileSync(join(folder, 'dist', 'changed.js'), 'utf8')).toContain('version = 2');
});
