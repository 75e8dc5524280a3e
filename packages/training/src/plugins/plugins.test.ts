import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAugmentation } from '@trunkline/data';
import { findValidator, validators } from '@trunkline/evaluation';
import { findMethod, methods } from '@trunkline/methods';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadExperiment } from '../experiment/load-experiment.ts';
import { resolveExperiment } from '../experiment/resolve.ts';
import { planExperiment } from '../plan/plan.ts';
import { checkSamePlugins, importPlugins, loadPlugins } from './load-plugins.ts';

let folder = '';
let before: readonly string[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'trunkline-plugins-')));
  before = methods().map(({ name }) => name);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const validator = (name: string, more = ''): string => `
  import { defineValidator } from '@trunkline/evaluation';
  export const rule = defineValidator({
    name: '${name}', paper: 'None', description: 'A rule of a test.', reads: ['step'], better: 'higher',
    score: ({ step }: { step: number }): number => step, ${more}
  });`;

const load = (...names: string[]) => importPlugins(names, folder);

function codeOf(work: () => unknown): { code: string; message: string; hint: string } {
  try {
    work();
  } catch (error) {
    return error as { code: string; message: string; hint: string };
  }
  throw new Error('Nothing was thrown.');
}

describe('loading plugins', () => {
  it('registers every definition of a file, with the product’s own modules', () => {
    write('rule.ts', validator('test-rule'));
    const [plugin] = load('./rule.ts');
    expect(plugin).toEqual({
      name: './rule.ts',
      folder,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      defines: ['validator test-rule'],
    });
    expect(findValidator('test-rule').score({ step: 7 })).toBe(7);
    expect(() => findValidator('test-rule').score({})).toThrow(expect.objectContaining({ code: 'TL_VALIDATOR_INPUT' }));
  });

  it('takes what a file defines anew when it is loaded again', () => {
    write('rule.ts', validator('first-name'));
    const [first] = load('./rule.ts');
    write('rule.ts', validator('second-name'));
    const [second] = load('./rule.ts');
    expect(second?.digest).not.toBe(first?.digest);
    expect(findValidator('second-name').name).toBe('second-name');
    expect(() => findValidator('first-name')).toThrow(/no validator "first-name"/);
  });

  it('digests what a file imports from the folder, wherever the folder lies', () => {
    write('rule.ts', `import { bonus } from './lib/bonus.ts';\n${validator('digest-rule', '...bonus')}`);
    write('lib/bonus.ts', `import words from './words.json';\nexport const bonus = { description: words.text };`);
    write('lib/words.json', '{"text": "one"}');
    write('unrelated.ts', 'export const other = 1;');
    const digest = (): string | undefined => load('./rule.ts')[0]?.digest;
    const first = digest();
    expect(digest()).toBe(first);
    write('unrelated.ts', 'export const other = 2;');
    expect(digest()).toBe(first);
    write('moved/rule.ts', readFileSync(join(folder, 'rule.ts'), 'utf8'));
    cpSync(join(folder, 'lib'), join(folder, 'moved/lib'), { recursive: true });
    // the file that was loaded first holds the name until it is loaded anew
    write('rule.ts', validator('set-aside'));
    load('./rule.ts');
    const moved = (): string | undefined => importPlugins(['./rule.ts'], join(folder, 'moved'))[0]?.digest;
    expect(moved()).toBe(first);
    write('moved/lib/words.json', '{"text": "two"}');
    expect(moved()).not.toBe(first);
  });

  it('loads an installed package, and tells its version', () => {
    write(
      'node_modules/some-rules/package.json',
      '{"name": "some-rules", "version": "1.2.3", "type": "module", "exports": "./index.js"}',
    );
    write(
      'node_modules/some-rules/index.js',
      validator('packaged-rule').replaceAll(/: number|: \{ step: number \}/g, ''),
    );
    const [plugin] = load('some-rules');
    expect(plugin).toMatchObject({ name: 'some-rules', version: '1.2.3', defines: ['validator packaged-rule'] });
    expect(findValidator('packaged-rule').score({ step: 2 })).toBe(2);
    write(
      'node_modules/some-rules/package.json',
      '{"name": "some-rules", "version": "1.2.4", "type": "module", "exports": "./index.js"}',
    );
    expect(load('some-rules')[0]?.digest).not.toBe(plugin?.digest);
  });

  it('gives one clear error for each thing that can be wrong with a file', () => {
    expect(codeOf(() => load('./nowhere.ts'))).toMatchObject({ code: 'TL_PLUGIN_MISSING' });
    expect(codeOf(() => load('not-installed'))).toMatchObject({ code: 'TL_PLUGIN_MISSING' });
    write('rule.ts', validator('never'));
    expect(codeOf(() => load('rule.ts'))).toMatchObject({ code: 'TL_PLUGIN_MISSING', hint: /"\.\/rule\.ts"/ });
    write('empty.ts', 'export const answer = 42; export const other = { name: "x" };');
    expect(codeOf(() => load('./empty.ts'))).toMatchObject({ code: 'TL_PLUGIN_EMPTY', message: /answer, other/ });
    write('throws.ts', 'const one = 1;\nthrow new Error(`no ${one}`);');
    expect(codeOf(() => load('./throws.ts'))).toMatchObject({
      code: 'TL_PLUGIN_FAILED',
      message: /throws\.ts:2: no 1/,
    });
    write('syntax.ts', 'export const = 1;');
    expect(codeOf(() => load('./syntax.ts'))).toMatchObject({ code: 'TL_PLUGIN_FAILED', message: /syntax\.ts/ });
    write('taken.ts', validator('last'));
    expect(codeOf(() => load('./taken.ts'))).toMatchObject({
      code: 'TL_NAME_TAKEN',
      message: /plugin \.\/taken\.ts.*"last" already, which Trunkline brings along/,
    });
    write('bad.ts', validator('bad-rule', "reads: ['targetTestLabels'], better: 'bigger'"));
    expect(codeOf(() => load('./bad.ts'))).toMatchObject({
      code: 'TL_VALIDATOR_INVALID',
      message: /plugin \.\/bad\.ts.*targetTestLabels.*bigger/,
    });
    expect(validators().map(({ name }) => name)).not.toContain('bad-rule');
  });

  it('refuses what lies outside the folder, also through a link or an import', () => {
    const outside = write('outside.ts', validator('outside-rule'));
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    symlinkSync(outside, join(inner, 'link.ts'));
    write('inner/importing.ts', "export * from '../outside.ts';");
    for (const name of ['../outside.ts', outside, './link.ts', './importing.ts']) {
      expect(
        codeOf(() => importPlugins([name], inner)),
        name,
      ).toMatchObject({ code: 'TL_PLUGIN_OUTSIDE' });
    }
    expect(validators().map(({ name }) => name)).not.toContain('outside-rule');
  });

  it('takes back what a file registered before one of its definitions was refused', () => {
    write('two.ts', `${validator('half-rule')}\nexport const other = defineValidator({ ...rule, name: 'last' });`);
    expect(codeOf(() => load('./two.ts')).code).toBe('TL_NAME_TAKEN');
    expect(validators().map(({ name }) => name)).not.toContain('half-rule');
  });

  it('names a second copy of Trunkline', () => {
    write(
      'copied.ts',
      `const rule = { name: 'copied-rule' };
      Object.defineProperty(rule, Symbol.for('@trunkline/system:definition'), { value: { kind: 'validator', copy: {}, home: 'file:///elsewhere' } });
      export { rule };`,
    );
    expect(codeOf(() => load('./copied.ts'))).toMatchObject({
      code: 'TL_PLUGIN_COPY',
      message: /file:\/\/\/elsewhere/,
    });
  });
});

