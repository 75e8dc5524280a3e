import { checkActivation } from './activation.ts';
import { kindOf } from './layer-kinds.ts';
import type { Layer, LayerKind, MapShape, RowParameter } from './layer.ts';

/** A row with its kind, its shapes, and the rows inside it. */
export interface DescribedRow {
  readonly row: Layer;
  readonly kind: LayerKind<Layer>;
  readonly input: MapShape;
  readonly output: MapShape;
  /** Its own parameters. */
  readonly parameters: readonly RowParameter[];
  readonly ways: readonly (readonly DescribedRow[])[];
}

/** Follows maps of this shape through rows. Throws `TL_BAD_SHAPE`, `TL_IMAGE_TOO_SMALL`, `TL_LAYER_KIND_UNKNOWN`. */
export function describeRows(rows: readonly Layer[], input: MapShape): readonly DescribedRow[] {
  let shape = input;
  return rows.map((row) => {
    const kind = kindOf(row);
    checkActivation(row.name, row.activation);
    const wayInput = kind.wayInput?.(row, shape) ?? shape;
    const ways = (kind.ways?.(row) ?? []).map((way) => describeRows(way, wayInput));
    const outputs = ways.map((way) => way.at(-1)?.output ?? wayInput);
    const output = kind.outputShape(row, shape, outputs);
    const described = { row, kind, input: shape, output, parameters: kind.parameters(row, shape), ways };
    shape = output;
    return described;
  });
}

/** Rows with those inside them, each before the row that holds it. */
export function withInner(rows: readonly DescribedRow[]): readonly DescribedRow[] {
  return rows.flatMap((one) => [...one.ways.flatMap(withInner), one]);
}
