import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTrunklineError } from '@trunkline/system';
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from './load-experiment.ts';
import { resolveExperiment } from './resolve.ts';
import { experimentJsonSchema } from './json-schema.ts';
import { applyOverrides } from './set-overrides.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const domains = join(folder, 'domains');
for (const name of ['photo', 'art', '.hidden']) mkdirSync(join(domains, name), { recursive: true });

const minimal = {
  name: 'digits',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
  methods: ['source-only', { method: 'dann', label: 'DANN', options: { adaptationWeight: 0.5 } }],
  training: { steps: 100, batchSize: 32 },
};

function errorOf(work: () => unknown): { code: string; message: string; hint: string; exitStatus: number } {
  try {
    work();
  } catch (error) {
    if (isTrunklineError(error))
      return { code: error.code, message: error.message, hint: error.hint ?? '', exitStatus: error.exitStatus };
    throw error;
  }
  throw new Error('It did not throw.');
}

/** The experiment above, open to mistakes. */
interface Editable {
  training: Record<string, unknown>;
  data: { source: Record<string, unknown> };
  methods: [string, { options: Record<string, unknown> }];
}

const withChange = (change: (value: Editable) => unknown): unknown => {
  const value = structuredClone(minimal) as unknown as Editable;
  change(value);
  return value;
};

