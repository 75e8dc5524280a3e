import { isTestedResult } from '@trunkline/evaluation';
import { calibrationPlot, mergeBins } from '../charts/calibration-plot.ts';
import { meanAndHalfWidth, percent } from '../format.ts';
import { html, type Html } from '../html.ts';
import { resultsOf, type TestedPair } from '../pairs.ts';

/** Reliability diagrams of one pair, bins added up over seeds. */
export async function calibrationSection(pair: TestedPair): Promise<Html> {
  const figures = await Promise.all(
    pair.rows.map(async (row) => {
      const sets = resultsOf(pair, row.label)
        .filter(isTestedResult)
        .map((result) => result.targetTest.calibrationBins);
      if (sets.length === 0) return undefined;
      const bins = mergeBins(sets);
      const error = meanAndHalfWidth(row.metrics['test/target/calibration-error']);
      const total = bins.reduce((sum, bin) => sum + bin.count, 0);
      const confidence = bins.reduce((sum, bin) => sum + bin.confidence * bin.count, 0) / total;
      const accuracy = bins.reduce((sum, bin) => sum + bin.accuracy * bin.count, 0) / total;
      const lean = confidence > accuracy ? 'too sure of itself' : 'not sure enough of itself';
      const svg = await calibrationPlot(
        bins,
        `${row.label}: expected calibration error ${error} %; mean confidence ${percent(confidence)} %, accuracy ${percent(accuracy)} %: ${lean}.`,
      );
      return html`<figure>
        <figcaption>${row.label} <small>ECE ${error} %, ${lean}</small></figcaption>
        ${svg}
      </figure>`;
    }),
  );
  return html`<h3>Calibration on the target</h3>
    <p>
      Points are accuracy, %, of the predictions in each of 15 bins of confidence; on the dashed diagonal confidence and
      accuracy agree, and the bar from it is the gap. Beneath: how many predictions are in the bin. Added up over seeds.
    </p>
    <div class="multiples">${figures}</div>`;
}
