import { html, type Html } from '../html.ts';
import { isTestedPair, type Pair } from '../pairs.ts';
import { inlinePicture } from '../pictures.ts';
import type { FinishedRun } from '../read-run-folder.ts';

type Cam = NonNullable<FinishedRun['result']['figures']['cam']>[number];

interface Overlay {
  readonly run: FinishedRun;
  readonly cam: Cam;
}

/** Class activation maps of one pair: a line per picture, the same picture under every method that has maps. */
export async function attentionSection(pair: Pair, imageSize: number): Promise<Html> {
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
      Class activation maps (Zhou et al. 2016) for the true class of each
      picture${isTestedPair(pair) ? '' : ', and for the predicted class of the target’s, whose true ones nobody knows'},
      seed ${seed}: the same pictures and classes under every method. The brighter, the more a place speaks for the
      class; what speaks against it is not shown. Each method has one scale for all its pictures of a domain, so compare
      places, not strengths, between methods. Beneath: what the method predicts, ✓ right, ✗ wrong.
      ${resolution(imageSize)}${without.length === 0 ? '' : ` No maps: ${without.join(', ')}.`}
    </p>
    ${lines}`;
}

/** Pixels per side that one place of the last maps stands for: five 2 × 2 poolings. */
const stride = 32;

/** Places per side from which a map shows more than a rough quarter. */
const usefulPlaces = 4;

function resolution(imageSize: number): string {
  const places = Math.floor(imageSize / stride);
  if (places === 1) {
    return `At ${imageSize} px the last maps have a single place: the overlay shows how strongly the picture speaks for its class, but cannot show where.`;
  }
  if (places < 1) return '';
  const coarse = places < usefulPlaces ? ', which is coarse: larger images show more' : '';
  return `At ${imageSize} px the last maps have ${places} × ${places} places${coarse}.`;
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
    `What speaks for ${cam.trueClass ?? cam.predictedClass} to ${label}, which predicts ${cam.predictedClass} (${verdict})`,
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
