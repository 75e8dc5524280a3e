import { TrunklineError } from '@trunkline/system';
import type { Architecture } from './architecture.ts';
import type { Context, LossTerms } from './context.ts';
import type { MethodDefinition } from './define-method.ts';
import { namespaceOf, type Namespace } from './namespace.ts';
import type { AnyBatch, ModelInput, ModelOutput } from './sight.ts';
import type { AnyPhase, Stage } from './stage.ts';
import type { Term } from './term.ts';
import type { TrainableRule } from './trainable-rules.ts';

/** A term with all that an experiment says of it. */
export interface AddedTerm {
  readonly term: Term;
  readonly weight: number;
  /** The term's options, all of them. */
  readonly options: unknown;
}

interface Placed extends AddedTerm {
  readonly own: Namespace;
}

/**
 * A method whose last stage minimises terms beside its own loss, each with its weight, on what the method makes of the same
 * two batches. Their values are logged as `train/loss/<term>`, their measurements as `train/<term>/…`; their networks have
 * names that begin with the term's. Options are the method's. A term whose weight is 0 changes no bit of the method's own
 * numbers. `stages` throws `TL_TERM_UNFIT` where the last stage does not see both sides, or has no single loss.
 */
export function withTerms(method: MethodDefinition, added: readonly AddedTerm[]): MethodDefinition {
  const names = added.map(({ term }) => term.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw unfit(method, twice, 'it is added twice', 'Add it once, with the sum of the weights.');
  const placed = (architecture: Architecture): readonly Placed[] =>
    added.map((one) => ({ ...one, own: namespaceOf(one.term.name, one.term.modules(one.options, architecture)) }));
  const smallestBatch = Math.max(method.smallestBatch ?? 1, ...added.map(({ term }) => term.smallestBatch ?? 1));
  return {
    ...method,
    name: [method.name, ...names].join('+'),
    description: [method.description, ...added.map(({ term }) => term.description)].join(' '),
    smallestBatch,
    requires: (architecture, options) =>
      [
        method.requires?.(architecture, options),
        ...added.map((one) => one.term.requires?.(architecture, one.options)),
      ].find((lack) => lack !== undefined),
    warnings: (recipe) => [
      ...(method.warnings?.(recipe) ?? []),
      ...added.flatMap(({ term, weight, options }) =>
        (term.warnings?.({ ...recipe, options: { ...(options as object), adaptationWeight: weight } }) ?? []).map(
          (warning) => `${term.name}: ${warning}`,
        ),
      ),
    ],
    modules: (options, architecture) =>
      Object.assign(
        {},
        method.modules(options, architecture),
        ...placed(architecture).map(({ own }) => own.placed),
      ) as ReturnType<MethodDefinition['modules']>,
    stages(options, architecture) {
      const stages = method.stages(options, architecture);
      const terms = placed(architecture);
      const last = stages.length - 1;
      return stages.map((stage, place) =>
        place < last ? withRules(stage, terms.flatMap(frozenRules)) : withLoss(method, stage, terms, architecture),
      );
    },
  };
}

const hasParameters = ({ own }: Placed): boolean =>
  Object.values(own.modules).some(({ parameters }) => parameters.length > 0);

function frozenRules(one: Placed): readonly TrainableRule[] {
  return hasParameters(one) ? [[`${one.own.prefix}/*`, 'frozen']] : [];
}

function withRules(stage: Stage, rules: readonly TrainableRule[]): Stage {
  return {
    ...stage,
    trainable: (options, architecture) => [...rules, ...stage.trainable(options, architecture)],
  };
}

function withLoss(method: MethodDefinition, stage: Stage, terms: readonly Placed[], architecture: Architecture): Stage {
  const phase = singleLoss(method, stage, terms);
  const rules = terms.flatMap(({ term, options, own }) =>
    term.trainable(options, architecture).map(([pattern, rate]): TrainableRule => [`${own.prefix}/${pattern}`, rate]),
  );
  return { ...withRules(stage, rules), phases: [{ ...phase, loss: lossWith(phase.loss, terms) }] };
}

/** The loss of a stage that terms can join. Throws `TL_TERM_UNFIT`. */
function singleLoss(
  method: MethodDefinition,
  stage: Stage,
  terms: readonly Placed[],
): AnyPhase & Required<Pick<AnyPhase, 'loss'>> {
  const [phase] = stage.phases;
  const missing = (['sourceImages', 'sourceLabels_B', 'targetImages'] as const).filter(
    (sight) => !stage.sees.includes(sight),
  );
  const why =
    missing.length > 0
      ? `its stage '${stage.name}' does not see ${missing.join(' and ')}`
      : stage.phases.length > 1
        ? `its stage '${stage.name}' has several losses in a step (${stage.phases.map(({ name }) => name).join(', ')})`
        : `its stage '${stage.name}' computes gradients of its own`;
  if (missing.length > 0 || stage.phases.length > 1 || !phase?.loss) {
    throw unfit(
      method,
      terms.map(({ term }) => term.name).join(', '),
      why,
      'Terms look at source and target together: add them to a method like dann, whose last stage sees both.',
    );
  }
  return { ...phase, loss: phase.loss };
}

function lossWith(loss: NonNullable<AnyPhase['loss']>, terms: readonly Placed[]): NonNullable<AnyPhase['loss']> {
  return (context, batch) => {
    const { watched, outputOf } = watch(context);
    const own = loss(watched, batch);
    const { sourceImages, targetImages, sourceLabels_B } = batch as Required<AnyBatch>;
    const outputs = { source: outputOf(sourceImages), target: outputOf(targetImages), sourceLabels_B };
    return terms.reduce((sum: LossTerms, { term, weight, options, own: { prefix, contextOf } }): LossTerms => {
      const { value, factor = weight, measurements } = term.loss({ ...contextOf(context, options), weight }, outputs);
      const measured = Object.entries(measurements ?? {}).map(([name, one]) => [`${prefix}/${name}`, one] as const);
      return {
        total: sum.total.add(value.mul(factor)),
        terms: { ...sum.terms, [prefix]: value },
        measurements: { ...sum.measurements, ...Object.fromEntries(measured) },
      };
    }, own);
  };
}

/**
 * A context that remembers what the model made of each batch where nothing else was asked of it, so that terms look at the
 * same activations, and batch norm sees each batch once. What the loss did not look at is made when it is asked for.
 */
function watch(context: Context<unknown>): {
  readonly watched: Context<unknown>;
  readonly outputOf: (input: ModelInput) => ModelOutput;
} {
  const seen = new Map<ModelInput, ModelOutput>();
  const watched: Context<unknown> = {
    ...context,
    forward(input, request = {}) {
      const output = context.forward(input, request);
      if (isPlain(request)) seen.set(input, output);
      return output;
    },
    forwardAll(inputs, request = {}) {
      const outputs = context.forwardAll(inputs, request);
      if (isPlain(request)) {
        for (const name of Object.keys(inputs) as (keyof typeof inputs)[]) seen.set(inputs[name], outputs[name]);
      }
      return outputs;
    },
  };
  return { watched, outputOf: (input) => seen.get(input) ?? context.forward(input) };
}

/** Whether a request changes nothing of what the model makes of a batch; taps only show more of it. */
function isPlain(request: NonNullable<Parameters<Context<unknown>['forward']>[1]>): boolean {
  return Object.entries(request).every(([key, value]) => key === 'taps' || value === undefined);
}

function unfit(method: MethodDefinition, terms: string, why: string, hint: string): TrunklineError {
  return new TrunklineError('TL_TERM_UNFIT', `${terms} cannot be added to ${method.name}: ${why}.`, {
    hint,
    exitStatus: 2,
  });
}
