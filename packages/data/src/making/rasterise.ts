/** A closed polygon as x, y, x, y, … in pixels, y downwards. */
export type Contour = Float64Array;

/** Horizontal lines a pixel row is sampled at. */
const linesPerRow = 8;

/**
 * Covers `coverage` (`[height, width]`, 0 to 1) with the inside of `contours` by the non-zero winding rule: exact along
 * a line, eight lines a row. Plain arithmetic, so that the same outlines give the same bytes on every machine.
 */
export function rasterise(contours: readonly Contour[], height: number, width: number): Float64Array {
  const coverage = new Float64Array(height * width);
  crossingsByLine(contours, height * linesPerRow).forEach((crossings, line) => {
    crossings.sort((a, b) => a.x - b.x);
    let winding = 0;
    crossings.forEach((crossing, place) => {
      winding += crossing.winding;
      const next = crossings[place + 1];
      if (winding === 0 || !next) return;
      cover(coverage, Math.floor(line / linesPerRow) * width, width, crossing.x, next.x);
    });
  });
  for (let at = 0; at < coverage.length; at++) coverage[at] = Math.min(1, coverage[at] as number);
  return coverage;
}

interface Crossing {
  readonly x: number;
  /** 1 where the outline goes down through the line, −1 where it goes up. */
  readonly winding: 1 | -1;
}

/** Where each line, at height (line + ½) / {@link linesPerRow}, meets the outlines. */
function crossingsByLine(contours: readonly Contour[], lines: number): readonly Crossing[][] {
  const byLine: Crossing[][] = Array.from({ length: lines }, () => []);
  for (const contour of contours) {
    const points = contour.length / 2;
    for (let point = 0; point < points; point++) {
      const next = point + 1 === points ? 0 : point + 1;
      const [x0, y0] = [contour[2 * point] as number, contour[2 * point + 1] as number];
      const [x1, y1] = [contour[2 * next] as number, contour[2 * next + 1] as number];
      const first = Math.max(0, Math.floor(Math.min(y0, y1) * linesPerRow - 0.5));
      const last = Math.min(lines - 1, Math.ceil(Math.max(y0, y1) * linesPerRow - 0.5));
      for (let line = first; line <= last; line++) {
        const y = (line + 0.5) / linesPerRow;
        if (y0 <= y === y1 <= y) continue;
        byLine[line]?.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), winding: y1 > y0 ? 1 : -1 });
      }
    }
  }
  return byLine;
}

function cover(coverage: Float64Array, rowStart: number, width: number, from: number, to: number): void {
  const [left, right] = [Math.max(0, from), Math.min(width, to)];
  for (let column = Math.floor(left); column < right; column++) {
    const share = Math.min(right, column + 1) - Math.max(left, column);
    if (share > 0) coverage[rowStart + column] = (coverage[rowStart + column] as number) + share / linesPerRow;
  }
}
