import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { methods } from './registry.ts';

const here = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(here, '..', '..', '..', 'docs', 'field.md'), 'utf8');

/** `a/{b,c}.ts` as `a/b.ts` and `a/c.ts`. */
function filesOf(text: string): readonly string[] {
  const braces = /^(.*)\{(.*)\}(.*)$/.exec(text);
  if (!braces) return [text];
  const [, before = '', names = '', after = ''] = braces;
  return names.split(',').map((name) => `${before}${name}${after}`);
}

const mentioned = [...page.matchAll(/(\*\*)?`([a-z-]+\/[^`]+\.ts)`/g)].flatMap(([, bold, files = '']) =>
  filesOf(files).map((file) => ({ file, there: bold !== undefined })),
);

describe('the page on the field', () => {
  it('says of each file whether it is there', () => {
    expect(mentioned.length).toBeGreaterThan(30);
    for (const { file, there } of mentioned) expect(existsSync(join(here, file)), file).toBe(there);
  });

  it('names every method that is there', () => {
    const named = new Set(mentioned.filter(({ there }) => there).map(({ file }) => file));
    for (const { name, family } of methods()) expect(named, name).toContain(`${family}/${name}.ts`);
  });
});
