import { expect, it } from 'vitest';
import { repeatCommand } from './invocation.ts';

it.each([
  [['run', 'mine'], undefined, 'trunkline run mine'],
  [['run', 'mine', '--resume'], '', 'trunkline run mine'],
  [['run', 'mine', '--resume', 'x-1', '--smoke'], 'x-1', 'trunkline run mine --smoke'],
  [['run', '--resume=x-1', 'mine'], 'x-1', 'trunkline run mine'],
  [['run', 'mine', '--workers', '2', '--json', '--no-report', '--workers=3'], undefined, 'trunkline run mine'],
  [
    ['run', 'mine', '--set', 'methods=["dann"]', '--folder', 'a b', '--set=description=it\'s'],
    undefined,
    `trunkline run mine --set 'methods=["dann"]' '--set=description=it'\\''s'`,
  ],
  [['run', 'my file.json', '--device', 'gpu'], undefined, "trunkline run 'my file.json' --device gpu"],
])('%j is done again by what belongs to the run, quoted', (argv, resume, command) => {
  expect(repeatCommand(argv, resume)).toBe(command);
});
