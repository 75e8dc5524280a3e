import { standaloneChart } from '@trunkline/report';

/** A row of a rank diagram. */
export interface RankedRow {
  readonly label: string;
  readonly meanRank: number;
}

/** Pixels. */
const size = { width: 760, side: 170, top: 58, row: 17, bar: 7, bottom: 10 };

/**
 * Critical-difference diagram (Demšar 2006): rows on a line by their mean rank, the best at the left; a bar joins rows of which
 * no two differ by more than the critical difference.
 */
export async function rankDiagram(
  rows: readonly RankedRow[],
  criticalDifference: number,
  description: string,
): Promise<string> {
  const sorted = [...rows].sort((first, second) => first.meanRank - second.meanRank);
  const groups = groupsOf(sorted, criticalDifference);
  const last = sorted.length;
  const firstLabel = groups.length * size.bar + 22;
  const half = Math.ceil(last / 2);
  const height = size.top + firstLabel + (half - 1) * size.row + 12 + size.bottom;
  const placed = sorted.map(({ label, meanRank }, index) => {
    const isLeft = index < half;
    const place = isLeft ? index : last - 1 - index;
    return { label, meanRank, isLeft, y: firstLabel + place * size.row, edge: isLeft ? 1 : last, from: 0 };
  });
  const bars = groups.map(([from, to], index) => ({
    from: from - last / 300,
    to: to + last / 300,
    y: 10 + index * size.bar,
  }));
  const x = { type: 'quantitative', scale: { domain: [1, last], nice: false, zero: false }, axis: null };
  const y = { type: 'quantitative', scale: { domain: [height - size.top - size.bottom, 0], nice: false }, axis: null };
  const every = Math.max(1, Math.ceil(last / 12));
  const ticks = Array.from({ length: last }, (_, index) => index + 1).filter(
    (rank) => rank === 1 || rank === last || (rank % every === 0 && last - rank >= every / 2),
  );
  const width = Math.min(criticalDifference, last - 1);
  const text = `critical difference ${criticalDifference.toFixed(1)}${criticalDifference > last - 1 ? ', wider than the line' : ''}`;
  const line = (values: readonly object[], encoding: object, mark: object = {}) => ({
    data: { values },
    mark: { type: 'rule', strokeWidth: 1, color: 'var(--muted)', ...mark },
    encoding,
  });
  const writing = (values: readonly object[], field: string, mark: object, encoding: object) => ({
    data: { values },
    mark: { type: 'text', ...mark },
    encoding: { text: { field, type: 'nominal' }, ...encoding },
  });
  const names = (isLeft: boolean) =>
    writing(
      placed
        .filter((one) => one.isLeft === isLeft)
        .map((one) => ({
          ...one,
          text: isLeft ? `${one.label}  ${one.meanRank.toFixed(1)}` : `${one.meanRank.toFixed(1)}  ${one.label}`,
        })),
      'text',
      { align: isLeft ? 'right' : 'left', baseline: 'middle', dx: isLeft ? -6 : 6 },
      { x: { ...x, field: 'edge' }, y: { ...y, field: 'y' } },
    );
  return await standaloneChart({
    width: size.width,
    height,
    margins: { left: size.side, right: size.side, top: size.top, bottom: size.bottom },
    description,
    spec: {
      layer: [
        line(
          [{ from: 1, to: last, y: 0 }],
          { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'y' } },
          { color: 'var(--ink)' },
        ),
        line(
          ticks.map((rank) => ({ rank, from: -5, to: 0 })),
          { x: { ...x, field: 'rank' }, y: { ...y, field: 'from' }, y2: { field: 'to' } },
          { color: 'var(--ink)' },
        ),
        writing(
          ticks.map((rank) => ({ rank, y: -13 })),
          'rank',
          { baseline: 'middle' },
          { x: { ...x, field: 'rank' }, y: { ...y, field: 'y' } },
        ),
        line(
          [{ from: 1, to: 1 + width, y: -34 }],
          { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'y' } },
          { color: 'var(--ink)', strokeWidth: 2 },
        ),
        writing(
          [{ at: 1, y: -46, text }],
          'text',
          { align: 'left', baseline: 'middle' },
          { x: { ...x, field: 'at' }, y: { ...y, field: 'y' } },
        ),
        line(placed, { x: { ...x, field: 'meanRank' }, y: { ...y, field: 'from' }, y2: { field: 'y' } }),
        line(placed, { x: { ...x, field: 'edge' }, x2: { field: 'meanRank' }, y: { ...y, field: 'y' } }),
        line(
          bars,
          { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'y' } },
          { color: 'var(--accent)', strokeWidth: 4 },
        ),
        names(true),
        names(false),
      ],
    },
  });
}

/** The longest stretches of rows, by mean rank, within one critical difference; a row that is alone gets none. */
export function groupsOf(
  sorted: readonly RankedRow[],
  criticalDifference: number,
): readonly (readonly [number, number])[] {
  const groups: (readonly [number, number])[] = [];
  for (const { meanRank: from } of sorted) {
    const to = Math.max(...sorted.map(({ meanRank }) => meanRank).filter((rank) => rank <= from + criticalDifference));
    const isInside = groups.some(([, end]) => end >= to);
    if (to > from && !isInside) groups.push([from, to]);
  }
  return groups;
}
