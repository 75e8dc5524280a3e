import { afterEach, expect, test, vi } from 'vitest';
import { commands } from './commands.ts';
import { subcommandsIn } from './explain-usage.ts';
import { helpOf } from './main.ts';

afterEach(() => {
  vi.doUnmock('./light-yargs.ts');
  vi.resetModules();
});

async function paths(): Promise<string[][]> {
  const below = commands.map(async ({ name }) => {
    const listed = subcommandsIn(await helpOf([name]), [name]);
    return [[name], ...listed.map((one) => [name, one])];
  });
  return [[], ...(await Promise.all(below)).flat()];
}

async function helps(width: number): Promise<string[]> {
  const main = await import('./main.ts');
  return await Promise.all((await paths()).map((path) => main.helpOf(path, width)));
}

test.each([100, 80, 50, 30, 15])('each help, %i characters wide, is what yargs itself draws', async (width) => {
  const light = await helps(width);
  vi.resetModules();
  vi.doMock('./light-yargs.ts', async () => ({ yargs: (await import('yargs')).default }));
  expect((await import('./light-yargs.ts')).yargs).toBe((await import('yargs')).default);
  expect(await helps(width)).toEqual(light);
  expect(light.length).toBeGreaterThan(commands.length);
});
