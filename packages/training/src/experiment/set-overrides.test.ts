import { isTrunklineError } from '@trunkline/system';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveExperiment } from './resolve.ts';
import { applyOverrides, blameOverrides } from './set-overrides.ts';

const experiment = {
  name: 'digits',
  data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32, augment: [] },
  trunk: { weights: 'imagenet-vgg16', frozenThrough: 'block4_pool' },
  methods: ['source-only', { method: 'dann', label: 'DANN', options: { adaptationWeight: 0.5 } }],
  training: { steps: 100, batchSize: 32, clipNorm: 1 },
};

/** The value at a place after an override. */
function after(override: string, place: readonly (string | number)[]): unknown {
  let value = applyOverrides(experiment, [override]);
  for (const part of place) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  return value;
}

/** What is typed, the place that it is about, the value that is there then. A new row is a new case. */
const typed: readonly (readonly [string, readonly (string | number)[], unknown])[] = [
  ['methods=source-only,mcc', ['methods'], ['source-only', 'mcc']],
  ['methods=["source-only","mcc"]', ['methods'], ['source-only', 'mcc']],
  ['methods=[source-only,mcc]', ['methods'], ['source-only', 'mcc']], // of which a shell has eaten the quotes
  ['methods=mcc', ['methods'], ['mcc']],
  ['methods=dann', ['methods'], [experiment.methods[1]]], // the file's rows keep their settings
  ['methods=DANN,source-only', ['methods'], [experiment.methods[1], 'source-only']],
  ['methods={"method":"dann"}', ['methods'], [{ method: 'dann' }]],
  ['methods=mcc, {"method":"dann","label":"a, b"}', ['methods'], ['mcc', { method: 'dann', label: 'a, b' }]],
  ['seeds=0,1,2', ['seeds'], [0, 1, 2]],
  ['seeds=[0, 1]', ['seeds'], [0, 1]],
  ['seeds=7', ['seeds'], [7]],
  ['validators=last,info-max', ['validators'], ['last', 'info-max']],
  ['data.augment=standard', ['data', 'augment'], 'standard'],
  ['data.augment=horizontal-flip,random-crop', ['data', 'augment'], ['horizontal-flip', 'random-crop']],
  ['training.classWeights=balanced', ['training', 'classWeights'], 'balanced'],
  ['training.classWeights=1,2.5', ['training', 'classWeights'], [1, 2.5]],
  ['training.schedule.name="cosine"', ['training', 'schedule', 'name'], 'cosine'],
  ['training.schedule.name=cosine', ['training', 'schedule', 'name'], 'cosine'],
  ['selection.validator="last"', ['selection', 'validator'], 'last'],
  ['methods.1.label="A B"', ['methods', 1, 'label'], 'A B'],
  ['methods.1.label=12', ['methods', 1, 'label'], '12'],
  ['description=true', ['description'], 'true'],
  ['description=a, b', ['description'], 'a, b'],
  ['trunk.weights=null', ['trunk', 'weights'], null],
  ['trunk.frozenThrough=null', ['trunk', 'frozenThrough'], null],
  ['methods.1.trunk.weights=null', ['methods', 1, 'trunk', 'weights'], null],
  ['methods.0.trunk.frozenThrough=null', ['methods', 0], { method: 'source-only', trunk: { frozenThrough: null } }],
  ['training.clipNorm=null', ['training'], { steps: 100, batchSize: 32 }], // what may be left out is taken out
  ['training.recompute=false', ['training', 'recompute'], false],
  ['training.optimiser.learningRate=1e-4', ['training', 'optimiser', 'learningRate'], 1e-4],
  ['methods.1.options.adaptationWeight=-0.5', ['methods', 1, 'options', 'adaptationWeight'], -0.5],
  ['methods[1].options.layer="logits"', ['methods', 1, 'options', 'layer'], 'logits'],
  ['methods.0.options.trunkRateFactor=0', ['methods', 0, 'options', 'trunkRateFactor'], 0],
];

describe('--set', () => {
  it.each(typed)('%s is read as it was meant', (override, place, value) => {
    expect(after(override, place)).toEqual(value);
  });

  it('gives any text, number and list back that is written as JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.array(fc.nat(), { minLength: 1 }), (text, count, seeds) => {
        expect(after(`description=${JSON.stringify(text)}`, ['description'])).toBe(text);
        expect(after(`training.steps=${count}`, ['training', 'steps'])).toBe(count);
        expect(after(`seeds=${JSON.stringify(seeds)}`, ['seeds'])).toEqual(seeds);
        expect(after(`seeds=${seeds.join(',')}`, ['seeds'])).toEqual(seeds);
      }),
    );
  });

  it('of any words gives an experiment or TL_BAD_OVERRIDE that begins with --set, and changes no other object', () => {
    const part = fc.constantFrom('methods', '1', '0', 'options', 'training', 'steps', 'seeds', '__proto__', '', 'x');
    const word = fc.tuple(fc.array(part, { maxLength: 5 }), fc.oneof(fc.string(), fc.json()));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          word.map(([parts, value]) => `${parts.join('.')}=${value}`),
        ),
        (override) => {
          try {
            expect(applyOverrides(experiment, [override])).toBeTypeOf('object');
          } catch (error) {
            if (!isTrunklineError(error)) throw error;
            expect(error).toMatchObject({ code: 'TL_BAD_OVERRIDE', exitStatus: 2 });
            expect(error.message.startsWith(`--set ${override}: `)).toBe(true);
          }
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a fault that an override brings about', () => {
  async function blamed(...overrides: string[]): Promise<unknown> {
    const errorWith = (some: readonly string[]): unknown => {
      try {
        resolveExperiment(applyOverrides(experiment, some), { where: 'mine.json' });
      } catch (error) {
        return error;
      }
      return undefined;
    };
    return await blameOverrides(errorWith(overrides), { overrides, where: 'mine.json', errorWith });
  }

  it.each([
    ['methods=source-onyl', 'TL_METHOD_UNKNOWN', '--set methods=source-onyl: There is no method "source-onyl"'],
    ['selection.validator="lastt"', 'TL_VALIDATOR_UNKNOWN', '--set selection.validator="lastt": There is no'],
    ['head.kind=liner', 'TL_HEAD_UNKNOWN', '--set head.kind=liner: There is no head "liner"'],
    ['trunk.name=vgg', 'TL_TRUNK_UNKNOWN', '--set trunk.name=vgg: There is no trunk "vgg"'],
    ['data.augment=flip', 'TL_AUGMENTATION_UNKNOWN', '--set data.augment=flip: There is no augmentation "flip"'],
    ['seeds=1,1', 'TL_EXPERIMENT_INVALID', "--set seeds=1,1: the seed '1' is there twice"],
    ['training.steps=many', 'TL_BAD_OVERRIDE', '--set training.steps=many: expected a number, given "many"'],
    ['seeds=', 'TL_BAD_OVERRIDE', '--set seeds=: expected at least 1 entry'],
    ['seeds=0,a', 'TL_BAD_OVERRIDE', '--set seeds=0,a: seeds[1]: expected a number, given "a"'],
  ])('%s is blamed on it, not on the file', async (override, code, message) => {
    const error = (await blamed('training.batchSize=8', override, 'description=fine')) as Error;
    expect(error).toMatchObject({ code, exitStatus: 2 });
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(error.message).not.toContain('mine.json');
  });
});
