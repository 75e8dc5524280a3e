import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describe, expect, it } from 'vitest';
import { describeArchitecture, type Architecture } from './architecture.ts';
import { findMethod, methods } from './registry.ts';

function architecture(batchNorm: boolean): Architecture {
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16, batchNorm });
  return describeArchitecture(trunk, createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth }));
}

function warnings(name: string, options: object, optimiser: string, batchNorm: boolean): readonly string[] {
  const method = findMethod(name);
  const recipe = { options: method.options.parse(options), architecture: architecture(batchNorm), optimiser };
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
      /no layer normalises .*trunk\.batchNorm, or adaptationWeight to 0\.1/,
    );
    expect(warnings('dann', { adaptationWeight: 0.1 }, 'sgd', false)).toEqual([]);
    expect(warnings('deep-coral', {}, 'adam', false)[0]).toMatch(/fourth power.*adaptationWeight to 0\.001/);
    expect(warnings('deep-coral', { adaptationWeight: 0.001 }, 'adam', false)).toEqual([]);
  });
});
