import type { MeanInterval } from '@trunkline/evaluation';

const missing = '–';
const minus = '−';

/** 0.7134 → "71.3"; anything that is not a number → "–". */
export function percent(fraction: number | null | undefined, digits = 1): string {
  return typeof fraction === 'number' && Number.isFinite(fraction)
    ? (fraction * 100).toFixed(digits).replace('-', minus)
    : missing;
}

/** 0.000244 → "0.024": a share in percent, to two digits that count when it is small. */
export function smallPercent(fraction: number): string {
  return fraction > 0 && fraction < 0.01 ? String(Number((fraction * 100).toPrecision(2))) : percent(fraction);
}

/** 0.124 → "+12.4", percentage points with a sign. */
export function points(fraction: number | undefined): string {
  if (fraction === undefined || !Number.isFinite(fraction)) return missing;
  const text = percent(Math.abs(fraction));
  if (text === '0.0') return '0.0';
  return `${fraction < 0 ? minus : '+'}${text}`;
}

/** Half the width of an interval in percent, "4.2", the longer half of one that was cut; undefined without an interval. */
export function halfWidth({ mean, low, high }: MeanInterval): string | undefined {
  return high === undefined || low === undefined ? undefined : percent(Math.max(high - mean, mean - low));
}

/** "71.3 ± 4.2", or "71.3" without an interval. */
export function meanAndHalfWidth(interval: MeanInterval): string {
  const half = halfWidth(interval);
  return half === undefined ? percent(interval.mean) : `${percent(interval.mean)} ± ${half}`;
}

/** A validator's score to four digits that count, "0.1235 ± 0.012", or "0.1235" without an interval. */
export function scoreAndHalfWidth({ mean, low, high }: MeanInterval): string {
  if (typeof mean !== 'number' || !Number.isFinite(mean)) return missing;
  const text = (value: number, digits: number): string => String(Number(value.toPrecision(digits))).replace('-', minus);
  return low === undefined || high === undefined ? text(mean, 4) : `${text(mean, 4)} ± ${text((high - low) / 2, 2)}`;
}

/** "+8.1 to +16.7", in percentage points; undefined without an interval. */
export function pointsRange(interval: MeanInterval): string | undefined {
  return interval.low === undefined ? undefined : `${points(interval.low)} to ${points(interval.high)}`;
}

const units = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** 14_714_688 → "14.7 M". */
export function quantity(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return missing;
  const unit = units.find(([size]) => Math.abs(value) >= size);
  return unit === undefined ? String(Math.round(value)) : `${toThreeDigits(value / unit[0])} ${unit[1]}`;
}

/** 1_610_612_736 → "1.5 GiB". */
export function bytes(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value) || value <= 0) return missing;
  const power = Math.min(4, Math.floor(Math.log2(value) / 10));
  return `${toThreeDigits(value / 1024 ** power)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power] as string}`;
}

/** 83.4 → "1 min 23 s". */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return missing;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** "2026-01-31 10:00 UTC"; other text comes back as it is. */
export function moment(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** "a", "a and b", "a, b and c". */
export function enumerate(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) as string}`;
}

/** Shortens text to `length` characters with an ellipsis. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(1, length - 1)).trimEnd()}…`;
}

function toThreeDigits(value: number): string {
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

const joiner = '\u00a0';

/** The same words with spaces that do not break between a number and its sign or unit. */
export function unbroken(text: string): string {
  return text.replace(/(?<=[\d±]) (?=[%±\d]|[kMGT]\b|min\b|s\b|h\b|points\b)/g, joiner);
}
