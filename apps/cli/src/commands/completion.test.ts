import { expect, it, vi } from 'vitest';
import { main } from '../main.ts';

/** What one command line prints, with its exit status. */
async function printed(argv: readonly string[], shell: string): Promise<{ status: number; text: string }> {
  vi.stubEnv('SHELL', shell);
  let text = '';
  const keep = (...words: unknown[]): boolean => {
    text += `${words.map(String).join(' ')}\n`;
    return true;
  };
  const log = vi.spyOn(console, 'log').mockImplementation(keep);
  const error = vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  try {
    return { status: await main(argv), text };
  } finally {
    log.mockRestore();
    error.mockRestore();
    vi.unstubAllEnvs();
  }
}

it.each([
  ['bash', '/usr/bin/zsh', 'complete -o bashdefault'],
  ['zsh', '/bin/bash', '#compdef trunkline'],
])('completion %s prints that script in any shell', async (name, shell, script) => {
  const { status, text } = await printed(['completion', name], shell);
  expect(status).toBe(0);
  expect(text).toContain(script);
});

it('without a shell it is that of $SHELL', async () => {
  expect((await printed(['completion'], '/bin/bash')).text).toContain('complete -o bashdefault');
  expect((await printed(['completion'], '/bin/zsh')).text).toContain('#compdef trunkline');
});

it.each([
  [['completion', 'fish'], '/bin/bash'],
  [['completion'], '/usr/bin/fish'],
])('%j in %s says that fish has no script', async (argv, shell) => {
  const { status, text } = await printed(argv, shell);
  expect(status).toBe(2);
  expect(text).toContain('There is no completion script for fish, only for bash and zsh. [TL_SHELL_UNSUPPORTED]');
});

it('an unknown shell is refused', async () => {
  const { status, text } = await printed(['completion', 'tcsh'], '/bin/bash');
  expect(status).toBe(2);
  expect(text).toContain('tcsh');
});
