import { expect, it } from 'vitest';
import { explainUsage } from './explain-usage.ts';
import { subcommandsIn } from './subcommands.ts';
import { helpOf } from '../main.ts';

it.each([
  [['data'], ['list', 'prepare', 'inspect']],
  [['completion'], ['bash', 'zsh']],
  [['run'], []],
])('the help of %j lists %j, whatever its examples show', async (path, listed) => {
  expect(subcommandsIn(await helpOf(path), path)).toEqual(listed);
});

it('an example is no command that an error would name', async () => {
  const error = new Error('Unknown argument: smok');
  expect(await explainUsage(error, ['run', 'mnist-to-mnist-m', '--smok'], helpOf)).toMatchObject({
    message: 'trunkline run does not know the option --smok.',
    hint: 'Did you mean --smoke? See trunkline run --help.',
  });
});

/** What people type, what is said. A new row is a new case. */
const habits: readonly (readonly [string, string])[] = [
  ['run mine --lr 0.1', 'Write --set training.optimiser.learningRate=0.1.'],
  ['run mine --learning_rate=1e-3', 'Write --set training.optimiser.learningRate=1e-3.'],
  ['run mine --learningRate 1', 'Write --set training.optimiser.learningRate=1.'],
  ['run mine -lr 0.1', 'Write --set training.optimiser.learningRate=0.1.'],
  ['run mine --lr', 'Write --set training.optimiser.learningRate=0.01.'],
  ['run mine --epochs 10', 'Write --set training.steps=500 (steps, not epochs'],
  ['run mine --seed 3', 'Write --set seeds=3.'],
  ['run mine --seeds 0,1', 'Write --set seeds=0,1.'],
  ['run mine --batch-size 8', 'Write --set training.batchSize=8.'],
  ['run mine --batch_size=8', 'Write --set training.batchSize=8.'],
  ['run mine --gpu', 'Write --device gpu.'],
  ['run mine --gpu 0', 'Write --device gpu.'],
  ['run mine --num-workers 4', 'Write --workers 4.'],
  ['run mine --data my pictures', 'Write --set data.source.folder=my.'],
  ['run mine --model resnet18', 'Write --set trunk.name=resnet18.'],
  ['run mine --pretrained', 'Write --set trunk.weights=imagenet-vgg16.'],
  ['run mine --freeze', 'Write --set trunk.frozenThrough=block4_pool'],
  ['run mine --output out', 'Write --folder out.'],
  ['run mine --epochs=5 --smoke', 'Write --set training.steps=500'],
  ['pretrain mine --out a --workers 3', 'Write --workers 3 with trunkline run'],
  ['pretrain mine --out a --lr 1', 'Write --set training.optimiser.learningRate=1.'],
  ['predict a.jpg --model x --gpu', 'Write --run'],
  ['embed a.jpg --model imagenet-vgg16', 'Write --weights imagenet-vgg16.'],
  ['report mine --output x', 'See trunkline report --help.'],
];

it.each(habits)('trunkline %s is told: %s', async (line, hint) => {
  const argv = line.split(' ');
  const error = await explainUsage(new Error('Unknown argument: x'), argv, helpOf);
  expect(error).toMatchObject({ code: 'TL_USAGE', exitStatus: 2 });
  expect(error.hint).toContain(hint);
});
