import { html, type Html } from '../html.ts';
import type { Pair } from '../pairs.ts';
import { inlinePicture } from '../pictures.ts';
import type { FinishedRun } from '../read-run-folder.ts';

type Cam = NonNullable<FinishedRun['result']['figures']['cam']>[number];

interface Overlay {
  readonly run: FinishedRun;
  readonly cam: Cam;
}

/** Class activation maps of one pair: a line per picture, the same picture under every method that has maps. */
export async function attentionSection(pair: Pair): Promise<Html> {
  const seed = firstSeedWithPictures(pair);
  if (seed === undefined) return html``;
  const order = pair.rows.map((row) => row.label);
  const overlays = pair.runs
    .filter(({ result }) => result.seed === seed)
    .sort((a, b) => order.indexOf(a.result.label) - order.indexOf(b.result.label))
    .flatMap((run) => (run.result.figures.cam ?? []).map((cam): Overlay => ({ run, cam })));
  const pictures = new Map<string, Overlay[]>();
  for (const overlay of overlays) {
    const key = `${overlay.cam.domain} ${overlay.cam.index}`;
    pictures.set(key, [...(pictures.get(key) ?? []), overlay]);
  }
  const lines = await Promise.all([...pictures.values()].sort(byDomain).map(pictureLine));
  const without = order.filter((label) => !overlays.some(({ run }) => run.result.label === label));
  return html`<h3>Where the network looks</h3>
    <p>
      Class activation maps for the class that each method predicts, seed ${seed}: the same pictures under every method,
      on one colour scale. ✓ marks a right prediction, ✗ a wrong
      one.${without.length === 0 ? '' : ` No maps: ${without.join(', ')}.`}
    </p>
    ${lines}`;
}

function byDomain([a]: readonly Overlay[], [b]: readonly Overlay[]): number {
  if (a === undefined || b === undefined) return 0;
  if (a.cam.domain !== b.cam.domain) return a.cam.domain === 'target' ? -1 : 1;
  return a.cam.index - b.cam.index;
}

async function pictureLine(overlays: readonly Overlay[]): Promise<Html | undefined> {
  const [first] = overlays;
  if (first === undefined) return undefined;
  const { cam, run } = first;
  const domain = cam.domain === 'source' ? run.result.source : run.result.target;
  const truth = cam.trueClass === undefined ? 'class unknown' : `true class ${cam.trueClass}`;
  const tiles = await Promise.all(overlays.map(tile));
  return html`<div
    class="pictures"
    role="group"
    aria-label="Picture ${cam.index} of the ${cam.domain}, ${domain}, ${truth}"
  >
    <figure>
      ${await picture(run, cam.image, `Input picture ${cam.index} of the ${cam.domain} ${domain}, ${truth}`)}
      <figcaption><b>${cam.trueClass ?? '?'}</b><small>${cam.domain}: ${domain}</small></figcaption>
    </figure>
    ${tiles}
  </div>`;
}

async function tile({ run, cam }: Overlay): Promise<Html> {
  const { label } = run.result;
  const right = cam.trueClass === undefined ? '' : cam.trueClass === cam.predictedClass ? '✓' : '✗';
  const verdict = { '✓': 'right', '✗': 'wrong', '': 'unknown' }[right] ?? 'unknown';
  const image = await picture(
    run,
    cam.overlay,
    `Where ${label} looks for ${cam.predictedClass}, its prediction (${verdict})`,
  );
  return html`<figure class="${verdict}">
    ${image}
    <figcaption>
      ${label}<small><span class="mark" aria-hidden="true">${right}</span> ${cam.predictedClass}</small>
    </figcaption>
  </figure>`;
}

async function picture(run: FinishedRun, path: string, alternative: string): Promise<Html> {
  const address = await inlinePicture(run.folder, path);
  return address === undefined
    ? html`<span class="absent" role="img" aria-label="${alternative}: the file is missing">${path} is missing</span>`
    : html`<img src="${address}" alt="${alternative}" loading="lazy" />`;
}

function firstSeedWithPictures(pair: Pair): number | undefined {
  const seeds = pair.runs
    .filter(({ result }) => (result.figures.cam ?? []).length > 0)
    .map(({ result }) => result.seed);
  return seeds.length === 0 ? undefined : Math.min(...seeds);
}
