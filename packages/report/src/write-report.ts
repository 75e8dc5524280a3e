import { join } from 'node:path';
import { writeFileAtomic } from '@trunkline/system';
import { answer } from './answer.ts';
import { answerWithoutLabels } from './answer-without-labels.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';
import { isTestedPair, pairsOf, pairTitle, type Pair } from './pairs.ts';
import { readRunFolder, type RunFolder } from './read-run-folder.ts';
import { answerSection } from './sections/answer-section.ts';
import { attentionSection } from './sections/attention-section.ts';
import { calibrationSection } from './sections/calibration-section.ts';
import { classesSection } from './sections/classes-section.ts';
import { comparisonSection } from './sections/comparison-section.ts';
import { curvesSection } from './sections/curves-section.ts';
import { embeddingsSection } from './sections/embeddings-section.ts';
import { provenanceSection } from './sections/provenance-section.ts';
import { scoresSection } from './sections/scores-section.ts';
import { sweepsSection } from './sections/sweeps-section.ts';
import { validatorsSection } from './sections/validators-section.ts';

/**
 * Writes `report.html` into the folder of an invocation from the records and figures that its runs left there. The page
 * is one file: no script, nothing fetched, so that it also opens in a sandboxed frame.
 *
 * @throws TrunklineError `TL_RUN_FOLDER` when the folder holds no invocation, `TL_RECORD_INVALID` when a record is damaged
 */
export async function writeReport(runFolder: string): Promise<{ path: string }> {
  const path = join(runFolder, 'report.html');
  const document = await renderReport(await readRunFolder(runFolder));
  await writeFileAtomic(path, document);
  return { path };
}

async function renderReport(folder: RunFolder): Promise<string> {
  const pairs = pairsOf(folder);
  const answers =
    pairs.length === 0
      ? [html`<p class="banner">No run finished.</p>`]
      : pairs.map((pair) =>
          answerSection(pair, isTestedPair(pair) ? answer(pair.rows) : answerWithoutLabels(pair.rows)),
        );
  const sections: Html[] = [];
  for (const pair of pairs) sections.push(await pairSection(pair, folder));
  return page(folder.summary, pairs, answers, [...sections, provenanceSection(folder)]).text;
}

async function pairSection(pair: Pair, folder: RunFolder): Promise<Html> {
  if (!isTestedPair(pair)) {
    return html`<section id="${pair.id}">
      <h2>${pairTitle(pair)}</h2>
      ${scoresSection(pair)} ${sweepsSection(pair)} ${await curvesSection(pair)}
      ${await attentionSection(pair, folder.summary.imageSize)} ${await embeddingsSection(pair)}
    </section>`;
  }
  return html`<section id="${pair.id}">
    <h2>${pairTitle(pair)}</h2>
    ${await comparisonSection(pair)} ${sweepsSection(pair)} ${validatorsSection(pair, folder.summary)}
    ${await curvesSection(pair)} ${classesSection(pair)} ${await calibrationSection(pair)}
    ${await attentionSection(pair, folder.summary.imageSize)} ${await embeddingsSection(pair)}
  </section>`;
}