describe('plugins of a plan', () => {
  it('are loaded again in another process, unless they have changed', () => {
    write('rule.ts', validator('planned-rule'));
    const plugins = load('./rule.ts');
    const here = findValidator('planned-rule');
    loadPlugins({ plugins: JSON.parse(JSON.stringify(plugins)) as typeof plugins });
    loadPlugins({});
    expect(findValidator('planned-rule')).toBe(here);
    write('rule.ts', `${validator('planned-rule')} // changed`);
    load('./rule.ts');
    expect(codeOf(() => loadPlugins({ plugins }))).toMatchObject({
      code: 'TL_EXPERIMENT_CHANGED',
      message: /plugin \.\/rule\.ts has changed/,
    });
  });

  it('are compared with those of an earlier attempt by their code, not by their place', () => {
    const plugin = { name: './rule.ts', folder: '/one', digest: 'a', defines: [] };
    checkSamePlugins([plugin], [{ ...plugin, folder: '/two' }], 'runs/x');
    expect(codeOf(() => checkSamePlugins([plugin], [{ ...plugin, digest: 'b' }], 'runs/x')).message).toMatch(
      /plugin \.\/rule\.ts has changed since runs\/x was started/,
    );
  });
});

const experiment = (more: string): string => `{
  name: 'tiny', data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  training: { steps: 1, batchSize: 2 }, trunk: { weights: null }, ${more} }`;

