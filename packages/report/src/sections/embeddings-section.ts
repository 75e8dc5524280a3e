import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { jointUmap, type EmbeddingSample } from '@trunkline/evaluation';
import { classColour, windowOf, embeddingPlot, type EmbeddingPoint } from '../charts/embedding-plot.ts';
import { html, type Html } from '../html.ts';
import { isTestedPair, type Pair } from '../pairs.ts';
import type { FinishedRun } from '../read-run-folder.ts';

const mostPointsInAll = 700;
const mostPointsPerDomain = 100;

interface Panel {
  readonly label: string;
  readonly points: readonly EmbeddingPoint[];
}

/** Source and target embeddings of one pair and seed under every method, in one joint layout. */
export async function embeddingsSection(pair: Pair): Promise<Html> {
  const chosen = await samplesOfOneSeed(pair);
  if (chosen === undefined) return html``;
  const { seed, samples } = chosen;
  const panels = layOut(samples, seed);
  const figures: Html[] = [];
  for (const panel of panels) {
    const window = windowOf(panel.points);
    const svg = await embeddingPlot({
      points: panel.points,
      window,
      description: `${panel.label}: ${panel.points.length} embeddings in two dimensions, rings from ${pair.source}, triangles from ${pair.target}, coloured by class${isTestedPair(pair) ? '' : ' where it is known'}.`,
    });
    figures.push(
      html`<figure>
        <figcaption>${panel.label} <small>${window.toPrecision(2)} units wide</small></figcaption>
        ${svg}
      </figure>`,
    );
  }
  const counts = panels[0]?.points ?? [];
  const sources = counts.filter((point) => point.domain === 'source').length;
  return html`<h3>Embeddings</h3>
    <p>
      The same ${sources} source and ${counts.length - sources} target test pictures under every method, seed ${seed}:
      one joint UMAP fit (cosine distance, 15 neighbours of which 5 from other methods, 200 rounds, layout seed
      ${seed}); every panel shows as much of it as its method’s points take up.
      ${isTestedPair(pair) ? 'Target labels colour the picture only, after training.' : 'Triangles have no colour: nobody knows their classes.'}
      Distances between clusters mean little; whether rings and triangles${isTestedPair(pair) ? ' of a colour' : ''} mix
      is what to look for.
    </p>
    <p class="legend">
      <span>○ source: ${pair.source}</span><span>▲ target: ${pair.target}</span>${pair.classNames.map(
        (name, k) => html`<span><i style="background:${classColour(k)}"></i>${name}</span>`,
      )}
    </p>
    <div class="multiples panels">${figures}</div>`;
}

interface Samples {
  readonly seed: number;
  readonly samples: readonly { readonly label: string; readonly sample: EmbeddingSample }[];
}

/** The lowest seed for which most methods left embeddings. */
async function samplesOfOneSeed(pair: Pair): Promise<Samples | undefined> {
  const having = pair.runs.filter(({ result }) => result.figures.embeddings !== undefined);
  const seeds = [...new Set(having.map(({ result }) => result.seed))].sort((a, b) => a - b);
  const count = (seed: number): number => having.filter(({ result }) => result.seed === seed).length;
  const seed = seeds.reduce<number | undefined>(
    (best, one) => (best === undefined || count(one) > count(best) ? one : best),
    undefined,
  );
  if (seed === undefined) return undefined;
  const order = pair.rows.map((row) => row.label);
  const runs = having
    .filter(({ result }) => result.seed === seed)
    .sort((a, b) => order.indexOf(a.result.label) - order.indexOf(b.result.label));
  const samples = await Promise.all(
    runs.map(async (run) => ({ label: run.result.label, sample: await readSample(run) })),
  );
  const readable = samples.flatMap(({ label, sample }) => (sample === undefined ? [] : [{ label, sample }]));
  const width = readable[0]?.sample.width;
  return { seed, samples: readable.filter(({ sample }) => sample.width === width) };
}

async function readSample(run: FinishedRun): Promise<EmbeddingSample | undefined> {
  const path = resolve(run.folder, run.result.figures.embeddings ?? '');
  const inside = relative(run.folder, path);
  if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as EmbeddingSample;
  } catch {
    return undefined; // a report without this panel is better than none
  }
}

function layOut(samples: Samples['samples'], seed: number): Panel[] {
  const each = Math.min(mostPointsPerDomain, Math.floor(mostPointsInAll / Math.max(1, 2 * samples.length)));
  const stacks = samples.map(({ label, sample }) => ({
    label,
    rows: [...pick(sample, 'source', each), ...pick(sample, 'target', each)],
  }));
  if (stacks.reduce((sum, stack) => sum + stack.rows.length, 0) < 4) return [];
  const layout = jointUmap(
    stacks.map((stack) => stack.rows.map((row) => row.embedding_D)),
    seed,
  );
  return stacks.map((stack, index) => ({
    label: stack.label,
    points: stack.rows.flatMap(({ domain, label }, row) => {
      const position = layout[index]?.[row];
      if (position === undefined) return [];
      return [{ x: position[0], y: position[1], domain, ...(label !== undefined && { label }) }];
    }),
  }));
}

interface Row {
  readonly embedding_D: readonly number[];
  readonly domain: 'source' | 'target';
  /** Absent where nobody knows it. */
  readonly label?: number;
}

/** At most `most` evenly spaced rows of one domain: the same rows for every method. */
function pick(sample: EmbeddingSample, domain: 'source' | 'target', most: number): Row[] {
  const { embedding_ND, labels_N } = sample[domain];
  const count = Math.min(most, embedding_ND.length);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor((index * embedding_ND.length) / count);
    const label = labels_N?.[row];
    return { embedding_D: embedding_ND[row] ?? [], domain, ...(label !== undefined && { label }) };
  });
}
