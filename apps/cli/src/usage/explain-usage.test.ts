import { expect, it } from 'vitest';
import { explainUsage, subcommandsIn } from './explain-usage.ts';
import { helpOf } from '../main.ts';

it.each([
  [['data'], ['list', 'prepare', 'inspect']],
  [['completion'], ['bash', 'zsh']],
  [['run'], []],
])('the help of %j lists %j, whatever its examples show', async (path, listed) => {
  expect(subcommandsIn(await helpOf(path), path)).toEqual(listed);
});

it('an example is no command that an error would name', async () => {
  const error = new Error('Unknown argument: smok');
  expect(await explainUsage(error, ['run', 'mnist-to-mnist-m', '--smok'], helpOf)).toMatchObject({
    message: 'trunkline run does not know the option --smok.',
    hint: 'Did you mean --smoke? See trunkline run --help.',
  });
});
