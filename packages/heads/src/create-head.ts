import { tf } from '@trunkline/engine';
import { TrunklineError } from '@trunkline/system';
import type { MapSize } from './adaptive-pool.ts';
import { createBottleneck, type BottleneckOptions } from './bottleneck.ts';
import type { AnyHeadDefinition } from './define-head.ts';
import type { Head, HeadParameter } from './head.ts';
import { findHead, headOptions } from './head-registry.ts';

/** What {@link createHead} builds: the name of a head, what it is made for, and options of its own. */
export interface CreateHeadOptions {
  /** `linear`, `mlp`, `vgg-fc`, or a head that was registered. */
  readonly kind: string;
  readonly classes: number;
  /** Channels of the trunk's maps, D. */
  readonly inputWidth: number;
  /** Size of the maps that a head on maps was made for. Default [2, 2], which 64 px images give. */
  readonly mapSize?: MapSize;
  /** Of heads that read the embedding: a dense layer, batch norm and ReLU before the classifier. Default: none. */
  readonly bottleneck?: Partial<BottleneckOptions> | undefined;
  readonly [option: string]: unknown;
}

/** Builds a head. Throws `TL_HEAD_UNKNOWN`, `TL_BAD_OPTION`. */
export function createHead({ kind, classes, inputWidth, mapSize = [2, 2], ...given }: CreateHeadOptions): Head {
  const definition = findHead(kind);
  for (const [option, value] of Object.entries({
    classes,
    inputWidth,
    'mapSize[0]': mapSize[0],
    'mapSize[1]': mapSize[1],
  }))
    requireWhole(option, value);
  const { bottleneck: narrowing, ...options } = checkOptions(definition, given);
  const bottleneck = narrowing && createBottleneck(inputWidth, narrowing);
  const featureWidth = bottleneck?.width ?? inputWidth;
  const classifier = definition.classifier(options, { classes, inputWidth: featureWidth, mapSize });
  const parameters: readonly HeadParameter[] = [...(bottleneck?.parameters ?? []), ...classifier.parameters];
  const forward: Head['forward'] = (values, features, how) =>
    tf.tidy(() => {
      const features_BF = bottleneck ? bottleneck.apply(values, features.embedding_BD, how) : features.embedding_BD;
      return { logits_BK: classifier.apply(values, { ...features, embedding_BD: features_BF }, how), features_BF };
    });
  return {
    name: bottleneck ? `${kind} + bottleneck ${bottleneck.width}` : kind,
    kind,
    classes,
    inputs: definition.inputs,
    featureWidth,
    supportsCam: definition.supportsCam === true && !bottleneck,
    parameters,
    init: (random) => ({ ...bottleneck?.init(random), ...classifier.init(random) }),
    forward,
    apply: (...all) => tf.tidy(() => forward(...all).logits_BK),
    cost: () => ({
      parameters: parameters.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0),
      multiplyAdds: classifier.multiplyAdds + (bottleneck?.multiplyAdds ?? 0),
    }),
  };
}

function checkOptions(
  definition: AnyHeadDefinition,
  given: Readonly<Record<string, unknown>>,
): { readonly bottleneck?: BottleneckOptions | undefined } & Readonly<Record<string, unknown>> {
  const schema = headOptions(definition);
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(defined);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const option = issue?.path.join('.') ?? '';
  const named = Object.keys(schema.shape).join(', ');
  throw new TrunklineError('TL_BAD_OPTION', `The head's ${option || 'options'}: ${issue?.message}.`, {
    hint: `Correct it; ${definition.name} has the options ${named}.`,
    exitStatus: 2,
  });
}

function requireWhole(option: string, given: number): void {
  if (Number.isInteger(given) && given >= 1) return;
  throw new TrunklineError('TL_BAD_OPTION', `The head's ${option} is ${given}, expected a whole number of 1 or more.`, {
    hint: `Correct ${option} of the head.`,
    exitStatus: 2,
  });
}
