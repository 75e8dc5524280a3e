import type { CurvePoint } from '@trunkline/evaluation';
import { learningCurve, meanCurve } from '../charts/learning-curve.ts';
import { percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { resultsOf, type Pair } from '../pairs.ts';

interface CurveGroup {
  readonly metric: string;
  readonly title: string;
  readonly percent: boolean;
}

const groups: readonly CurveGroup[] = [
  { metric: 'validation/source/accuracy', title: 'Source validation accuracy, %', percent: true },
  { metric: 'train/loss/total', title: 'Training loss, total', percent: false },
  {
    metric: 'train/loss/adaptation',
    title: 'Training loss, adaptation term (weighted differently by each method)',
    percent: false,
  },
];

/** Learning curves of one pair: a panel per method and metric, with common axes. */
export async function curvesSection(pair: Pair): Promise<Html> {
  const drawn: Html[] = [];
  for (const group of groups) {
    const figures = await groupFigures(pair, group);
    if (figures.length > 0)
      drawn.push(
        html`<h4>${group.title}</h4>
          <div class="multiples">${figures}</div>`,
      );
  }
  if (drawn.length === 0) return html``;
  return html`<h3>Learning curves</h3>
    <p>
      Thin lines are seeds, the thick line is their mean, grey lines are the other methods’ means. Triangles mark the
      steps that the selection rule chose. Axes are the same in all panels of a row.
    </p>
    ${drawn}`;
}

async function groupFigures(pair: Pair, group: CurveGroup): Promise<Html[]> {
  const curves = pair.rows.flatMap((row) => {
    const results = resultsOf(pair, row.label);
    const seeds = results.map((result) => result.curves[group.metric] ?? []).filter((line) => line.length > 0);
    return seeds.length === 0
      ? []
      : [{ label: row.label, seeds, mean: meanCurve(seeds), chosen: results.map((result) => result.selection.step) }];
  });
  const domain = commonDomain(curves.flatMap((curve) => curve.seeds));
  return Promise.all(
    curves.map(async (curve) => {
      const svg = await learningCurve({
        seeds: curve.seeds,
        others: curves.filter((other) => other !== curve).map((other) => other.mean),
        chosenSteps: curve.chosen,
        domain,
        percent: group.percent,
        description: `${curve.label}, ${group.title}: ${course(curve.mean, group.percent)}`,
      });
      return html`<figure>
        <figcaption>${curve.label}</figcaption>
        ${svg}
      </figure>`;
    }),
  );
}

function course(mean: readonly CurvePoint[], inPercent: boolean): string {
  const [first, last] = [mean[0], mean.at(-1)];
  if (first === undefined || last === undefined) return 'no steps common to all seeds.';
  const text = (value: number): string => (inPercent ? percent(value) : value.toPrecision(3));
  return `the mean goes from ${text(first[1])} at step ${first[0]} to ${text(last[1])} at step ${last[0]}.`;
}

function commonDomain(lines: readonly (readonly CurvePoint[])[]): { x: [number, number]; y: [number, number] } {
  const points = lines.flat().filter(([, value]) => Number.isFinite(value));
  const steps = points.map(([step]) => step);
  const values = points.map(([, value]) => value).sort((a, b) => a - b);
  const low = values[0] ?? 0;
  const high = values.at(-1) ?? 1;
  const pad = Math.max((high - low) * 0.05, 1e-3);
  return {
    x: [steps.reduce((a, b) => Math.min(a, b), 0), steps.reduce((a, b) => Math.max(a, b), 1)],
    y: [low - pad, high + pad],
  };
}
