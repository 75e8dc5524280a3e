import { TrunklineError } from '@trunkline/system';
import { z } from 'zod';
import type { Architecture } from './architecture.ts';
import type { Assignments, Context, Differentiate } from './context.ts';
import type { MethodDefinition } from './define-method.ts';
import type { Copy, Module } from './module.ts';
import { namespaceOf, type Namespace } from './namespace.ts';
import type { AnyPhase, Stage } from './stage.ts';
import { resolveTrainable, type TrainableRule } from './trainable-rules.ts';

/** A method of a chain with all that an experiment says of it. */
export interface Link {
  readonly method: MethodDefinition;
  /** The method's options, all of them. */
  readonly options: unknown;
  /** Part of the budget, relative to those of the other methods. */
  readonly share: number;
}

interface Placed extends Link {
  readonly own: Namespace;
  /** Steps of a budget that are the method's. */
  stepsOf(budget: number): number;
}

/**
 * Methods one after the other: each starts from the trunk and the head where the one before it ended, with its share of the
 * budget. Stages and networks are named after the place and the method, `1-lp-ft/probe`; candidates are those of the last
 * method's last stage. A copy of the model that a method keeps as its start is taken where that method starts. Options are
 * those of the links: the chain has none. Throws `TL_CHAIN_INVALID` for fewer than two methods, or an oracle.
 */
export function chainMethods(links: readonly Link[]): MethodDefinition {
  checkLinks(links);
  const names = links.map(({ method }) => method.name);
  const prefixes = names.map((name, place) => `${place + 1}-${name}`);
  const last = links.at(-1) as Link;
  const placed = (architecture: Architecture): readonly Placed[] =>
    links.map((link, place) => ({
      ...link,
      own: namespaceOf(prefixes[place] as string, link.method.modules(link.options, architecture)),
      stepsOf: (budget) => stepsOf(links, place, budget),
    }));
  const placeOf = (stage: string): number => prefixes.findIndex((prefix) => stage.startsWith(`${prefix}/`));
  /** A link's function with the context that it knows, for the stage that the run is in. */
  const inLink = (context: Context<unknown>, place: number): Context<unknown> => {
    const { own, options } = placed(context.architecture)[place] as Placed;
    return own.contextOf(context, options, context.stage.slice(own.prefix.length + 1));
  };
  const predicts = links.some(({ method }) => method.predict);
  return {
    name: names.join(' then '),
    family: last.method.family,
    role: 'contestant',
    paper: links.map(({ method }) => method.paper).join('; then '),
    description: links.map(({ method }) => method.description).join(' Then: '),
    helps: links.map(({ method }) => method.helps).join(' Then: '),
    departures: links.flatMap(({ method }) => method.departures),
    options: z.strictObject({}),
    smallestBatch: Math.max(...links.map(({ method }) => method.smallestBatch ?? 1)),
    requires: (architecture) =>
      links.map(({ method, options }) => method.requires?.(architecture, options)).find((lack) => lack !== undefined),
    warnings: (recipe) =>
      links.flatMap(({ method, options }, place) => [
        ...(method.warnings?.({ ...recipe, options }) ?? []).map((warning) => `${prefixes[place]}: ${warning}`),
        ...(method.predict && place < links.length - 1
          ? [
              `${prefixes[place]} predicts by networks of its own; what follows it starts from the trunk and the head alone.`,
            ]
          : []),
      ]),
    modules: (_options, architecture) =>
      Object.assign({}, ...placed(architecture).map(({ own }) => own.placed)) as Record<string, Module>,
    stages(_options, architecture) {
      const all = placed(architecture);
      return all.flatMap((link, place) =>
        link.method
          .stages(link.options, architecture)
          .map((stage, index) => stageInChain(stage, link, othersOf(all, place), place > 0 && index === 0)),
      );
    },
    ...(predicts && {
      predict(context, input, side) {
        const place = placeOf(context.stage);
        return links[place]?.method.predict?.(inLink(context, place), input, side) ?? context.forward(input);
      },
    }),
    ...(last.method.finish && {
      finish: (context) => {
        const { own } = placed(context.architecture).at(-1) as Placed;
        const candidates = last.method.finish?.(inLink(context, links.length - 1)) ?? [];
        return candidates.map(({ name, values }) => ({ name, values: own.inRun(values) }));
      },
    }),
  };
}

