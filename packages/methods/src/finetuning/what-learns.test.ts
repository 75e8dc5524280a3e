import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { describe, expect, it } from 'vitest';
import { describeArchitecture } from '../architecture.ts';
import type { MethodDefinition } from '../define-method.ts';
import { resolveTrainable } from '../trainable-rules.ts';
import { bitFit } from './bit-fit.ts';
import { gradualUnfreezing, shareOf } from './gradual-unfreezing.ts';
import { lastBlocks } from './last-blocks.ts';
import { surgical } from './surgical.ts';

function architectureOf(name: string, batchNorm = false) {
  const trunk = createTrunk({ name, width: 1 / 16, ...(batchNorm && { batchNorm }) });
  return describeArchitecture(trunk, createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth }));
}

/** The blocks of which something learns, in each stage; `head` where the head does. */
function learning(method: MethodDefinition, given: object, architecture = architectureOf('vgg16-gap')): string[] {
  const options: unknown = method.options.parse(given);
  const names = architecture.parameters.map(({ name }) => name);
  return method.stages(options, architecture).map((stage) => {
    const { rates } = resolveTrainable(names, stage.trainable(options, architecture));
    const learns = (name: string): boolean => typeof rates.get(name) === 'number';
    const blocks = architecture.trunk.blocks.filter(({ parameters }) => parameters.some(learns));
    return [...blocks.map(({ name }) => name), ...(learns('head/kernel') ? ['head'] : [])].join(' ');
  });
}

describe('what learns', () => {
  it('last-blocks: so many blocks from the end, and the head', () => {
    expect(learning(lastBlocks, {})).toEqual(['block5 head']);
    expect(learning(lastBlocks, { blocks: 2 })).toEqual(['block4 block5 head']);
    expect(learning(lastBlocks, { blocks: 5 })).toEqual(['block1 block2 block3 block4 block5 head']);
    expect(lastBlocks.requires?.(architectureOf('vgg16-gap'), { blocks: 6, rateFactor: 1 })).toMatch(/has 5 blocks/);
  });

  it('surgical: one block, and the head', () => {
    expect(learning(surgical, {})).toEqual(['block1 head']);
    expect(learning(surgical, { block: 3 })).toEqual(['block3 head']);
    const options = surgical.options.parse({ block: 6 });
    expect(surgical.requires?.(architectureOf('vgg16-gap'), options)).toMatch(/no block 6/);
  });

  it('gradual-unfreezing: the head, then block by block from the last', () => {
    expect(learning(gradualUnfreezing, {})).toEqual([
      'head',
      'block5 head',
      'block4 block5 head',
      'block3 block4 block5 head',
      'block2 block3 block4 block5 head',
      'block1 block2 block3 block4 block5 head',
    ]);
    expect(learning(gradualUnfreezing, { blocks: 1 })).toEqual(['head', 'block5 head']);
    const architecture = architectureOf('vgg16-gap');
    const options = gradualUnfreezing.options.parse({});
    const stages = gradualUnfreezing.stages(options, architecture);
    expect(stages.map(({ name }) => name)).toEqual(['head', 'block5', 'block4', 'block3', 'block2', 'block1']);
    for (const budget of [6, 100, 200]) {
      expect(stages.reduce((sum, stage) => sum + stage.steps(options, budget), 0)).toBe(budget);
    }
    expect(shareOf(3, 6, 0)).toBe(1);
  });

  it.each([
    ['vgg16-gap', false, /\/bias$/],
    ['vgg16-gap', true, /\/offset$/],
    ['resnet18', false, /\/offset$/],
    ['mobilenet-v1', false, /\/offset$/],
  ])('bit-fit on %s (batch norm %s): what is added, and the head', (name, batchNorm, added) => {
    const architecture = architectureOf(name, batchNorm);
    const options = bitFit.options.parse({});
    const names = architecture.parameters.map((one) => one.name);
    const { rates, undecayed } = resolveTrainable(
      names,
      bitFit.stages(options, architecture)[0]?.trainable(options, architecture) ?? [],
    );
    const trunk = names.filter((one) => one.startsWith('backbone/') && typeof rates.get(one) === 'number');
    expect(trunk.length).toBeGreaterThan(8);
    expect(trunk.every((one) => added.test(one) || one.endsWith('/bias'))).toBe(true);
    expect([...undecayed]).toEqual(trunk);
    expect(rates.get('head/kernel')).toBe(1);
  });
});
