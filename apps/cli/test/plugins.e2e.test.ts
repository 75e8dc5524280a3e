import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '@trunkline/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeImageFolder } from './support/pictures.ts';
import { errorOf, trunkline, type Ended } from './support/trunkline.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const pages = readdirSync(docs).filter((name) => name === 'plugins.md' || /^add-an?-.*\.md$/.test(name));
const folder = mkdtempSync(join(tmpdir(), 'trunkline-plugins-'));

beforeAll(async () => {
  await writeImageFolder(join(folder, 'pictures', 'plain'), 10);
  await writeImageFolder(join(folder, 'pictures', 'light'), 10, 30);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The fenced blocks of a page: `ts` with the file that its first line names, and the lines of `sh`. */
function partsOf(page: string): {
  files: readonly (readonly [name: string, text: string])[];
  commands: readonly string[];
} {
  const text = readFileSync(join(docs, page), 'utf8');
  const files = [...text.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(
    ([, name = '', code = '']) => [name, code] as const,
  );
  const commands = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, lines = '']) => lines.trim().split('\n'));
  return { files, commands };
}

const run = async (...args: string[]): Promise<Ended> =>
  await trunkline(['run', ...args, '--no-report', '--json'], { cwd: folder });

describe('what the pages show works outside of the repository', () => {
  it('there is a page for each kind of thing', () => {
    expect(pages.sort()).toEqual([
      'add-a-head.md',
      'add-a-method.md',
      'add-a-trunk.md',
      'add-a-validator.md',
      'add-an-augmentation.md',
      'plugins.md',
    ]);
  });

  it.each(pages)('%s', async (page) => {
    const { files, commands } = partsOf(page);
    expect(files.length).toBeGreaterThan(1);
    expect(commands.length).toBeGreaterThan(0);
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    for (const command of commands) {
      const [npx, program, ...args] = command.split(/\s+/);
      expect([npx, program]).toEqual(['npx', 'trunkline']);
      const ended = await trunkline(args, { cwd: folder });
      expect(ended, command).toMatchObject({ status: 0 });
    }
  });
});

const method = (weight: number): string => `
import { defineMethod } from '@trunkline/methods';
import { z } from 'zod';
import { scale } from './lib/scale.ts';
export const own = defineMethod({
  name: 'own', family: 'adaptation', paper: 'None', description: 'Classification, scaled.', helps: 'In a test.',
  options: z.strictObject({ weight: z.number().default(${weight}).describe('Factor on the loss') }),
  sees: ['sourceImages', 'sourceLabels_B'],
  trainable: () => [['*', 1]],
  loss({ forward, options, classificationLoss }, batch) {
    const classification = classificationLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
    return { total: scale(classification, options.weight), terms: { classification } };
  },
});
`;

const experiment = (plugins: readonly string[]): Record<string, unknown> => ({
  name: 'changing',
  plugins,
  data: {
    source: { folder: 'pictures/plain', layout: 'image-folder', name: 'plain' },
    targets: [{ folder: 'pictures/light', layout: 'image-folder', name: 'light' }],
    imageSize: 32,
  },
  trunk: { weights: null, width: 0.0625 },
  methods: ['own'],
  seeds: [0],
  training: { steps: 4, batchSize: 8, evaluateEvery: 2 },
});

describe('a plugin that changes', () => {
  const scale =
    "import type { Scalar } from '@trunkline/engine';\nexport const scale = (value: Scalar, by: number): Scalar => value.mul(by);\n";

  it('is named in the plan with its digest, and refuses the resume by its name', async () => {
    await writeImageFolder(join(folder, 'lib', 'unused'), 1);
    writeFileSync(join(folder, 'lib', 'scale.ts'), scale);
    writeFileSync(join(folder, 'own.ts'), method(1));
    const path = join(folder, 'changing.experiment.ts');
    writeFileSync(path, `export default ${JSON.stringify(experiment(['./own.ts']))};`);

    const planned = await run('changing.experiment.ts', '--dry-run');
    const [plugin] = (JSON.parse(planned.stdout) as Plan).experiment.plugins ?? [];
    expect(plugin).toMatchObject({ name: './own.ts', defines: ['method own'] });

    const first = await run('changing.experiment.ts');
    expect(first.status).toBe(0);
    const again = await run('changing.experiment.ts', '--resume');
    expect(again.status).toBe(0);

    writeFileSync(join(folder, 'lib', 'scale.ts'), `${scale}// changed\n`);
    const refused = await run('changing.experiment.ts', '--resume');
    expect({ status: refused.status, ...errorOf(refused) }).toMatchObject({
      status: 2,
      code: 'TL_EXPERIMENT_CHANGED',
      message: expect.stringContaining('The plugin ./own.ts has changed') as string,
    });
  });

  it('runs from JSON only with --allow-plugins', async () => {
    writeFileSync(join(folder, 'changing.experiment.json'), JSON.stringify(experiment(['./own.ts'])));
    const refused = await run('changing.experiment.json', '--dry-run');
    expect({ status: refused.status, code: errorOf(refused).code }).toEqual({
      status: 2,
      code: 'TL_PLUGINS_NOT_ALLOWED',
    });
    expect(await run('changing.experiment.json', '--dry-run', '--allow-plugins')).toMatchObject({ status: 0 });
  });

  it('ends with one clear error where it cannot be loaded', async () => {
    writeFileSync(join(folder, 'wrong.ts'), 'export const nothing = 1;\n');
    for (const [name, code] of [
      ['./missing.ts', 'TL_PLUGIN_MISSING'],
      ['../outside.ts', 'TL_PLUGIN_MISSING'],
      ['./wrong.ts', 'TL_PLUGIN_EMPTY'],
    ] as const) {
      writeFileSync(join(folder, 'wrong.experiment.ts'), `export default ${JSON.stringify(experiment([name]))};`);
      const ended = await run('wrong.experiment.ts');
      expect({ status: ended.status, code: errorOf(ended).code }, name).toEqual({ status: 2, code });
    }
  });
});
