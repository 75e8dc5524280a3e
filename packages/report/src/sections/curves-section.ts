import type { CurvePoint } from '@trunkline/evaluation';
import { learningCurve, meanCurve } from '../charts/learning-curve.ts';
import { percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { resultsOf, type Pair } from '../pairs.ts';

interface CurveGroup {
  readonly metric: string;
  readonly title: string;
  readonly percent: boolean;
  /** Value of a dashed line to compare with, such as chance. */
  readonly reference?: number;
}

const groups: readonly CurveGroup[] = [
  { metric: 'validation/source/accuracy', title: 'Source validation accuracy, %', percent: true },
  { metric: 'train/loss/total', title: 'Training loss, total', percent: false },
  {
    metric: 'train/loss/adaptation',
    title: 'Training loss, adaptation term (weighted differently by each method)',
    percent: false,
  },
  {
    metric: 'train/discriminator/accuracy',
    title: 'Accuracy of the domain discriminator, % (dashed: chance, which alone is no success)',
    percent: true,
    reference: 0.5,
  },
  { metric: 'train/adaptation-weight', title: 'Weight of the adaptation term', percent: false },
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
      steps that the selection rule chose. The value axis is common to all panels of a metric, the step axis is each
      method’s own.
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
  const y = valueDomain(
    curves.flatMap((curve) => curve.seeds),
    group.reference,
  );
  return Promise.all(
    curves.map(async (curve) => {
      const last = lastStep(curve.seeds);
      const others = curves.filter((other) => other !== curve);
      const svg = await learningCurve({
        seeds: curve.seeds,
        others: others.map((other) => other.mean.filter(([step]) => step <= last)),
        chosenSteps: curve.chosen,
        domain: { x: [0, last], y },
        percent: group.percent,
        ...(group.reference === undefined ? {} : { reference: group.reference }),
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

function lastStep(lines: readonly (readonly CurvePoint[])[]): number {
  return lines.flat().reduce((most, [step]) => Math.max(most, step), 1);
}

function valueDomain(lines: readonly (readonly CurvePoint[])[], reference: number | undefined): [number, number] {
  const values = lines
    .flat()
    .map(([, value]) => value)
    .concat(reference ?? [])
    .filter((value) => Number.isFinite(value));
  const low = values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
  const high = values.reduce((most, value) => Math.max(most, value), values[0] ?? 1);
  const pad = Math.max((high - low) * 0.05, 1e-3);
  return [low - pad, high + pad];
}
