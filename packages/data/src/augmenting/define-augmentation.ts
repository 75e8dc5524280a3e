import { markDefinition, type Random, TrunklineError } from '@trunkline/system';
import type { ImageSize } from '../images/images.ts';

/** Sides of a batch of uint8 RGB images, `[batch, height, width, 3]`. */
export interface BatchShape extends ImageSize {
  readonly batch: number;
}

/** A change of pictures that keeps their class: a pure function of pixels and random stream; the input is left alone. */
export interface Augmentation {
  readonly name: string;
  /** `partners` are pixels of other pictures of the same size, of another domain for example, that may be mixed in. */
  apply(pixels_BHWC: Uint8Array, shape: BatchShape, random: Random, partners?: Uint8Array): Uint8Array;
}

/** One kind of augmentation: its name, its numeric options with defaults and bounds, and what it does. */
export interface AugmentationDefinition<Options extends Readonly<Record<string, number>>> {
  readonly name: string;
  readonly description: string;
  readonly defaults: Options;
  /** Lowest and highest allowed value of each option, both inclusive. */
  readonly bounds: Readonly<Record<keyof Options, readonly [number, number]>>;
  /** What each option does, for lists and editors. */
  readonly words?: Readonly<Record<keyof Options, string>>;
  apply(
    pixels_BHWC: Uint8Array,
    shape: BatchShape,
    options: Options,
    random: Random,
    partners?: Uint8Array,
  ): Uint8Array;
}

/** A definition whatever its options are. */
export interface AnyAugmentationDefinition {
  readonly name: string;
  readonly description: string;
  readonly defaults: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, readonly [number, number]>>;
  readonly words?: Readonly<Record<string, string>>;
  /** The augmentation with these options. Throws `TL_AUGMENTATION` for an unknown option or a value out of bounds. */
  create(options?: Readonly<Record<string, unknown>>): Augmentation;
}

export function defineAugmentation<Options extends Readonly<Record<string, number>>>(
  definition: AugmentationDefinition<Options>,
): AnyAugmentationDefinition & { readonly apply: AugmentationDefinition<Options>['apply'] } {
  const { name, description, defaults, bounds, words, apply } = definition;
  return markDefinition('augmentation', {
    name,
    description,
    defaults,
    bounds,
    ...(words && { words }),
    apply,
    create(given: Readonly<Record<string, unknown>> = {}) {
      for (const [key, value] of Object.entries(given)) {
        const bound = bounds[key];
        if (bound && typeof value === 'number' && value >= bound[0] && value <= bound[1]) continue;
        throw new TrunklineError(
          'TL_AUGMENTATION',
          bound
            ? `${name}: ${key} is ${JSON.stringify(value)}, expected a number from ${bound[0]} to ${bound[1]}.`
            : `${name} has no option ${JSON.stringify(key)}; its options are ${Object.keys(defaults).join(', ')}.`,
          { exitStatus: 2, hint: `Leave the options out for the defaults, ${JSON.stringify(defaults)}.` },
        );
      }
      const options: Options = { ...defaults, ...given };
      return {
        name,
        apply: (pixels_BHWC, shape, random, partners) => apply(pixels_BHWC, shape, options, random, partners),
      };
    },
  });
}
