import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commandNames, commands } from '../src/commands/index.ts';
import { errorOf, trunkline } from './support/trunkline.ts';

const groups: Readonly<Record<string, readonly string[]>> = {
  weights: ['list', 'pull', 'inspect', 'convert'],
  data: ['list', 'prepare', 'inspect'],
  engine: ['install', 'status'],
  mlflow: ['up', 'status', 'down'],
};

const paths = commandNames.flatMap((name) => [[name], ...(groups[name] ?? []).map((one) => [name, one])]);

it('trunkline --help lists every command', async () => {
  const { status, stdout, stderr } = await trunkline(['--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const { command, describe } of commands) {
    expect(stdout).toContain(`trunkline ${command}`);
    expect(stdout.replace(/\s+/g, ' ')).toContain(describe);
  }
});

it.each(paths)('trunkline %s %s --help shows how to call it, with an example', async (...path) => {
  const { status, stdout, stderr } = await trunkline([...path, '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^trunkline ${path.join(' ')}`));
  expect(stdout).toContain('Examples:');
});

it.each([[['--help']], [['run', '--help']], [['weights', 'pull', '--help']], [['--version']]])(
  '%s loads neither tensors nor schemas nor pictures',
  async (args) => {
    const log = join(mkdtempSync(join(tmpdir(), 'trunkline-modules-')), 'modules.txt');
    const hook = fileURLToPath(new URL('support/log-modules.mjs', import.meta.url));
    const { status } = await trunkline(args, { nodeOptions: ['--import', hook], env: { TRUNKLINE_MODULE_LOG: log } });
    expect(status).toBe(0);
    const modules = readFileSync(log, 'utf8').trim().split('\n');
    expect(modules.some((path) => path.includes('yargs'))).toBe(true);
    expect(modules.filter((path) => /tensorflow|zod|sharp|\/packages\/|@trunkline/.test(path))).toEqual([]);
  },
);

it.each([
  [['rnu'], 'Did you mean run?'],
  [['weights', 'pul'], 'Did you mean pull?'],
  [['embed', 'a.jpg', '--siez', '3'], 'Did you mean --size?'],
  [['run', 'x', '--smok'], 'Did you mean --smoke?'],
  [['run'], 'trunkline run --help.'],
  [['weights'], 'trunkline weights --help.'],
  [['rnu', '--help'], 'Did you mean run?'],
  [['weights', 'pul', '--help'], 'Did you mean pull?'],
  [['--help', 'nonsense'], 'trunkline --help.'],
  [['run', 'x', '--lr', '0.1'], 'Write --set training.optimiser.learningRate=0.1.'],
  [['embed', 'a.jpg', '--size', 'wide'], 'trunkline embed --help.'],
  [['embed', 'a.jpg', '--size', '3'], 'trunkline embed --help.'],
  [['compare', 'a', '--format', 'xml'], 'trunkline compare --help.'],
  [['embed', 'a.jpg', '--size', '64', '--size=32'], 'trunkline embed --help.'],
])('%s is refused with a way on', async (args, hint) => {
  const { status, stdout, stderr } = await trunkline(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('[TL_USAGE]');
  expect(stderr).toContain(hint);
});

it('alone, and with help, it shows its help', async () => {
  const whole = await trunkline(['--help']);
  expect(await trunkline([])).toEqual(whole);
  expect(await trunkline(['help'])).toEqual(whole);
  expect(await trunkline(['help', 'run'])).toEqual(await trunkline(['run', '--help']));
});

it('with --json an error is one JSON object on standard error', async () => {
  const ended = await trunkline(['weights', 'pull', '--json']);
  expect(ended.stdout).toBe('');
  expect(errorOf(ended)).toMatchObject({ code: 'TL_USAGE', exitStatus: 2 });
});

it('TRUNKLINE_DEBUG shows where an error comes from', async () => {
  const quiet = await trunkline(['run', 'no-such-experiment']);
  expect(quiet.status).toBe(2);
  expect(quiet.stderr).not.toContain('    at ');
  const loud = await trunkline(['run', 'no-such-experiment'], { env: { TRUNKLINE_DEBUG: '1' } });
  expect(loud.stderr).toContain('    at ');
});

it('completion prints a script, and answers what the shell asks', async () => {
  const script = await trunkline(['completion'], { env: { SHELL: '/bin/bash' } });
  expect(script.stdout).toContain('complete -o bashdefault');
  const zsh = await trunkline(['completion'], { env: { SHELL: '/bin/zsh' } });
  expect(zsh.stdout).toContain('#compdef trunkline');
  const answer = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await trunkline(['--get-yargs-completions', 'trunkline', ...words], {
      env: { SHELL: '/bin/bash' },
    });
    return stdout.trim().split('\n');
  };
  expect(await answer('')).toEqual(commandNames);
  expect(await answer('weights', '')).toEqual(groups['weights']);
  expect(await answer('embed', 'a.jpg', '--s')).toContain('--size');
  expect(await answer('compare', 'a', '--format', 'm')).toEqual(['markdown']);
});
