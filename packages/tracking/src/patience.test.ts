import { expect, it } from 'vitest';
import { patienceOf } from './patience.ts';

it.each([
  [undefined, undefined, 20_000],
  [undefined, '', 20_000],
  [undefined, '1.5', 1_500],
  [undefined, '0', 0],
  [undefined, 'long', 20_000],
  [undefined, '-1', 20_000],
  [300, '5', 300],
])('asked for %s ms, with %s s in the environment, a server is waited for %i ms', (asked, said, milliseconds) => {
  expect(patienceOf(asked, said === undefined ? {} : { TRUNKLINE_MLFLOW_PATIENCE: said })).toBe(milliseconds);
});
