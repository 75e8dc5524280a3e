import type { Summary } from '@trunkline/evaluation';
import { duration, enumerate, moment } from './format.ts';
import { html, Html } from './html.ts';
import { isTestedPair, pairTitle, type Pair } from './pairs.ts';
import { style } from './style.ts';

/** Nothing may be fetched and nothing may run: the page is complete in itself. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const testedFooter =
  'Accuracies are of a target test set that was scored once, after the checkpoint had been chosen without target labels. Differences are paired seed by seed, and those between methods and the baseline are after Holm’s correction (Holm 1979).';

/** The whole document around the sections. */
export function page(
  summary: Summary,
  pairs: readonly Pair[],
  answers: readonly Html[],
  sections: readonly Html[],
): Html {
  return html`${new Html('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${summary.experiment}: what transferred, how, and what it cost</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the answer</a>
        <header>
          <h1>${summary.experiment}</h1>
          ${summary.description === '' ? undefined : html`<p class="lead">${summary.description}</p>`}
          <ul class="meta">
            ${facts(summary).map((fact) => html`<li>${fact}</li>`)}
          </ul>
          ${banners(summary)}
          <nav aria-label="Sections">
            <ul>
              <li><a href="#answer">Answer</a></li>
              ${pairs.map((pair) => html`<li><a href="#${pair.id}">${pairTitle(pair)}</a></li>`)}
              <li><a href="#provenance">How this came about</a></li>
            </ul>
          </nav>
        </header>
        <main id="main">
          <section id="answer" aria-label="Answer">${answers}</section>
          ${sections}
        </main>
        <footer>
          Written by Trunkline. Intervals are 95 % Student t-intervals over seeds.
          ${pairs.some(isTestedPair) ? testedFooter : undefined}
        </footer>
      </body>
    </html> `;
}

function facts(summary: Summary): string[] {
  const seeds = [...new Set(summary.methods.flatMap((row) => Object.keys(row.seconds.perSeed)))];
  const runs = summary.methods.reduce((sum, row) => sum + row.seconds.count, 0);
  return [
    `${runs} ${runs === 1 ? 'run' : 'runs'}${summary.failures.length === 0 ? '' : `, ${summary.failures.length} failed`}`,
    ...(seeds.length === 0 ? [] : [`${seeds.length === 1 ? 'seed' : 'seeds'} ${enumerate(seeds)}`]),
    ...(summary.imageSize > 0 ? [`${summary.imageSize} px images`] : []),
    ...summary.weights.map((weights) => startingPoint(weights, summary.weights.length > 1)),
    ...(summary.finishedAt === '' ? [] : [moment(summary.finishedAt)]),
    ...(summary.seconds > 0 ? [`took ${duration(summary.seconds)}`] : []),
  ];
}

/** "weights imagenet-vgg16, which have seen ImageNet-1k: …", with the rows where they differ. */
function startingPoint({ name, seen, labels }: Summary['weights'][number], several: boolean): string {
  const rows = several ? `${enumerate(labels)}: ` : '';
  if (name === 'random') return `${rows}random weights, which have seen nothing`;
  return `${rows}weights ${name}, which have seen ${seen ?? 'what they do not say'}`;
}

function banners(summary: Summary): Html[] {
  return [
    ...(summary.smoke
      ? [
          html`<p class="banner">
            <b>Smoke run.</b> It shows that everything works from end to end; its numbers mean nothing.
          </p>`,
        ]
      : []),
    ...(summary.status === 'finished'
      ? []
      : [
          html`<p class="banner"><b>The invocation is ${summary.status}.</b> This page shows what there is so far.</p>`,
        ]),
    ...(summary.failures.length === 0
      ? []
      : [
          html`<p class="banner">
            <b>${summary.failures.length} ${summary.failures.length === 1 ? 'run' : 'runs'} failed</b> and
            ${summary.failures.length === 1 ? 'is' : 'are'} missing from the means: see <a href="#provenance">below</a>.
          </p>`,
        ]),
  ];
}
