import type { Ledger, LedgerRow } from '../ledger.ts';
import { table } from './words.ts';

/** What the experiments of a benchmark were run with, and in what each row differs from the baseline; what several share stands once. */
export function settingsSection({ experiments, rows }: Ledger): string {
  const named = new Map<string, string[]>();
  for (const { name, data, seeds, baseline } of experiments) {
    const own = rows.filter(({ experiment }) => experiment === name);
    const reference = own.find(({ label }) => label === baseline) ?? own[0];
    const parts = ['trunk', 'head', 'training'].map((part) => [part, flat(reference?.settings[part])]);
    const text = [
      table(['', 'all rows'], [['data', flat(data)], ['seeds', seeds.join(', ')], ...parts]),
      table(
        ['Row', 'method', 'options and differences'],
        own.map((row) => [row.label, row.method, differencesOf(row, reference)]),
      ),
    ].join('\n\n');
    named.set(text, [...(named.get(text) ?? []), name]);
  }
  return [...named].map(([text, names]) => `### ${names.join(', ')}\n\n${text}`).join('\n\n');
}

function differencesOf(row: LedgerRow, reference: LedgerRow | undefined): string {
  const { options, ...rest } = row.settings;
  const common = leaves(reference?.settings ?? {});
  const differing = Object.entries(leaves(rest)).filter(([place, value]) => common[place] !== value);
  return [...Object.entries(leaves(options)), ...differing].map(([place, value]) => `${place} ${value}`).join(', ');
}

function flat(value: unknown): string {
  return Object.entries(leaves(value))
    .map(([place, text]) => (place === '' ? text : `${place} ${text}`))
    .join(', ');
}

/** The values of nested plain data by their dotted places, as text. */
function leaves(value: unknown, place = ''): Record<string, string> {
  if (value === undefined) return {};
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { [place]: typeof value === 'string' ? value : JSON.stringify(value) };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, part]) => leaves(part, place === '' ? key : `${place}.${key}`)),
  ) as Record<string, string>;
}
