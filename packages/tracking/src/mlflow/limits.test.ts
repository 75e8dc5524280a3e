import { expect, it } from 'vitest';
import { fitArtifactPath } from './limits.ts';

it.each([
  ['per%cent.txt', /^per_cent-[0-9a-f]{6}\.txt$/],
  ['a#b?c%20d.txt', /^a_b_c_20d-[0-9a-f]{6}\.txt$/],
  ['50%/report.html', /^50_-[0-9a-f]{6}\/report\.html$/],
  ['a\nb.png', /^a_b-[0-9a-f]{6}\.png$/],
  ['.%hidden', /^\._hidden-[0-9a-f]{6}$/],
])('R27: %j is stored under a name that the server keeps', (path, fitted) => {
  const { text, changed } = fitArtifactPath(path);
  expect(text).toMatch(fitted);
  expect(changed).toBe(true);
});

it('R27: two names that differ in one such sign stay two', () => {
  expect(fitArtifactPath('a%b').text).not.toBe(fitArtifactPath('a#b').text);
});

it.each(['report.html', 'checkpoint/model ä.bin', 'a+b & c=d; e@f.txt', 'images/cam~dann+step+6.png'])(
  'R27: %s keeps its name',
  (path) => {
    expect(fitArtifactPath(path)).toEqual({ text: path, changed: false });
  },
);