const method = `
  import { crossEntropyLoss, defineMethod } from '@trunkline/methods';
  import { z } from 'zod';
  export const own = defineMethod({
    name: 'own-method', family: 'baseline', paper: 'None', description: 'A method of a test.', helps: 'In a test.',
    options: z.strictObject({ weight: z.number().default(2).describe('Of nothing') }),
    sees: ['sourceImages', 'sourceLabels_B'],
    trainable: () => [['*', 1]],
    loss({ forward }, batch) {
      const classification = crossEntropyLoss(forward(batch.sourceImages).logits_BK, batch.sourceLabels_B);
      return { total: classification, terms: { classification } };
    },
  });`;

describe('an experiment with plugins', () => {
  it('names what they define, with options checked by the method’s own schema', async () => {
    write('own.ts', method);
    const path = write(
      'mine.experiment.ts',
      `export default ${experiment(`plugins: ['./own.ts'], methods: ['own-method', { method: 'own-method', label: 'other', options: { weight: 3 } }]`)}`,
    );
    const loaded = await loadExperiment(path);
    expect(loaded.plugins).toMatchObject([{ name: './own.ts', defines: ['method own-method'] }]);
    expect(loaded.methods.map(({ options }) => options)).toEqual([{ weight: 2 }, { weight: 3 }]);
    expect(findMethod('own-method').family).toBe('baseline');
    expect((await planExperiment(loaded)).runs).toHaveLength(6);
    await expect(loadExperiment(path, { set: ['methods.1.options.weight=many'] })).rejects.toMatchObject({
      code: 'TL_BAD_OVERRIDE',
      message: expect.stringContaining('expected a number') as string,
    });
    await expect(loadExperiment(path, { set: ['plugins=[]', 'methods=["own-metod"]'] })).rejects.toMatchObject({
      code: 'TL_METHOD_UNKNOWN',
    });
  });

  it('runs them from JSON only where that is allowed', async () => {
    write('own-too.ts', method.replace('own-method', 'own-from-json'));
    const path = write(
      'mine.experiment.json',
      JSON.stringify({
        name: 'tiny',
        plugins: ['./own-too.ts'],
        data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
        training: { steps: 1, batchSize: 2 },
        methods: ['own-from-json'],
      }),
    );
    await expect(loadExperiment(path)).rejects.toMatchObject({ code: 'TL_PLUGINS_NOT_ALLOWED', exitStatus: 2 });
    expect(methods().map(({ name }) => name)).not.toContain('own-from-json');
    expect((await loadExperiment(path, { allowPlugins: true })).methods[0]?.method).toBe('own-from-json');
  });

  it('says that a method stands there by its name', async () => {
    write('value.ts', method.replace('own-method', 'own-value'));
    const path = write(
      'value.experiment.ts',
      `import { own } from './value.ts';\nexport default ${experiment('methods: [own]')}`,
    );
    await expect(loadExperiment(path)).rejects.toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: expect.stringContaining('methods[0] is a method itself, expected its name, "own-value"') as string,
      hint: expect.stringContaining('plugins') as string,
    });
    expect(codeOf(() => resolveExperiment({ name: 'x', data: { source: () => 1 } }))).toMatchObject({
      code: 'TL_EXPERIMENT_INVALID',
      message: /data\.source is a function, expected plain values/,
    });
  });

  it('asks for a file where a plain value names plugins', () => {
    expect(
      codeOf(() =>
        resolveExperiment({
          name: 'tiny',
          plugins: ['./own.ts'],
          data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
          training: { steps: 1, batchSize: 2 },
          methods: ['source-only'],
        }),
      ),
    ).toMatchObject({ code: 'TL_PLUGINS_NOT_LOADED' });
  });
});

it('leaves the built-in methods and augmentations as they were', () => {
  expect(
    methods()
      .slice(0, before.length)
      .map(({ name }) => name),
  ).toEqual(before);
  expect(() => createAugmentation('no-such')).toThrow(expect.objectContaining({ code: 'TL_AUGMENTATION_UNKNOWN' }));
});
