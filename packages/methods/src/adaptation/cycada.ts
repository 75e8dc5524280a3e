import { globalAveragePool } from '@trunkline/backbone';
import { stopGradient, tf, type Scalar, type Tensor1D, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import { z } from 'zod';
import { reversedWeight } from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import type { Context } from '../context.ts';
import { defineStagedMethod } from '../define-method.ts';
import { crossEntropyLoss } from '../losses/cross-entropy.ts';
import { deceptionLoss, domainAdversarialLoss } from '../losses/domain-adversarial.ts';
import { cycleLoss } from '../losses/translation.ts';
import type { Modules } from '../module.ts';
import { sourceClassification } from '../source-classification.ts';
import { createPatchDiscriminator, createTranslator } from '../translators.ts';
import { dann } from './dann.ts';

interface Shares {
  readonly sourceShare: number;
  readonly pixelShare: number;
}
const sourceSteps = ({ sourceShare }: Shares, budget: number): number => Math.max(1, Math.round(budget * sourceShare));
const pixelSteps = ({ pixelShare }: Shares, budget: number): number => Math.max(1, Math.round(budget * pixelShare));

/** Source pictures are translated into the target's look, with their labels; the classifier then learns those. */
export const cycada = defineStagedMethod({
  name: 'cycada',
  family: 'adaptation',
  paper: 'Hoffman et al. 2018, arXiv 1711.03213, equations 1 to 6',
  description:
    'Cycle-consistent adversarial adaptation: two small networks learn to translate pictures from source to target and back, keeping what a classifier of the source sees in them; then the classifier learns translated source pictures, its features aligned to the target’s by a discriminator.',
  helps:
    'Helps where domains differ in colour and texture and a small network can paint one as the other. Wants thousands of steps: short runs leave translations poor, and then it is no better than DANN. Trains from pixels.',
  departures: [
    'translators add what three convolutions make of a picture, discriminators have three; the paper’s are those of CycleGAN and see far more around each pixel',
    'translators learn at a tenth of the experiment’s rate by default, since at the full rate SGD lets them diverge; the paper has Adam with 2e-4 for them',
    'the three stages share the experiment’s steps; the paper trains each to its end',
    'features are aligned by a reversed gradient in one trunk, as dann does; the paper turns labels in a trunk for the target',
    'no store of earlier translations for the discriminators, and nothing bounds the values of a translation',
  ],
  options: z.strictObject({
    adaptationWeight: reversedWeight,
    cycleWeight: z
      .number()
      .nonnegative()
      .default(10)
      .describe('Weight of coming back to the same picture; 10 as in CycleGAN, the paper leaves it open'),
    semanticWeight: z
      .number()
      .nonnegative()
      .default(1)
      .describe(
        'Weight of the classifier of the source seeing the same in a picture and its translation; 1 as in equation 6',
      ),
    sourceShare: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.25)
      .describe('Share of the experiment’s steps in which the source alone is learnt'),
    pixelShare: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.4)
      .describe('Share in which translation is learnt; what is left goes to the classifier of the target'),
    channels: z
      .number()
      .int()
      .positive()
      .default(16)
      .describe('Channels of the translators and of the discriminators of pictures'),
    kernelSize: z.number().int().positive().default(3).describe('Pixels per side of their kernels'),
    translatorRateFactor: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe(
        'Factor on the learning rate of the translators, whose gradient the weight of the cycle makes ten times as long; at 0 pictures stay as they are',
      ),
    ...dann.term.options.shape,
    trunkRateFactor: z.number().nonnegative().default(1).describe('Factor on the learning rate of the trunk'),
  }),
  warnings: adversarialWarnings,
  modules: (options, architecture) => ({
    toTarget: createTranslator('to-target', options.channels, options.kernelSize),
    toSource: createTranslator('to-source', options.channels, options.kernelSize),
    realTarget: createPatchDiscriminator('real-target', options.channels, options.kernelSize),
    realSource: createPatchDiscriminator('real-source', options.channels, options.kernelSize),
    ...dann.term.modules(options, architecture),
  }),
  stages: (stage) => [
    stage({
      name: 'source',
      sees: ['sourceImages', 'sourceLabels_B'],
      steps: sourceSteps,
      trainable: ({ trunkRateFactor }) => [
        ['backbone/*', trunkRateFactor],
        ['head/*', 1],
        ['*', 'frozen'],
      ],
      loss: sourceClassification,
    }),
    stage({
      name: 'pixels',
      sees: ['sourceImages', 'targetImages'],
      enters: 'images',
      steps: pixelSteps,
      trainable: ({ translatorRateFactor }) => [
        ['to-*', translatorRateFactor],
        ['real-*', 1],
        ['*', 'frozen'],
      ],
      phases: [
        {
          name: 'discriminate',
          updates: ['real-*'],
          loss({ modules, parameters }, batch) {
            const [source, target] = [batch.sourceImages as Tensor4D, batch.targetImages as Tensor4D];
            const [asTarget, asSource] = [
              stopGradient(modules.toTarget.apply(parameters, source)),
              stopGradient(modules.toSource.apply(parameters, target)),
            ];
            const real = modules.realTarget.apply(parameters, target);
            const total: Scalar = domainAdversarialLoss(real, modules.realTarget.apply(parameters, asTarget)).add(
              domainAdversarialLoss(
                modules.realSource.apply(parameters, source),
                modules.realSource.apply(parameters, asSource),
              ),
            );
            return { total, terms: { discrimination: total } };
          },
        },
        {
          name: 'translate',
          updates: ['to-*'],
          loss(context, batch) {
            const { modules, parameters, options } = context;
            const [source, target] = [batch.sourceImages as Tensor4D, batch.targetImages as Tensor4D];
            const asTarget = modules.toTarget.apply(parameters, source);
            const asSource = modules.toSource.apply(parameters, target);
            const deception: Scalar = deceptionLoss(modules.realTarget.apply(parameters, asTarget)).add(
              deceptionLoss(modules.realSource.apply(parameters, asSource)),
            );
            const cycle: Scalar = cycleLoss(source, modules.toSource.apply(parameters, asTarget)).add(
              cycleLoss(target, modules.toTarget.apply(parameters, asSource)),
            );
            // both directions in one pass: twice the mean over all is the sum of two means
            const seen_BK = seenIn(context, tf.concat([asTarget, asSource], 0));
            const labels_B = labelsOf(context, tf.concat([source, target], 0));
            const semantics: Scalar = crossEntropyLoss(seen_BK, labels_B).mul(2);
            return {
              total: deception.add(cycle.mul(options.cycleWeight)).add(semantics.mul(options.semanticWeight)),
              terms: { deception, cycle, semantics },
            };
          },
        },
      ],
    }),
    stage({
      name: 'target',
      sees: ['sourceImages', 'sourceLabels_B', 'targetImages'],
      enters: 'images',
      steps: (options, budget) => Math.max(1, budget - sourceSteps(options, budget) - pixelSteps(options, budget)),
      trainable: (options, architecture) => [
        ['to-*', 'frozen'],
        ['real-*', 'frozen'],
        ...dann.term.trainable(options, architecture),
        ['backbone/*', options.trunkRateFactor],
        ['head/*', 1],
      ],
      loss(context, batch) {
        const { modules, parameters, options, forwardAll, classificationLoss } = context;
        const translated = stopGradient(modules.toTarget.apply(parameters, batch.sourceImages as Tensor4D));
        const { source, target } = forwardAll({ source: translated, target: batch.targetImages });
        const classification = classificationLoss(source.logits_BK, batch.sourceLabels_B);
        const { value, measurements } = dann.term.loss(
          { ...context, weight: options.adaptationWeight },
          { source, target, sourceLabels_B: batch.sourceLabels_B },
        );
        return {
          total: classification.add(value),
          terms: { classification, adaptation: value },
          ...(measurements && { measurements }),
        };
      },
    }),
  ],
});

/** What the classifier of the source makes of pictures, `logits_BK`, in evaluation mode and with a gradient to the pictures. */
function seenIn({ architecture, parameters }: Context<unknown, Modules>, images_BHWC: Tensor4D): Tensor2D {
  const { trunk, head } = architecture;
  const still = { training: false, trainable: () => false };
  const maps_BHWC = trunk.apply(parameters, images_BHWC, {}, { ...still, differentiateInput: true });
  return head.apply(parameters, { maps_BHWC, embedding_BD: globalAveragePool(maps_BHWC) }, still);
}

/** Its most likely classes of pictures, `_B`. */
function labelsOf({ forward }: Pick<Context<unknown>, 'forward'>, images_BHWC: Tensor4D): Tensor1D {
  return stopGradient(tf.argMax(forward(images_BHWC, { mode: 'evaluation' }).logits_BK, 1) as Tensor1D);
}
