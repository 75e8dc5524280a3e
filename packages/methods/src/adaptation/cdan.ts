import { randomNormal, stopGradient, tf, type Tensor1D, type Tensor2D } from '@trunkline/engine';
import { z } from 'zod';
import {
  discriminatorFor,
  discriminatorOptions,
  discriminatorRate,
  reversedFeatures,
  reversedWeight,
  reversedWeightNow,
} from '../adversarial.ts';
import { adversarialWarnings } from '../adversarial-warnings.ts';
import type { Architecture } from '../architecture.ts';
import { defineTermMethod } from '../define-term-method.ts';
import { domainAccuracy } from '../losses/domain-adversarial.ts';
import { certaintyWeights, multilinearMap, randomisedMultilinearMap } from '../losses/multilinear.ts';
import { weightedDomainAdversarialLoss } from '../losses/weighted-domain-adversarial.ts';
import type { Module } from '../module.ts';
import type { ModelOutput } from '../sight.ts';

const featureMap = 'random-map/features';
const probabilityMap = 'random-map/probabilities';

/** As DANN, with a discriminator that sees the embedding together with what the classifier makes of it. */
export const cdan = defineTermMethod({
  name: 'cdan',
  family: 'adaptation',
  paper: 'Long et al. 2018, arXiv 1705.10667, multilinear conditioning and CDAN+E',
  description:
    'Conditional domain-adversarial training: the discriminator sees the products of features and predicted probabilities; as CDAN+E, certain examples count for more.',
  helps:
    'As DANN, where the domains differ class by class: the discriminator knows what the classifier thinks. Not where those predictions are wrong at the start; wants SGD and something that normalises features.',
  departures: [
    'the discriminator sees features of unit root mean square, so that their length tells it nothing',
    'weights of entropy conditioning are scaled to a mean of 1 in each domain, as in the authors’ code; the paper’s equation does not scale them, and TLlib scales over both domains together',
    'the discriminator’s hidden layers have 256 units, the paper’s 1024',
  ],
  weight: reversedWeight,
  options: {
    entropyConditioning: z
      .boolean()
      .default(false)
      .describe(
        'CDAN+E: each example weighs 1 + exp(-entropy) in the discriminator’s loss, scaled to a mean of 1 in each domain',
      ),
    largestMap: z
      .number()
      .int()
      .nonnegative()
      .default(4096)
      .describe('Features times classes above which the products are drawn at random; the paper has 4096'),
    randomWidth: z.number().int().positive().default(1024).describe('Width of the random map; the paper has 1024'),
    ...discriminatorOptions,
  },
  warnings: adversarialWarnings,
  trainable: (options, architecture) => [
    discriminatorRate(options),
    ...(isRandomised(architecture, options.largestMap) ? ([['random-map/*', 'frozen']] as const) : []),
  ],
  modules(options, architecture) {
    const { featureWidth, classes } = architecture;
    const randomised = isRandomised(architecture, options.largestMap);
    return {
      ...discriminatorFor(randomised ? options.randomWidth : featureWidth * classes, options),
      ...(randomised && { map: createRandomMap(architecture, options.randomWidth) }),
    };
  },
  term(context, { source, target }) {
    const { options, modules, parameters } = context;
    const weight = reversedWeightNow(context.weight, context);
    const domainLogits = ({ features_BF, logits_BK }: ModelOutput): Tensor2D => {
      const unit_BF = reversedFeatures(features_BF, weight);
      const probabilities_BK = stopGradient(tf.softmax(logits_BK));
      const [features_DR, probabilities_KR] = [parameters[featureMap], parameters[probabilityMap]];
      const joint =
        features_DR && probabilities_KR
          ? randomisedMultilinearMap(
              unit_BF,
              probabilities_BK,
              features_DR as unknown as Tensor2D,
              probabilities_KR as unknown as Tensor2D,
            )
          : multilinearMap(unit_BF, probabilities_BK);
      return modules.discriminator.apply(parameters, joint);
    };
    const weights = ({ logits_BK }: ModelOutput): Tensor1D =>
      options.entropyConditioning ? certaintyWeights(logits_BK) : (tf.ones([logits_BK.shape[0]]) as Tensor1D);
    const source_S1 = domainLogits(source);
    const target_T1 = domainLogits(target);
    return {
      value: weightedDomainAdversarialLoss(source_S1, target_T1, weights(source), weights(target)),
      factor: 1,
      measurements: { 'adaptation-weight': weight, 'discriminator/accuracy': domainAccuracy(source_S1, target_T1) },
    };
  },
});

function isRandomised({ featureWidth, classes }: Architecture, largestMap: number): boolean {
  return featureWidth * classes > largestMap;
}

/** R_f `[D, R]` and R_g `[K, R]` of the randomised map: standard normal, drawn once. */
function createRandomMap({ featureWidth, classes }: Architecture, width: number): Module {
  const shapes = { [featureMap]: [featureWidth, width], [probabilityMap]: [classes, width] } as const;
  const size = (featureWidth + classes) * width;
  return {
    parameters: Object.entries(shapes).map(([name, shape]) => ({ name, shape })),
    init: (random) =>
      Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [
          name,
          tf.tidy(() => tf.variable(randomNormal(random.fork(name), [...shape]))),
        ]),
      ),
    cost: () => ({ parameters: size, multiplyAdds: size + width }),
  };
}
