import { tf, type Parameters, type Tensor, type Tensor2D } from '@trunkline/engine';
import type { Random } from '@trunkline/system';
import type { Features, Head, HeadOptions } from '@trunkline/heads';
import type { Architecture } from './architecture.ts';
import type { ModuleParameter } from './module-parameter.ts';
import type { ModelOutput } from './sight.ts';
import { matchesPattern } from './trainable-rules.ts';

/**
 * A network, or values, of a method's own. A head and a domain discriminator have this form. A module holds no tensors:
 * its parameters stand in the dictionary of the run, which trains, checkpoints and frees them.
 */
export interface Module {
  readonly parameters: readonly ModuleParameter[];
  /** Fresh values. `initial` holds the trunk's and the head's at the start; copy them, do not keep them. */
  init(random: Random, initial: Parameters): Parameters;
  /** Parameters, and multiply-adds of one image. */
  cost(): { readonly parameters: number; readonly multiplyAdds: number };
}

/** The modules of a method by name. */
export type Modules = Readonly<Record<string, Module>>;

/** A method without networks of its own. */
export type NoModules = Readonly<Record<never, Module>>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** A copy that {@link copyOf} makes. */
export interface Copy extends Module {
  /** The copied parameters as they are now, under the copy's names: what a stage's `begin` answers to copy them again. */
  now(parameters: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
}

/**
 * A copy of the trunk's and the head's parameters that match one of `patterns`, as they are at the start, under
 * `<prefix>/<name>`: a teacher (`forward(…, { as: prefix })`), or the point that L2-SP and WiSE-FT start from.
 */
export function copyOf(architecture: Architecture, prefix: string, ...patterns: readonly string[]): Copy {
  const copied = architecture.parameters.filter(({ name }) => patterns.some((one) => matchesPattern(one, name)));
  const now = (parameters: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>> =>
    Object.fromEntries(
      copied.map(({ name }) => {
        const value = parameters[name];
        if (!value) throw new Error(`The parameter ${name} is not there to be copied.`);
        return [`${prefix}/${name}`, value];
      }),
    );
  return {
    parameters: copied.map((one) => ({ ...one, name: `${prefix}/${one.name}` })),
    now,
    init: (_random, initial) =>
      Object.fromEntries(
        Object.entries(now(initial)).map(([name, value]) => [name, tf.tidy(() => tf.variable(value.clone()))]),
      ),
    cost: () => ({ parameters: copied.reduce((sum, { shape }) => sum + sizeOf(shape), 0), multiplyAdds: 0 }),
  };
}

/** A head of a method's own: the same form as the model's, with other values, under `<prefix>/…`. */
export interface OwnHead extends Module {
  /** `logits_BK` of what the model makes of a batch, with dropout and batch norm as in the pass that made it. */
  apply(parameters: Readonly<Record<string, Tensor>>, output: ModelOutput, options?: Partial<HeadOptions>): Tensor2D;
}

/** A second head beside the model's, bottleneck included, for methods that let two of them disagree. */
export function headLike(head: Head, prefix: string): OwnHead {
  const own = (name: string): string => name.replace(/^head\//, `${prefix}/`);
  return {
    parameters: head.parameters.map((one) => ({ ...one, name: own(one.name) })),
    init: (random) =>
      Object.fromEntries(Object.entries(head.init(random.fork(prefix))).map(([name, value]) => [own(name), value])),
    apply(parameters, { embedding_BD, maps_BHWC, pass }, options = {}) {
      const placed = Object.fromEntries(
        head.parameters.flatMap(({ name }) => {
          const value = parameters[own(name)];
          return value ? [[name, value]] : [];
        }),
      );
      const features = { embedding_BD, ...(maps_BHWC && { maps_BHWC }) } as Features;
      const how = { ...pass, ...options };
      const { learns } = how;
      return head.apply(placed, features, { ...how, ...(learns && { learns: (name) => learns(own(name)) }) });
    },
    cost: () => head.cost(),
  };
}

/** Plain values under one name: weights of groups, a queue, prototypes. `fill` is what they start from. */
export function valuesOf(name: string, shape: readonly number[], fill = 0): Module {
  return {
    parameters: [{ name, shape }],
    init: () => ({ [name]: tf.tidy(() => tf.variable(tf.fill([...shape], fill))) }),
    cost: () => ({ parameters: sizeOf(shape), multiplyAdds: 0 }),
  };
}
