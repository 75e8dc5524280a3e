import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findValidator, inputsOf, judges, validators, type ValidatorInputs } from './index.ts';

const count = 12;
const classes = 3;
const width = 4;
const values = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * 3);
const labels_N = Int32Array.from({ length: count }, (_, i) => i % classes);
const inputs: ValidatorInputs = {
  classes,
  embeddingWidth: width,
  step: 100,
  sourceTrainLogits: values(count * classes),
  sourceTrainEmbeddings: values(count * width),
  sourceTrainLabels: labels_N,
  heldOutLogits: values(count * classes),
  heldOutEmbeddings: values(count * width),
  heldOutLabels: labels_N,
  targetTrainLogits: values(count * classes),
  targetTrainEmbeddings: values(count * width),
  targetTrainMixedLogits: values(count * classes),
  targetTrainPartners: Int32Array.from({ length: count }, (_, i) => (i + 5) % count),
};

describe('registry of validators', () => {
  it('has exactly the files of the directory', () => {
    const files = readdirSync(new URL('validators', import.meta.url)).filter((file) => !file.endsWith('.test.ts'));
    expect(validators().map((validator) => `${validator.name}.ts`)).toEqual(files.sort());
  });

  it('names the nearest validator when one is unknown', () => {
    expect(() => findValidator('infomax')).toThrow(
      expect.objectContaining({
        code: 'TL_VALIDATOR_UNKNOWN',
        message: expect.stringContaining('no validator "infomax"; the nearest is "info-max"') as string,
        exitStatus: 2,
      }),
    );
  });

  it('lists what validators read together', () => {
    expect(inputsOf([findValidator('info-max'), findValidator('last')])).toEqual(
      new Set(['classes', 'targetTrainLogits', 'step']),
    );
  });
});

describe.each(validators())('contract of $name', (validator) => {
  const only = Object.fromEntries(validator.reads.map((name) => [name, inputs[name]]));

  it('says what it is and where it is from', () => {
    expect(validator.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(validator.paper.length).toBeGreaterThan(10);
    expect(validator.description).toMatch(/[.;] ?.*\.$|\.$/);
    expect(['higher', 'lower']).toContain(validator.better);
  });

  it('reads things that exist, none twice, and nothing that knows target labels', () => {
    expect(validator.reads.every((name) => name in inputs)).toBe(true);
    expect(new Set(validator.reads).size).toBe(validator.reads.length);
    expect(validator.reads.filter((name) => /target.*label/i.test(name))).toEqual([]);
  });

  it('says what held-out images must be, and only where it reads them', () => {
    expect(validator.heldOut !== undefined).toBe(validator.reads.some((name) => name.startsWith('heldOut')));
  });

  it('gives a finite score from exactly what it reads, and the same one again', () => {
    const score = validator.score(only);
    expect(score).toSatisfy(Number.isFinite);
    expect(validator.score(inputs)).toBe(score);
  });

  it('stays finite when every logit is equal and when they are huge', () => {
    for (const fill of [0, 1e30]) {
      const extreme = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [
          name,
          value instanceof Float32Array ? value.map((_, i) => (i % classes === 0 ? fill : 0)) : value,
        ]),
      );
      expect(validator.score(extreme)).toSatisfy(Number.isFinite);
    }
  });

  it('names what is missing', () => {
    for (const name of validator.reads) {
      const rest = { ...inputs, [name]: undefined };
      expect(() => validator.score(rest)).toThrow(`reads ${name}, which was not given`);
    }
  });

  it('leaves its inputs as they are', () => {
    const before = structuredClone(inputs);
    validator.score(inputs);
    expect(inputs).toEqual(before);
  });
});

describe('held-out images of an oracle', () => {
  it('are of the target, so a rule that compares source with target does not judge it', () => {
    expect(judges({ heldOut: 'source' }, 'source')).toBe(true);
    expect(judges({ heldOut: 'source' }, 'target')).toBe(false);
  });

  it('do for a rule that asks for accuracy on what is held out, and for one that reads none', () => {
    expect(judges(findValidator('source-validation-accuracy'), 'target')).toBe(true);
    expect(judges(findValidator('info-max'), 'target')).toBe(true);
  });
});

describe('InfoMax', () => {
  const infoMax = findValidator('info-max');

  it('is log K when predictions are certain and cover the classes evenly', () => {
    const score = infoMax.score({ classes: 3, targetTrainLogits: Float32Array.of(500, 0, 0, 0, 500, 0, 0, 0, 500) });
    expect(score).toBeCloseTo(Math.log(3), 10);
  });

  it('is zero when every prediction is the same, certain or not', () => {
    expect(infoMax.score({ classes: 2, targetTrainLogits: Float32Array.of(500, 0, 500, 0) })).toBeCloseTo(0, 10);
    expect(infoMax.score({ classes: 2, targetTrainLogits: Float32Array.of(1, 0, 1, 0) })).toBeCloseTo(0, 10);
  });

  it('equals the mutual information of the joint table of image and class', () => {
    const logits_NK = [0.3, -1, 2, 1, 1, -2];
    const joint_NK = [logits_NK.slice(0, 3), logits_NK.slice(3)].map((row) => {
      const sum = row.reduce((total, value) => total + Math.exp(value), 0);
      return row.map((value) => Math.exp(value) / sum / 2);
    });
    let expected = 0;
    for (const row of joint_NK) {
      row.forEach((joint, k) => {
        const marginal = joint_NK.reduce((sum, other) => sum + (other[k] as number), 0);
        expected += joint * Math.log(joint / (0.5 * marginal));
      });
    }
    expect(infoMax.score({ classes: 3, targetTrainLogits: Float32Array.from(logits_NK) })).toBeCloseTo(expected, 6);
  });
});
