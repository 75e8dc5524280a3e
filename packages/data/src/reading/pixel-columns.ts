import { TrunklineError } from '@trunkline/system';
import { quoted } from '../images/labelled-images.ts';

/** Which columns of a table of pixels are what. */
export interface PixelColumns {
  readonly label: number;
  /** In the order of the pixels in a picture. */
  readonly pixels: readonly number[];
  /** Whether the first row names or numbers the columns, and is no picture. */
  readonly hasHeader: boolean;
}

const labels = new Set(['label', 'labels', 'class', 'target', 'y', 'category', 'digit', 'letter']);
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Fewer columns may count up by chance. */
const fewestNumbered = 10;

/**
 * What a first row is: names of columns (some text, and no number twice), their numbers alone (0, 1, 2, …, as pandas
 * writes them), or the values of a picture, of which some may be missing (`nan`, `?`).
 */
function kindOfRow(row: readonly string[]): 'names' | 'numbers' | 'values' {
  const numbers = row.filter(isNumber).map(Number);
  const texts = row.filter((text) => text.trim() !== '' && !isNumber(text));
  if (texts.length > 0)
    return texts.length * 2 >= row.length || new Set(numbers).size === numbers.length ? 'names' : 'values';
  const [first = -1] = numbers;
  const counts = (first === 0 || first === 1) && numbers.every((number, at) => number === first + at);
  const isWhole = numbers.length === row.length || (numbers.length === row.length - 1 && row[0]?.trim() === '');
  return counts && isWhole && numbers.length >= fewestNumbered ? 'numbers' : 'values';
}

/**
 * The columns of a table of pixels, by its first row. Without names the label is first, unless `labelColumn` (from 1) says
 * otherwise. With names, it is the column that `labelColumn` names, else one that people call so (`label`, `class`, `y`
 * …), else the only one that is named otherwise than the pixels; columns without a name, and `id` and `index`, are left
 * out. Pixels that are numbered by their names come in the order of these numbers. Throws `TL_CSV_COLUMNS`.
 */
export function findPixelColumns(file: string, row: readonly string[], labelColumn?: string | number): PixelColumns {
  const places = Array.from(row.keys());
  const names = row.map((name) => name.trim().toLowerCase());
  const wrong = (why: string, hint: string): TrunklineError =>
    new TrunklineError('TL_CSV_COLUMNS', `${file} ${why}`, { exitStatus: 2, hint });
  const kind = kindOfRow(row);
  const place = typeof labelColumn === 'number' ? labelColumn - 1 : undefined;
  if (place !== undefined && !places.includes(place))
    throw wrong(`has ${row.length} columns; labelColumn is ${labelColumn}.`, 'Give a column that is there, from 1.');
  if (kind !== 'names') {
    if (typeof labelColumn === 'string')
      throw wrong('has no first line that names columns.', 'Give labelColumn as a number, from 1.');
    if (kind === 'numbers' && place === undefined) {
      throw wrong(
        `begins with a line that only numbers its columns (${row.slice(0, 4).join(', ')}, …), and does not say which one is the label.`,
        'Give its place, from 1: labelColumn: 1 beside csvPixels; or name the columns in that line.',
      );
    }
    const label = place ?? 0;
    const isIndex = (at: number): boolean => kind === 'numbers' && names[at] === '';
    return { label, pixels: places.filter((at) => at !== label && !isIndex(at)), hasHeader: kind === 'numbers' };
  }
  const many = names.indexOf('pixels');
  if (many >= 0) {
    throw wrong(
      'holds many values in its column pixels, as FER2013 does.',
      'Write each value into a column of its own: label,pixel0,pixel1, …',
    );
  }
  const isIndex = (name: string): boolean => /^(?:|unnamed: \d+|id|index|row|idx)$/.test(name);
  const stem = (name: string): string => name.replace(/\d+/g, '#');
  const stems = new Map<string, number>();
  for (const name of names) stems.set(stem(name), (stems.get(stem(name)) ?? 0) + 1);
  const [common = '#'] = [...stems]
    .filter(([one]) => one.includes('#'))
    .sort((a, b) => b[1] - a[1])
    .map(([one]) => one);
  const given = typeof labelColumn === 'string' ? labelColumn.trim().toLowerCase() : undefined;
  const others = places.filter((at) => stem(names[at] as string) !== common && !isIndex(names[at] as string));
  const known = places.filter((at) => labels.has(names[at] as string));
  const likely = known.length > 0 ? known : others;
  const named = given === undefined ? likely : places.filter((at) => names[at] === given);
  const chosen = place === undefined ? named : [place];
  const [label] = chosen;
  const shown = quoted(row.slice(0, 4).map((name) => name.slice(0, 40)));
  if (label === undefined || chosen.length > 1) {
    throw wrong(
      chosen.length > 1
        ? `has several columns that could be the label: ${quoted(chosen.map((at) => row[at] as string))}.`
        : `has no label column${given === undefined ? '' : ` ${JSON.stringify(labelColumn)}`}: its columns are ${shown}${row.length > 4 ? ', …' : ''}.`,
      "Name it: labelColumn: 'label' beside csvPixels. Pictures without labels are read as files, with layout 'images'.",
    );
  }
  const rest = places.filter((at) => at !== label && !isIndex(names[at] as string));
  const numbered = rest.filter((at) => stem(names[at] as string) === common);
  const strange = rest.filter((at) => !numbered.includes(at));
  if (numbered.length === 0 || (strange.length > 0 && strange.length >= numbered.length)) {
    if (arePlanes(rest.map((at) => stem(names[at] as string)))) {
      throw wrong(
        `has its colours one behind the other (${quoted([0, 1, 2].map((plane) => row[rest[(plane * rest.length) / 3] as number] as string))}, …).`,
        'Order the columns pixel by pixel, red, green and blue of each: r0,g0,b0,r1,g1,b1, …',
      );
    }
    return { label, pixels: rest, hasHeader: true };
  }
  if (strange.length > 0) {
    throw wrong(
      `has columns that are neither the label nor pixels: ${quoted(strange.map((at) => row[at] as string))}.`,
      'Remove these columns.',
    );
  }
  const pixels = inOrder(numbered, names);
  if (typeof pixels === 'string') throw wrong(pixels, 'Order the columns row by row, as the pixels of a picture are.');
  return { label, pixels, hasHeader: true };
}