function checkLinks(links: readonly Link[]): void {
  const oracle = links.find(({ method }) => method.role === 'oracle');
  if (links.length > 1 && !oracle) return;
  throw new TrunklineError(
    'TL_CHAIN_INVALID',
    oracle
      ? `The chain holds ${oracle.method.name}, which learns from target labels: no chain may.`
      : `A chain is of two methods or more, given ${links.length}.`,
    { hint: 'Name methods that learn one after the other: chain: ["lp-ft", "mcc"].', exitStatus: 2 },
  );
}

/** What does not divide goes to later methods; each has a step at least. */
function stepsOf(links: readonly Link[], place: number, budget: number): number {
  const sum = (until: number): number => links.slice(0, until).reduce((total, { share }) => total + share, 0);
  const end = (until: number): number => Math.floor((budget * sum(until)) / sum(links.length));
  return Math.max(1, end(place + 1) - end(place));
}

/** Patterns of the networks of the other methods. */
function othersOf(all: readonly Placed[], place: number): readonly string[] {
  return all.flatMap(({ own }, other) =>
    other !== place && Object.values(own.modules).some(({ parameters }) => parameters.length > 0)
      ? [`${own.prefix}/*`]
      : [],
  );
}

/** A stage under the names of the run. `takesOver`: the first of a method that follows another. */
function stageInChain(stage: Stage, link: Placed, others: readonly string[], takesOver: boolean): Stage {
  const { options, own, stepsOf } = link;
  const { begin, refresh, after, converged } = stage;
  const copies = takesOver ? Object.values(own.modules).filter(isCopy) : [];
  const copied = new Set(copies.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const contextOf = <Given extends Context<unknown>>(context: Given): Given => ({
    ...context,
    ...own.contextOf(context, options, stage.name),
  });
  return {
    name: `${own.prefix}/${stage.name}`,
    sees: stage.sees,
    entersImages: () => stage.entersImages(options),
    views: () => stage.views(options),
    steps: (_options, budget) => stage.steps(options, stepsOf(budget)),
    trainable: (_options, architecture) => [
      ...rulesInRun(stage.trainable(options, architecture), architecture, own, copied),
      ...others.map((pattern): TrainableRule => [pattern, 'frozen']),
    ],
    ...((begin !== undefined || copies.length > 0) && {
      begin(context) {
        const known = contextOf(context);
        const starts = copies.map((copy) => copy.now(known.parameters));
        return own.inRun(Object.assign({}, ...starts, begin?.(known)) as Assignments);
      },
    }),
    ...(refresh && {
      refresh: {
        reads: refresh.reads,
        every: (_options, steps) => refresh.every(options, steps),
        compute: (tables, context) => refresh.compute(tables, { ...context, options }),
      },
    }),
    phases: stage.phases.map((phase) => phaseInChain(phase, link, contextOf)),
    ...(after && { after: (context, batch) => own.inRun(after(contextOf(context), batch)) }),
    ...(converged && { converged: (means) => converged(means, options) }),
  };
}

const isCopy = (module: Module): module is Copy => 'now' in module;

/** Every parameter by its name in the run: rules of one method may not reach the networks of another. */
function rulesInRun(
  rules: readonly TrainableRule[],
  architecture: Architecture,
  own: Namespace,
  copied: ReadonlySet<string>,
): readonly TrainableRule[] {
  const known = [...architecture.parameters, ...Object.values(own.modules).flatMap(({ parameters }) => parameters)];
  const { rates, undecayed } = resolveTrainable(
    known.map(({ name }) => name),
    rules,
  );
  const statistics = new Set(known.flatMap(({ name, learnable }) => (learnable === false ? [name] : [])));
  return [...rates].map(([name, rate]): TrainableRule => {
    const isTakenAnew = copied.has(name) && (rate === 'frozen' || statistics.has(name));
    const found = isTakenAnew ? 'held' : rate;
    return [
      own.nameInRun(name),
      typeof found === 'number' && undecayed.has(name) ? { rate: found, weightDecay: false } : found,
    ];
  });
}

function phaseInChain(
  phase: AnyPhase,
  { options, own }: Placed,
  contextOf: <Given extends Context<unknown>>(context: Given) => Given,
): AnyPhase {
  const { updates, loss, gradients } = phase;
  return {
    name: phase.name,
    ...(updates && { updates: updates.flatMap((pattern) => [pattern, `${own.prefix}/${pattern}`]) }),
    times: () => phase.times(options),
    ...(loss && { loss: (context, batch) => loss(contextOf(context), batch) }),
    ...(gradients && {
      gradients(context: Context<unknown> & Differentiate, batch) {
        const differentiate = own.differentiateOf(context.differentiate);
        const found = gradients({ ...contextOf(context), differentiate }, batch);
        return { ...found, gradients: own.inRun(found.gradients) };
      },
    }),
  };
}