describe('an experiment', () => {
  it('is filled with defaults, the same recipe for all methods', () => {
    const resolved = resolveExperiment(minimal);
    expect(resolved.seeds).toEqual([0, 1, 2]);
    expect(resolved.methods.map(({ label }) => label)).toEqual(['source-only', 'DANN']);
    expect(resolved.methods[1]?.options).toMatchObject({ adaptationWeight: 0.5, trunkRateFactor: 1 });
    expect(resolved.methods[0]?.training).toEqual(resolved.methods[1]?.training);
    expect(resolved.methods[0]?.training).toMatchObject({ steps: 100, evaluateEvery: 20, optimiser: { name: 'adam' } });
    expect(resolved.selection.validator).toBe('source-validation-accuracy');
    expect(resolved.validators).toEqual(['source-validation-accuracy', 'last']);
  });

  it('lets a method override training, head and trunk', () => {
    const resolved = resolveExperiment({
      ...minimal,
      trunk: { frozenThrough: 'block4_pool' },
      methods: [
        { method: 'source-only', label: 'GAP' },
        {
          method: 'source-only',
          label: 'FC',
          head: { kind: 'vgg-fc', hiddenWidth: 64 },
          trunk: { frozenThrough: null },
          training: { clipNorm: 1 },
        },
      ],
    });
    expect(resolved.methods[0]).toMatchObject({ head: { kind: 'linear' }, trunk: { frozenThrough: 'block4_pool' } });
    expect(resolved.methods[1]).toMatchObject({
      head: { kind: 'vgg-fc', hiddenWidth: 64, dropout: 0.5 },
      training: { clipNorm: 1, steps: 100 },
    });
    expect(resolved.methods[1]?.trunk.frozenThrough).toBeUndefined();
  });

  it('fills in what a head and its bottleneck are made with', () => {
    const resolved = resolveExperiment({
      ...minimal,
      head: { kind: 'mlp', bottleneck: {} },
      methods: ['dann', { method: 'dann', label: 'wide', head: { kind: 'linear', bottleneck: { width: 512 } } }],
    });
    expect(resolved.methods.map(({ head }) => head)).toEqual([
      { kind: 'mlp', hiddenWidth: 256, dropout: 0, bottleneck: { width: 256, batchNorm: true } },
      { kind: 'linear', bottleneck: { width: 512, batchNorm: true } },
    ]);
  });

  it.each([
    ['a head that nobody has', { kind: 'liner' }, /There is no head "liner"; the nearest is "linear"/],
    ['an option of another head', { kind: 'linear', hiddenWidth: 9 }, /unknown key 'hiddenWidth' in head/],
    [
      'a misspelt option',
      { kind: 'mlp', hidenWidth: 9 },
      /unknown key 'hidenWidth' in head \(did you mean 'hiddenWidth'\?/,
    ],
    ['a value out of range', { kind: 'mlp', dropout: 1 }, /head\.dropout: expected a number below 1, given 1/],
    ['a bottleneck of maps', { kind: 'vgg-fc', bottleneck: {} }, /unknown key 'bottleneck' in head/],
    [
      'a misspelt part',
      { kind: 'mlp', bottleneck: { widht: 9 } },
      /unknown key 'widht' in head\.bottleneck \(did you mean 'width'\?/,
    ],
  ])('refuses %s', (_, head, message) => {
    expect(() => resolveExperiment({ ...minimal, head })).toThrow(message);
    const row = { method: 'source-only', head };
    const own = new RegExp(message.source.replaceAll(/(in |'|^)head/g, '$1methods\\[0\\]\\.head'));
    expect(() => resolveExperiment({ ...minimal, methods: [row] })).toThrow(own);
  });

  it('is plain JSON once resolved', () => {
    const resolved = resolveExperiment(minimal);
    expect(JSON.parse(JSON.stringify(resolved))).toEqual(resolved);
  });

  it('shrinks to seconds for a smoke run, also where methods override lengths', () => {
    const resolved = resolveExperiment(
      {
        ...minimal,
        methods: [{ method: 'lp-ft', training: { steps: 5000 } }],
        smoke: { training: { steps: 3 }, seeds: [7] },
      },
      { smoke: true },
    );
    expect(resolved.seeds).toEqual([7]);
    expect(resolved.methods[0]?.training.steps).toBe(3);
    expect(resolved.methods[0]?.longestStage).toBe(3);
    expect(resolved.data.limits).toEqual({ train: 64, validation: 32, test: 64 });
  });

  it.each([
    [
      'an unknown key, naming the nearest',
      (v) => Object.assign(v.training, { stpes: 5 }),
      /unknown key 'stpes' in training \(did you mean 'steps'\?/,
    ],
    [
      'an unknown key at the top',
      (v) => Object.assign(v, { seed: 5 }),
      /unknown key 'seed' in the experiment \(did you mean 'seeds'\?/,
    ],
    [
      'an unknown key in a list',
      (v) => Object.assign(v.methods[1], { option: {} }),
      /unknown key 'option' in methods\[1\] \(did you mean 'options'\?/,
    ],
    [
      'an unknown option of a method',
      (v) => Object.assign(v.methods[1].options, { adaptationWieght: 1 }),
      /unknown key 'adaptationWieght' in methods\[1\]\.options \(did you mean 'adaptationWeight'\?/,
    ],
    [
      'an unknown key of the optimiser',
      (v) => Object.assign(v.training, { optimiser: { name: 'sgd', learningRate: 1, momentun: 0.9 } }),
      /unknown key 'momentun' in training\.optimiser \(did you mean 'momentum'\?/,
    ],
    [
      'an unknown key of a domain',
      (v) => Object.assign(v.data.source, { limits: 4 }),
      /unknown key 'limits' in data\.source \(did you mean 'limit'\?/,
    ],
    [
      'a wrong type',
      (v) => Object.assign(v.training, { steps: 'many' }),
      /training\.steps: expected a number, given "many"/,
    ],
    ['a value out of range', (v) => Object.assign(v.training, { batchSize: 0 }), /training\.batchSize: .*, given 0/],
    ['a missing key', (v) => delete v.training['steps'], /training\.steps is missing; expected a number/],
    ['no method', (v) => Object.assign(v, { methods: [] }), /methods: expected at least 1 entry, given \[\]/],
    [
      'a key that stands deeper',
      (v) => Object.assign(v, { steps: 5 }),
      /unknown key 'steps' in the experiment \(did you mean 'training\.steps'\?/,
    ],
    [
      'a misspelt key before the one that is missing for it',
      (v) => Object.assign(v, { training: { stepz: 5, batchSize: 0 } }),
      /experiment: unknown key 'stepz' in training .*; training\.steps is missing; .*; training\.batchSize: expected a number above 0, given 0\.$/,
    ],
    [
      'a key like no other, without a guess',
      (v) => Object.assign(v.training, { wibble: 5 }),
      /unknown key 'wibble' in training \(allowed are steps,/,
    ],
    [
      'an unknown optimiser',
      (v) => Object.assign(v.training, { optimiser: { name: 'rmsprop', learningRate: 1 } }),
      /training\.optimiser\.name: expected one of "sgd", "adam", "adamw", given "rmsprop"\.$/,
    ],
    [
      'a folder without its layout',
      (v) => Object.assign(v.data, { source: { folder: 'photos' } }),
      /data\.source: layout is missing beside folder; expected 'image-folder' .* or 'domain-folder'/,
    ],
    [
      'an unknown layout',
      (v) => Object.assign(v.data, { source: { folder: 'photos', layout: 'domain_folder', domain: 'art' } }),
      /data\.source: layout is "domain_folder"; expected 'image-folder' .* or 'domain-folder'/,
    ],
    [
      'a folder of domains without a domain, listing them',
      (v) => Object.assign(v.data, { source: { folder: domains, layout: 'domain-folder' } }),
      /data\.source: layout 'domain-folder' needs domain, one of art, photo,/,
    ],
    [
      'a folder of domains that is not there, without a domain',
      (v) => Object.assign(v.data, { source: { folder: 'nowhere', layout: 'domain-folder' } }),
      /layout 'domain-folder' needs domain, the name of a folder in it,/,
    ],
    [
      'a folder of classes with a domain',
      (v) => Object.assign(v.data, { source: { folder: 'photos', layout: 'image-folder', domain: 'art' } }),
      /unknown key 'domain' in data\.source \(allowed are folder, layout,/,
    ],
    [
      'two kinds of data at once',
      (v) => Object.assign(v.data, { source: { csv: 'a.csv', csvPixels: 'b.csv' } }),
      /data\.source: expected only one of csv, csvPixels,/,
    ],
    [
      'data of no kind',
      (v) => Object.assign(v.data, { source: { dataset: 'mnist' } }),
      /data\.source: expected one of dataSet, folder, csv, idx, csvPixels, .*did you mean 'dataSet'\?/,
    ],
    [
      'a wrong detail of a kind of data, by that kind',
      (v) => Object.assign(v.data, { source: { csvPixels: 'a.csv', height: '8' } }),
      /experiment: data\.source\.height: expected a number, given "8"\.$/,
    ],
    ['a seed twice', (v) => Object.assign(v, { seeds: [1, 1] }), /seed '1' is there twice/],
    ['a label twice', (v) => Object.assign(v, { methods: ['dann', 'dann'] }), /label 'dann' is there twice/],
  ] as readonly (readonly [string, (value: Editable) => unknown, RegExp])[])('refuses %s', (_what, change, message) => {
    const error = errorOf(() => resolveExperiment(withChange(change)));
    expect(error.code).toBe('TL_EXPERIMENT_INVALID');
    expect(error.message).toMatch(message);
    expect(error.exitStatus).toBe(2);
    expect(error.hint).not.toBe('');
  });

  it('refuses an unknown method and an unknown validator', () => {
    expect(errorOf(() => resolveExperiment({ ...minimal, methods: ['dannn'] }))).toMatchObject({
      code: 'TL_METHOD_UNKNOWN',
      exitStatus: 2,
    });
    expect(() => resolveExperiment({ ...minimal, selection: { validator: 'target-accuracy' } })).toThrow(
      /target-accuracy/,
    );
  });
});

describe('--set', () => {
  const set = (...overrides: string[]) => resolveExperiment(applyOverrides(minimal, overrides));

  it('changes values by dotted place, typed by the schema', () => {
    const resolved = set(
      'training.steps=500',
      'methods.1.options.adaptationWeight=0.3',
      'seeds=[4,5]',
      'data.source.limit=50',
      'name=7',
    );
    expect(resolved.methods[0]?.training.steps).toBe(500);
    expect(resolved.methods[1]?.options['adaptationWeight']).toBe(0.3);
    expect(resolved.seeds).toEqual([4, 5]);
    expect(resolved.data.source?.limit).toBe(50);
    expect(resolved.name).toBe('7');
  });

  it('reaches places that the file leaves out, and methods written as a name', () => {
    const resolved = set('trunk.frozenThrough=block3_pool', 'methods.0.training.clipNorm=2', 'trunk.weights=null');
    expect(resolved.methods[0]?.trunk).toMatchObject({ frozenThrough: 'block3_pool', weights: null });
    expect(resolved.methods[0]?.training.clipNorm).toBe(2);
  });

  it.each([
    ['training.stepz=5', /no 'stepz' in training; did you mean 'steps'\?/],
    ['methods.7.label=a', /methods has 2 entries \(0 to 1\), '7' is none of them/],
    ['training', /expected <place>=<value>/],
    ['trainin.steps=5', /no 'trainin' in the experiment; did you mean 'training'\?/],
    ['steps=5', /no 'steps' in the experiment; did you mean 'training\.steps'\?/],
    ['training.learningRate=1', /no 'learningRate' in training; did you mean 'training\.optimiser\.learningRate'\?/],
    ['methods.0.options.__proto__.steps=1', /'__proto__' is no key of an experiment/],
    ['training.constructor.prototype.x=1', /'constructor' is no key of an experiment/],
  ])('refuses %s', (override, message) => {
    const error = errorOf(() => set(override));
    expect(error.code).toBe('TL_BAD_OVERRIDE');
    expect(error.message).toMatch(message);
  });

  it('leaves the given experiment alone', () => {
    const before = structuredClone(minimal);
    applyOverrides(minimal, ['methods.1.options.adaptationWeight=9']);
    expect(minimal).toEqual(before);
  });
});

describe('loadExperiment', () => {
  it('reads TypeScript and JSON alike', async () => {
    const typescript = join(folder, 'a.experiment.ts');
    const json = join(folder, 'a.experiment.json');
    writeFileSync(
      typescript,
      `import { defineExperiment } from '@trunkline/training';\nconst steps: number = 100;\nexport default defineExperiment(${JSON.stringify({ ...minimal, training: undefined })} as never);\n`.replace(
        '"methods"',
        '"training":{"steps":steps,"batchSize":32},"methods"',
      ),
    );
    writeFileSync(json, JSON.stringify({ $schema: './schema.json', ...minimal }));
    expect(await loadExperiment(typescript)).toEqual(await loadExperiment(json));
    expect((await loadExperiment(json, { set: ['training.steps=7'], smoke: true })).smoke).toBe(true);
  });

  it.each([
    ['missing.experiment.ts', undefined, 'TL_FILE_MISSING', /does not exist/],
    ['broken.json', '{ "name": }', 'TL_EXPERIMENT_INVALID', /broken\.json:1:11 is not JSON: value expected/],
    [
      'throws.experiment.ts',
      'const a: number = 1;\n\nexport default { a, methods: [dann] };\n',
      'TL_EXPERIMENT_INVALID',
      /throws\.experiment\.ts:3 cannot be run: dann is not defined/,
    ],
    ['broken.experiment.ts', 'export default {', 'TL_EXPERIMENT_INVALID', /cannot be run/],
    ['empty.experiment.ts', 'export const a = 1;', 'TL_EXPERIMENT_INVALID', /no default export/],
    ['experiment.yaml', 'name: a', 'TL_EXPERIMENT_INVALID', /not '\.yaml'/],
  ])('refuses %s', async (name, content, code, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    const error: unknown = await loadExperiment(path).catch((caught: unknown) => caught);
    expect(isTrunklineError(error) && error.code).toBe(code);
    expect((error as Error).message).toMatch(message);
  });
});

describe('an override that makes an experiment invalid', () => {
  const json = join(folder, 'overridden.json');
  const refusal = async (experiment: unknown, ...overrides: string[]) => {
    writeFileSync(json, JSON.stringify(experiment));
    const error: unknown = await loadExperiment(json, { set: overrides }).catch((caught: unknown) => caught);
    if (!isTrunklineError(error)) throw error;
    return error;
  };

  it('is blamed for it, not the file', async () => {
    const error = await refusal(minimal, 'seeds=[3]', 'training.steps=many');
    expect(error).toMatchObject({ code: 'TL_BAD_OVERRIDE', exitStatus: 2 });
    expect(error.message).toBe('--set training.steps=many: expected a number, given "many".');
    expect(error.hint).toMatch(/^Correct that --set/);
  });

  it('is blamed below and above its own place, and in the options of a method', async () => {
    expect((await refusal(minimal, 'methods.1.options={"adaptationWieght":1}')).message).toMatch(
      /^--set methods\.1\.options=.*: unknown key 'adaptationWieght' in methods\[1\]\.options/,
    );
    expect((await refusal(minimal, 'data.source={"folder":"photos"}')).message).toMatch(
      /^--set data\.source=\{"folder":"photos"\}: layout is missing/,
    );
    const inFolder = { ...minimal.data, source: { folder: 'photos', layout: 'image-folder' } };
    expect((await refusal({ ...minimal, data: inFolder }, 'data.source.layout=domain_folder')).message).toMatch(
      /^--set data\.source\.layout=domain_folder: data\.source: layout is "domain_folder"/,
    );
  });

  it('is not blamed for what the file has wrong itself', async () => {
    const wrong = { ...minimal, training: { steps: 5, batchSize: 'all' } };
    const own = await refusal(wrong, 'training.steps=7');
    expect(own.message).toBe(`${json}: training.batchSize: expected a number, given "all".`);
    const both = await refusal(wrong, 'training.steps=many');
    expect(both.message).toBe(
      `${json}: training.batchSize: expected a number, given "all"; --set training.steps=many: expected a number, given "many".`,
    );
    expect(both.code).toBe('TL_EXPERIMENT_INVALID');
  });
});

describe('the JSON Schema', () => {
  it('is strict at every level, and takes what the files take', () => {
    const schema = experimentJsonSchema() as {
      properties: Record<string, { additionalProperties?: boolean }>;
      additionalProperties: boolean;
      required: string[];
    };
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties['training']?.additionalProperties).toBe(false);
    expect(schema.required).toEqual(expect.arrayContaining(['name', 'data', 'methods', 'training']));
    expect(schema.required).not.toContain('seeds');
  });

  it('describes every property, and lists the names of whatever has a name', () => {
    const schema = experimentJsonSchema();
    const undescribed: string[] = [];
    const names = new Map<string, Set<string>>();
    const walk = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { properties, if: condition, ...rest } = part as Record<string, unknown>;
      for (const [key, property] of Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>)) {
        const listed = [property, ...((property['anyOf'] ?? []) as Record<string, unknown>[])].flatMap(
          (one) => (one['enum'] ?? []) as string[],
        );
        names.set(key, new Set([...(names.get(key) ?? []), ...listed]));
        const isOnlyRefined = Object.keys(property).every(
          (one) => one === 'properties' || one === 'additionalProperties',
        );
        if (!property['description'] && !isOnlyRefined && !path.includes('.then.options'))
          undescribed.push(`${path}.${key}`);
        walk(property, `${path}.${key}`);
      }
      for (const [key, more] of Object.entries(rest)) walk(more, key === 'then' ? `${path}.then` : path);
      void condition;
    };
    walk(schema, '');
    expect(undescribed).toEqual([]);
    expect(names.get('method')).toContain('source-only');
    expect(names.get('validator')).toContain('last');
    expect(names.get('kind')).toContain('linear');
    expect(names.get('dataSet')).toContain('mnist');
    expect(names.get('weights')).toContain('imagenet-vgg16');
    expect(names.get('name')).toContain('resnet18');
    expect(names.get('name')).toContain('random-crop');
  });

  it('knows the options of each method, trunk, head and augmentation', () => {
    const text = JSON.stringify(experimentJsonSchema());
    for (const option of ['adaptationWeight', 'hiddenWidth', 'batchNorm', 'magnitude']) {
      expect(text).toContain(`"${option}":{`);
    }
  });
});
