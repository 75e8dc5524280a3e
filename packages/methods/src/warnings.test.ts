import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describe, expect, it } from 'vitest';
import { describeArchitecture, type Architecture } from './architecture.ts';
import { findMethod, methods } from './registry.ts';

function architecture(batchNorm: boolean, bottleneck?: { readonly batchNorm: boolean }): Architecture {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm });
  const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth, bottleneck });
  return describeArchitecture(trunk, head);
}

function warnings(
  name: string,
  options: object,
  optimiser: string,
  batchNorm: boolean,
  bottleneck?: { readonly batchNorm: boolean },
): readonly string[] {
  const method = findMethod(name);
  const recipe = {
    options: method.options.parse(options),
    architecture: architecture(batchNorm, bottleneck),
    optimiser,
  };
  return method.warnings?.(recipe) ?? [];
}

describe('warnings of a recipe', () => {
  it('are silent for every method at its defaults with SGD and a trunk that normalises', () => {
    for (const { name } of methods()) expect(warnings(name, {}, 'sgd', true), name).toEqual([]);
  });

  it('tell of a reversed gradient under Adam, and name the cure', () => {
    const told = warnings('dann', {}, 'adamw', true);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^adamw divides each gradient.*Take sgd/);
    expect(warnings('dann', { adaptationWeight: 0 }, 'adamw', true)).toEqual([]);
  });

  it('tell of a full weight where nothing normalises, and of none where the weight is the one that was found for it', () => {
    expect(warnings('dann', {}, 'sgd', false)[0]).toMatch(
      /no layer normalises .*trunk\.batchNorm, head\.bottleneck .*, or adaptationWeight to 0\.1/,
    );
    expect(warnings('dann', { adaptationWeight: 0.1 }, 'sgd', false)).toEqual([]);
    expect(warnings('deep-coral', {}, 'adam', false)[0]).toMatch(/fourth power.*adaptationWeight to 0\.001/);
    expect(warnings('deep-coral', { adaptationWeight: 0.001 }, 'adam', false)).toEqual([]);
  });

  it('know that a bottleneck with batch norm normalises, and one without does not', () => {
    for (const name of ['dann', 'deep-coral']) {
      expect(warnings(name, {}, 'sgd', false, { batchNorm: true }), name).toEqual([]);
      expect(warnings(name, {}, 'sgd', false, { batchNorm: false })[0], name).toMatch(/no layer normalises/);
    }
  });
});
