import type { Answer } from '../answer.ts';
import { unbroken } from '../format.ts';
import { html, type Html } from '../html.ts';
import { pairTitle, type Pair } from '../pairs.ts';

const verdicts = { gain: 'Gain', loss: 'Loss', noise: 'Within the noise', unknown: 'Open' } as const;

/** The three questions, answered in words for one pair. */
export function answerSection(pair: Pair, { verdict, headline, shouldTransfer, how, cost, caveats }: Answer): Html {
  return html`<article class="answer answer-${verdict}">
    <p class="kicker"><span class="badge">${verdicts[verdict]}</span> ${pairTitle(pair)}</p>
    <p class="headline">${unbroken(headline)}</p>
    <dl>
      <div>
        <dt>Should I transfer?</dt>
        <dd>${unbroken(shouldTransfer)}</dd>
      </div>
      <div>
        <dt>How?</dt>
        <dd>${unbroken(how)}</dd>
      </div>
      <div>
        <dt>What does it cost?</dt>
        <dd>${unbroken(cost)}</dd>
      </div>
    </dl>
    ${
      caveats.length === 0
        ? undefined
        : html`<ul class="caveats">
            ${caveats.map((caveat) => html`<li>${caveat}</li>`)}
          </ul>`
    }
  </article>`;
}
