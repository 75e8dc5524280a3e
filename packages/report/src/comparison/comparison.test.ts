import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MethodSummary, Summary } from '@trunkline/evaluation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFakeRunFolder } from '../../test/fake-run-folder.ts';
import { compareFolders, compareSummaries, comparisonCsv, comparisonMarkdown, comparisonTable } from '../index.ts';

let folder: string;
let summary: Summary;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-comparison-'));
  summary = await writeFakeRunFolder(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));
const lacking = (row: MethodSummary, key: keyof MethodSummary): MethodSummary =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== key)) as unknown as MethodSummary;
const firstLine = (text: string): string => text.split('\n')[1] ?? '';

describe('comparison table', () => {
  it('fits 100 columns with every column', () => {
    const text = comparisonTable(summary);
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(firstLine(text)).toMatch(
      /Method +Target acc\. +vs source-only +Source acc\. +Macro +ECE +Trained +MAdds +Time/,
    );
    expect(text.match(/±/g)?.length).toBeGreaterThanOrEqual(14);
  });

  it.each([80, 60, 40])('fits %d columns by leaving columns out, never the accuracy', (width) => {
    const text = comparisonTable(summary, { width });
    expect(widest(text)).toBeLessThanOrEqual(width);
    expect(firstLine(text)).toContain('Target acc.');
  });

  it('says of a row that it is above or below the baseline after Holm, and what that means', () => {
    const text = comparisonTable(summary);
    expect(text).toMatch(/dann .*\+\d+\.\d above/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'the 95 % interval of the paired difference to source-only excludes 0 after Holm’s correction for 5 comparisons (an oracle’s is not corrected)',
    );
  });

  it('aligns every line of a table', () => {
    const [, head, rule, ...rows] = comparisonTable(summary).split('\n\n')[0]?.split('\n') ?? [];
    expect(new Set([head, rule, ...rows].map((line) => line?.length)).size).toBe(1);
  });

  it('shows failures, and says what a smoke run is worth', () => {
    const text = comparisonTable({
      ...summary,
      smoke: true,
      status: 'interrupted',
      failures: [{ label: 'dann', seed: 1, source: 'a', target: 'b', message: 'the loss is NaN' }],
    });
    expect(text).toContain('Failed: dann, a → b, seed 1: the loss is NaN');
    expect(text).toContain('its numbers mean nothing');
    expect(text).toContain('interrupted');
  });

  it('says how many pictures were tested, and warns where one is worth more than a point', () => {
    const of = (...target: number[]): string =>
      comparisonTable({
        ...summary,
        methods: target.flatMap((one) =>
          summary.methods.map((row) => ({ ...row, testImages: { source: 9, target: one } })),
        ),
      }).replace(/\s+/g, ' ');
    expect(of(600)).toContain(
      'Tested on 600 target pictures a seed (one is 0.17 points); intervals are over seeds only.',
    );
    expect(of(600)).not.toContain('That is few');
    expect(of(21)).toContain('(one is 4.8 points); intervals are over seeds only. That is few');
    expect(of(600, 2000)).toContain('600 to 2,000 target pictures a seed (one is up to 0.17 points)');
    const old = summary.methods.map((row) => lacking(row, 'testImages'));
    expect(comparisonTable({ ...summary, methods: old })).not.toContain('Tested on');
  });

  it('names the baseline by its label, and not where rows have different ones', () => {
    const relabel = (label: string): Summary => ({
      ...summary,
      methods: summary.methods.map((row) => ({
        ...row,
        label: row.role === 'baseline' ? label : row.label,
        ...(row.differenceToBaseline && { differenceToBaseline: { ...row.differenceToBaseline, baseline: label } }),
      })),
    });
    expect(firstLine(comparisonTable(relabel('plain')))).toContain('vs plain');
    expect(comparisonTable(relabel('plain'))).not.toContain('Without a baseline');
    expect(compareSummaries([relabel('plain'), summary])).toContain('vs baseline');
  });

  it('leaves the comparison with source-only out where there is none, and says what that costs', () => {
    const methods = summary.methods
      .filter((row) => row.label !== 'source-only')
      .map((row) => lacking(row, 'differenceToBaseline'));
    const without = { ...summary, methods };
    for (const text of [comparisonTable(without), comparisonMarkdown(without), compareSummaries([without])]) {
      expect(text).not.toMatch(/vs source-only|paired difference/);
      expect(text.replace(/\s+/g, ' ')).toContain('does not answer whether to transfer');
    }
    const alone = summary.methods.filter((row) => row.label === 'source-only');
    expect(comparisonTable({ ...summary, methods: alone })).not.toContain('Without a baseline');
  });

  it('stands without any finished run', () => {
    expect(comparisonTable({ ...summary, methods: [] })).toContain('No run finished.');
  });
});

describe('Markdown and CSV', () => {
  it('Markdown escapes what would be markup', () => {
    const [row] = summary.methods;
    const text = comparisonMarkdown({
      ...summary,
      methods: [{ ...(row as Summary['methods'][number]), label: 'a|b*c' }],
    });
    expect(text).toContain('| a\\|b\\*c |');
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
  });

  it('CSV keeps unrounded fractions, quotes, and defuses formulas', () => {
    const [row] = summary.methods;
    const text = comparisonCsv({
      ...summary,
      methods: [{ ...(row as Summary['methods'][number]), label: '=1+1', head: 'a, "b"' }],
    });
    const [head, line] = text.trimEnd().split('\r\n');
    expect(head).toContain('experiment,invocation,source,target,label');
    expect(line).toContain(",'=1+1,");
    expect(line).toContain('"a, ""b"""');
    expect(line).toContain(String(row?.metrics['test/target/accuracy']?.mean));
  });
});

describe('comparison of several invocations', () => {
  it('names the experiment in every line, and the invocation where one occurs twice', () => {
    const other: Summary = { ...summary, experiment: 'another' };
    const text = compareSummaries([summary, other], 'table', { width: 200 });
    expect(text).toMatch(/^another +mnist → mnist-m +dann/m);
    expect(text).not.toContain(summary.invocation);
    expect(compareSummaries([summary, summary], 'table', { width: 200 })).toContain(summary.invocation);
  });

  it('reads folders', async () => {
    expect((await compareFolders([folder], 'csv')).split('\r\n')).toHaveLength(summary.methods.length + 2);
    expect(await compareFolders([folder], 'markdown')).toContain('| test-data-not-results |');
  });
});
