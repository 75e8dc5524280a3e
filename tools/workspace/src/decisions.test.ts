import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'decisions');
const records = readdirSync(folder).filter((file) => file !== 'README.md');
const linesOf = (file: string): readonly string[] => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');

describe('docs/decisions', () => {
  it('lists every record once, by its number and its title', () => {
    const listed = [
      ...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| (\d{4}) \| \[(.*)\]\((.*)\) +\|/gm),
    ];
    expect(listed.map(([, number, title, file]) => [number, title, file])).toEqual(
      records.map((file) => [file.slice(0, 4), linesOf(file)[0]?.slice('# 0000 '.length), file]),
    );
  });

  it.each(records)('%s has the form of a record, in ten to thirty lines', (file) => {
    const lines = linesOf(file);
    expect(lines.filter((line) => line.startsWith('## '))).toEqual(['## Context', '## Decision', '## Consequences']);
    expect(lines[0]).toMatch(new RegExp(`^# ${file.slice(0, 4)} \\S`));
    expect(lines.length).toBeGreaterThanOrEqual(10);
    expect(lines.length).toBeLessThanOrEqual(30);
  });
});
