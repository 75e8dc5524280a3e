import type { CurvePoint } from '@trunkline/evaluation';
import type { Html } from '../html.ts';
import { renderChart } from './render-chart.ts';

/** One method's curve of one metric. */
export interface LearningCurve {
  /** One curve a seed. */
  readonly seeds: readonly (readonly CurvePoint[])[];
  /** Mean curves of the other methods, drawn faintly behind. */
  readonly others: readonly (readonly CurvePoint[])[];
  /** Steps of the checkpoints that the selection rule chose. */
  readonly chosenSteps: readonly number[];
  readonly domain: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  readonly percent: boolean;
  /** Value of a dashed line to compare with, such as chance. */
  readonly reference?: number;
  readonly description: string;
}

/** Seeds thin, their mean thick, other methods' means in grey, chosen checkpoints as triangles on the step axis. */
export async function learningCurve(curve: LearningCurve): Promise<Html> {
  const scale = curve.percent ? 100 : 1;
  const points = (lines: readonly (readonly CurvePoint[])[]) =>
    lines.flatMap((line, index) => thin(line).map(([step, value]) => ({ step, value: value * scale, line: index })));
  const mean = meanCurve(curve.seeds);
  const x = {
    field: 'step',
    type: 'quantitative',
    scale: { domain: curve.domain.x, nice: false },
    axis: { title: 'step', grid: false, tickCount: 3, format: '~s', titlePadding: 2 },
  };
  const y = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: curve.domain.y.map((value) => value * scale), nice: false, zero: false },
    axis: { title: null, tickCount: 3, domain: false, ticks: false },
  };
  const detail = { field: 'line', type: 'nominal' };
  const line = (data: unknown[], mark: object) => ({
    data: { values: data },
    mark: { type: 'line', ...mark },
    encoding: { x, y, detail },
  });
  const reference =
    curve.reference === undefined
      ? []
      : [
          {
            data: { values: [{ value: curve.reference * scale }] },
            mark: { type: 'rule', strokeDash: [4, 3], color: 'var(--baseline)', strokeWidth: 1.5 },
            encoding: { y },
          },
        ];
  return renderChart({
    width: 190,
    height: 136,
    margins: { left: 30, right: 10, top: 8, bottom: 34 },
    description: curve.description,
    spec: {
      layer: [
        ...reference,
        line(points(curve.others), { color: 'var(--rule)', strokeWidth: 1 }),
        line(points(curve.seeds), { color: 'var(--accent)', strokeWidth: 1, opacity: 0.55 }),
        line(points([mean]), { color: 'var(--accent)', strokeWidth: 2.6, point: mean.length < 2 }),
        {
          data: { values: curve.chosenSteps.map((step) => ({ step })) },
          mark: {
            type: 'point',
            shape: 'triangle-up',
            filled: true,
            size: 55,
            color: 'var(--ink)',
            opacity: 0.75,
            y: 92,
          },
          encoding: { x },
        },
      ],
    },
  });
}

/** Mean over seeds at the steps that all of them have. */
export function meanCurve(seeds: readonly (readonly CurvePoint[])[]): CurvePoint[] {
  const [first = [], ...rest] = seeds.map((line) => new Map(line));
  return [...first].flatMap(([step, value]) => {
    const values = [value, ...rest.map((line) => line.get(step))];
    if (values.some((one) => one === undefined || !Number.isFinite(one))) return [];
    return [[step, values.reduce<number>((sum, one) => sum + (one ?? 0), 0) / values.length] as const];
  });
}

const mostPoints = 100;

/** At most {@link mostPoints} evenly spaced points, the first and the last among them; what is not finite is left out. */
function thin(line: readonly CurvePoint[]): CurvePoint[] {
  const finite = line.filter(([, value]) => Number.isFinite(value));
  if (finite.length <= mostPoints) return finite;
  return Array.from({ length: mostPoints }, (_, index) => {
    return finite[Math.round((index * (finite.length - 1)) / (mostPoints - 1))] as CurvePoint;
  });
}
