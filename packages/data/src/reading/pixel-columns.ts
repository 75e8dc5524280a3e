import { TrunklineError } from '@trunkline/system';
import { quoted } from '../images/labelled-images.ts';

/** Which columns of a table of pixels are what. */
export interface PixelColumns {
  readonly label: number;
  readonly pixels: readonly number[];
}

const labels = new Set(['label', 'labels', 'class', 'target', 'y', 'category', 'digit', 'letter']);
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));

/** Whether a first row names columns: it holds a text that is no number. */
export function isHeader(row: readonly string[]): boolean {
  return !row.every((text) => text.trim() === '' || isNumber(text));
}

/**
 * The columns of a table of pixels. Without a header the label is first, unless `labelColumn` (from 1) says otherwise.
 * With one, it is the column named `labelColumn`, else one that people call so (`label`, `class`, `y` …), else the only
 * one that is named otherwise than the pixels; columns without a name, and `id` and `index`, are left out. Throws
 * `TL_CSV_COLUMNS`.
 */
export function findPixelColumns(file: string, row: readonly string[], labelColumn?: string | number): PixelColumns {
  const places = Array.from(row.keys());
  const names = row.map((name) => name.trim().toLowerCase());
  const wrong = (why: string, hint: string): TrunklineError =>
    new TrunklineError('TL_CSV_COLUMNS', `${file} ${why}`, { exitStatus: 2, hint });
  const named = isHeader(row);
  if (typeof labelColumn === 'number' || !named) {
    const label = typeof labelColumn === 'number' ? labelColumn - 1 : 0;
    if (typeof labelColumn === 'string')
      throw wrong('has no first line that names columns.', 'Give labelColumn as a number, from 1.');
    if (label >= row.length)
      throw wrong(`has ${row.length} columns; labelColumn is ${label + 1}.`, 'Give a column that is there.');
    return { label, pixels: places.filter((place) => place !== label) };
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
  const given = labelColumn?.trim().toLowerCase();
  const others = places.filter((place) => stem(names[place] as string) !== common && !isIndex(names[place] as string));
  const known = places.filter((place) => labels.has(names[place] as string));
  const chosen =
    given !== undefined ? places.filter((place) => names[place] === given) : known.length > 0 ? known : others;
  const [label] = chosen;
  const shown = quoted(row.slice(0, 4).map((name) => name.slice(0, 40)));
  if (label === undefined || chosen.length > 1) {
    throw wrong(
      chosen.length > 1
        ? `has several columns that could be the label: ${quoted(chosen.map((place) => row[place] as string))}.`
        : `has no label column${given === undefined ? '' : ` ${JSON.stringify(labelColumn)}`}: its columns are ${shown}${row.length > 4 ? ', …' : ''}.`,
      "Name it: labelColumn: 'label' beside csvPixels. Pictures without labels are read as files, with layout 'images'.",
    );
  }
  const numbered = places.filter((place) => place !== label && stem(names[place] as string) === common);
  const pixels =
    numbered.length > 0 ? numbered : places.filter((place) => place !== label && !isIndex(names[place] as string));
  const strange = places.filter(
    (place) => place !== label && !pixels.includes(place) && !isIndex(names[place] as string),
  );
  if (strange.length > 0 && strange.length >= pixels.length)
    return { label, pixels: places.filter((place) => place !== label && !isIndex(names[place] as string)) };
  if (strange.length > 0) {
    throw wrong(
      `has columns that are neither the label nor pixels: ${quoted(strange.map((place) => row[place] as string))}.`,
      'Remove these columns.',
    );
  }
  return { label, pixels };
}
