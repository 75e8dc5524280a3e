import { stopGradient, tf, type Tensor } from '@trunkline/engine';
import { z } from 'zod';
import { affineParameters } from './affine-parameters.ts';
import type { Architecture } from './architecture.ts';
import type { Assignments } from './context.ts';
import { copyOf, type Copy } from './module.ts';
import type { TrainableRule } from './trainable-rules.ts';

/**
 * What a method that adapts scales and offsets to a stream of target batches carries from one batch to the next. In both settings the
 * stream is the target's training part and what is scored are other images, each by itself: predictions never depend on
 * which test images share a batch, because those stand class by class.
 */
export const testTimeSetting = z
  .enum(['online', 'episodic'])
  .default('online')
  .describe(
    'online: each batch begins where the one before it ended; episodic: each begins at the source’s scales and offsets, so that what is evaluated has adapted to the last batch alone (running statistics and the optimiser’s moments go on). A run has one target: continual adaptation over several is not offered',
  );

interface Chosen {
  readonly setting: z.output<typeof testTimeSetting>;
}

type Values = Readonly<Record<string, Tensor>>;

/** Copies of scales and offsets that episodes need: where they begin, and where the one before ended. Empty online. */
export function episodeCopies({ setting }: Chosen, architecture: Architecture): Record<'anchor' | 'before', Copy> {
  const names = setting === 'episodic' ? affineParameters(architecture) : [];
  return { anchor: copyOf(architecture, 'anchor', ...names), before: copyOf(architecture, 'before', ...names) };
}

/** The rules that let {@link endOfEpisode} set those copies. */
export function episodeRules({ setting }: Chosen): readonly TrainableRule[] {
  if (setting === 'online') return [];
  return [
    ['anchor/*', 'held'],
    ['before/*', 'held'],
  ];
}

/**
 * Values that a batch's loss is taken at: online, the parameters as they are; in an episode those of the anchor, with the
 * gradient for the parameters.
 */
export function valuesOfEpisode({ setting }: Chosen, architecture: Architecture, parameters: Values): Assignments {
  if (setting === 'online') return {};
  return Object.fromEntries(
    affineParameters(architecture).map((name) => {
      const [own, anchor] = [parameters[name] as Tensor, parameters[`anchor/${name}`] as Tensor];
      return [name, tf.add(anchor, tf.sub(own, stopGradient(own)))];
    }),
  );
}

/** After a step: in an episode, parameters stand where the step leads from the anchor instead of from the episode before. */
export function endOfEpisode({ setting }: Chosen, architecture: Architecture, parameters: Values): Assignments {
  if (setting === 'online') return {};
  return Object.fromEntries(
    affineParameters(architecture).flatMap((name) => {
      const step = tf.sub(parameters[name] as Tensor, parameters[`before/${name}`] as Tensor);
      const value = tf.add(parameters[`anchor/${name}`] as Tensor, step);
      return [
        [name, value],
        [`before/${name}`, value],
      ] as const;
    }),
  );
}
