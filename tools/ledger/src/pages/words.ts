import type { MeanInterval } from '@trunkline/evaluation';

const none = '–';

/** 0.7134 → "71.3". */
export function percent(share: number | undefined, digits = 1): string {
  if (share === undefined || !Number.isFinite(share)) return none;
  return (100 * share).toFixed(digits).replace('-', '−');
}

/** 0.124 → "+12.4". */
export function points(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return none;
  const text = percent(share);
  return text === '0.0' || text === '−0.0' ? '0.0' : share > 0 ? `+${text}` : text;
}

/** "71.3 ± 4.2": half of the 95 % interval, the longer half where it was cut; the mean alone without one. */
export function withHalfWidth(interval: MeanInterval, text: (value: number) => string = percent): string {
  const { mean, low, high } = interval;
  if (low === undefined || high === undefined) return text(mean);
  return `${text(mean)} ± ${percent(Math.max(high - mean, mean - low))}`;
}

export function decimals(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? none : value.toFixed(digits).replace('-', '−');
}

/** "1 run", "2 runs". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** "a", "a and b", "a, b and c". */
export function enumerate(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** "12 min", "3.4 h". */
export function hours(value: number): string {
  return value < 1.5 ? `${Math.max(1, Math.round(60 * value))} min` : `${value.toFixed(1)} h`;
}

/** A Markdown table; columns whose title ends with `:` are set right. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(titles.map((title) => title.replace(/:$/, ''))),
    line(titles.map((title) => (title.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}
