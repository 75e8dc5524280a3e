import { createTrunk } from '@trunkline/backbone';
import { createHead } from '@trunkline/heads';
import { defineMethod, describeArchitecture, type View } from '@trunkline/methods';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { resolveExperiment } from '../experiment/resolve.ts';
import { planStages } from './stage-plan.ts';

it.each<[string, boolean, View]>([
  ['has views of the target alone', true, { of: 'target', augment: [] }],
  ['takes partners from the source', false, { of: 'target', augment: [], partner: 'source' }],
  ['has a view of the source', false, { of: 'source', augment: [] }],
])('a stage that sees target images and %s is source-free: %s', (_what, sourceFree, view) => {
  const method = defineMethod({
    name: 'viewed',
    family: 'adaptation',
    paper: 'None: a method of this test',
    description: 'Looks at a view.',
    helps: 'In a test.',
    options: z.strictObject({}),
    sees: ['targetImages'],
    views: () => ({ view }),
    trainable: () => [['*', 1]],
    loss: () => undefined as never,
  });
  const trunk = createTrunk({ name: 'vgg16-gap', width: 1 / 16 });
  const head = createHead({ kind: 'linear', classes: 3, inputWidth: trunk.embeddingWidth });
  const { data, methods } = resolveExperiment({
    name: 'viewed',
    data: { source: { dataSet: 'mnist' }, targets: [{ dataSet: 'mnist-m' }], imageSize: 32 },
    methods: ['source-only'],
    training: { steps: 2, batchSize: 2 },
  });
  const [row] = methods;
  if (!row) throw new Error('There is no row.');
  const [stage] = planStages(method, row, data, describeArchitecture(trunk, head), {});
  expect(stage?.sourceFree).toBe(sourceFree);
});