/** Whether columns are all of red, then all of green, and all of blue. */
function arePlanes(stems: readonly string[]): boolean {
  const size = stems.length / 3;
  if (!Number.isInteger(size) || size < 2) return false;
  const planes = [0, 1, 2].map((plane) => new Set(stems.slice(plane * size, (plane + 1) * size)));
  const [red, green, blue] = planes.map((plane) => [...plane].join());
  return (
    planes.every((plane) => plane.size === 1) && /^r/.test(red ?? '') && /^g/.test(green ?? '') && /^b/.test(blue ?? '')
  );
}

/**
 * Columns in the order that the numbers in their names say: `pixel2` before `pixel10`. Names of several numbers (`1x2`,
 * row and column, or the other way about) have to be in order, by the first number or by the last; else what is wrong.
 */
function inOrder(places: readonly number[], names: readonly string[]): readonly number[] | string {
  const all = places.map((at) => ((names[at] as string).match(/\d+/g) ?? []).map(Number));
  const varies = (all[0] ?? []).map((first, digit) => all.some((numbers) => numbers[digit] !== first));
  const keys = all.map((numbers) => numbers.filter((_, digit) => varies[digit]));
  const twice = new Set(keys.map(String)).size < keys.length;
  if (twice) return 'has several columns of one name among its pixels.';
  const compare = (one: readonly number[], other: readonly number[]): number => {
    const at = one.findIndex((number, digit) => number !== other[digit]);
    return at < 0 ? 0 : (one[at] as number) - (other[at] as number);
  };
  const ascends = (list: readonly (readonly number[])[]): boolean =>
    list.every((key, at) => at === 0 || compare(list[at - 1] as readonly number[], key) < 0);
  if (ascends(keys) || ascends(keys.map((key) => key.toReversed()))) return places;
  if (keys[0]?.length !== 1) return 'has columns of pixels whose names are in no order.';
  return [...places.keys()]
    .sort((a, b) => (keys[a]?.[0] as number) - (keys[b]?.[0] as number))
    .map((at) => places[at] as number);
}
