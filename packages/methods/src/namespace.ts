import type { Tensor } from '@trunkline/engine';
import type { Assignments, Context, Differentiate, ForwardRequest } from './context.ts';
import type { Module, Modules } from './module.ts';
import type { ModelOutput } from './sight.ts';

/** The part of a method that is made of several: what it calls `discriminator/…` is `<prefix>/discriminator/…` in the run. */
export interface Namespace {
  readonly prefix: string;
  /** The part's modules, as it made them. */
  readonly modules: Modules;
  /** The same under the names that they have in the run. */
  readonly placed: Modules;
  /** What a parameter of the part is called in the run. */
  nameInRun(name: string): string;
  /** New values or gradients, by the names of the run. */
  inRun(values: Assignments): Assignments;
  /** What the part's functions are given: its options and modules, and parameters by its own names. */
  contextOf(context: Context<unknown>, options: unknown, stage?: string): Context<unknown>;
  /** The same for {@link Differentiate}. */
  differentiateOf(differentiate: Differentiate['differentiate']): Differentiate['differentiate'];
}

/** Gives the modules of a part of a method names that no other part has. */
export function namespaceOf(prefix: string, modules: Modules): Namespace {
  const own = new Set(Object.values(modules).flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const networks = new Set([...own].flatMap((name) => prefixesOf(name)));
  const nameInRun = (name: string): string => (own.has(name) ? `${prefix}/${name}` : name);
  const inRun = <Values extends Readonly<Record<string, Tensor>>>(values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [nameInRun(name), value])) as Values;
  const toOwn = (name: string): string => (name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : name);
  const request = ({ as, values, ...rest }: ForwardRequest): ForwardRequest => ({
    ...rest,
    ...(as !== undefined && { as: networks.has(as) ? `${prefix}/${as}` : as }),
    ...(values && { values: inRun(values) }),
  });
  const output = (made: ModelOutput): ModelOutput => {
    const { learns } = made.pass;
    return learns ? { ...made, pass: { ...made.pass, learns: (name) => learns(nameInRun(name)) } } : made;
  };
  return {
    prefix,
    modules,
    placed: Object.fromEntries(
      Object.entries(modules).map(([key, module]) => [`${prefix}/${key}`, placed(module, prefix, nameInRun)]),
    ),
    nameInRun,
    inRun,
    contextOf: (context, options, stage = context.stage) => ({
      ...context,
      options,
      stage,
      modules,
      parameters: {
        ...context.parameters,
        ...Object.fromEntries(
          Object.entries(context.parameters).flatMap(([name, value]) =>
            toOwn(name) === name ? [] : [[toOwn(name), value]],
          ),
        ),
      },
      forward: (input, asked = {}) => output(context.forward(input, request(asked))),
      forwardAll(inputs, asked = {}) {
        const all = context.forwardAll(inputs, request(asked));
        return Object.fromEntries(
          Object.entries<ModelOutput>(all).map(([name, made]) => [name, output(made)]),
        ) as typeof all;
      },
    }),
    differentiateOf: (differentiate) => (loss, at) =>
      Object.fromEntries(
        Object.entries(differentiate(loss, at && inRun(at))).map(([name, gradient]) => [toOwn(name), gradient]),
      ),
  };
}

/** `a`, `a/b` of `a/b/c`: what a request may name as another network. */
function prefixesOf(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.slice(0, -1).map((_, last) => parts.slice(0, last + 1).join('/'));
}

function placed(module: Module, prefix: string, nameInRun: (name: string) => string): Module {
  return {
    parameters: module.parameters.map((one) => ({ ...one, name: nameInRun(one.name) })),
    init: (random, initial) =>
      Object.fromEntries(
        Object.entries(module.init(random.fork(prefix), initial)).map(([name, value]) => [nameInRun(name), value]),
      ),
    cost: () => module.cost(),
  };
}
