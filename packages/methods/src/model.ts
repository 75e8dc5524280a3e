import { globalAveragePool, layerAfter, type Cut, type LayerName, type Trunk } from '@trunkline/backbone';
import { tf, type Parameters, type Precision, type Tensor, type Tensor2D, type Tensor4D } from '@trunkline/engine';
import type { Features, Head, HeadOptions } from '@trunkline/heads';
import { type Random, TrunklineError } from '@trunkline/system';
import { describeArchitecture } from './architecture.ts';
import type { ForwardRequest } from './context.ts';
import type { ModelInput, ModelOutput } from './sight.ts';

/** How {@link Model.forward} runs. */
export interface ForwardOptions extends Pick<ForwardRequest, 'statistics' | 'taps' | 'between'> {
  readonly cut: Cut;
  /** Dropout and batch statistics on; needs {@link random}. */
  readonly training: boolean;
  readonly random?: Random;
  /** Parameters that get gradients; the others are constants. Default: all. */
  readonly trainable?: (name: string) => boolean;
  /** Parameters whose layers normalise by the batch while training. Default: as {@link trainable}. */
  readonly learns?: (name: string) => boolean;
  /** What the trunk computes in. Default `'float32'`. */
  readonly precision?: Precision;
  /** Gradient checkpointing by block. Default false. */
  readonly recompute?: boolean;
}

/** A trunk and a head over one dictionary of parameters. */
export interface Model {
  readonly trunk: Trunk;
  readonly head: Head;
  /** Throws `TL_LAYER_BEFORE_CUT` for a tap or a change of maps that lies before the cut, and what the trunk throws. */
  forward(parameters: Readonly<Record<string, Tensor>>, input: ModelInput, options: ForwardOptions): ModelOutput;
  /** Several batches in one pass; in a pass each where a batch norm would mix their statistics. */
  forwardAll<Name extends string>(
    parameters: Readonly<Record<string, Tensor>>,
    inputs: Readonly<Record<Name, ModelInput>>,
    options: ForwardOptions,
  ): Readonly<Record<Name, ModelOutput>>;
}

/** Joins a trunk and a head. The head must take the trunk's maps or embedding. */
export function createModel(trunk: Trunk, head: Head): Model {
  const keepsStatistics = describeArchitecture(trunk, head).batchNorm;
  const forward: Model['forward'] = (parameters, input, options) => {
    const { cut, training, random, statistics, trainable, learns = trainable } = options;
    const pass: HeadOptions = {
      training,
      ...(random && { random }),
      ...(learns && { learns }),
      ...(statistics && { statistics }),
    };
    if (cut === 'embedding') {
      checkReachable(trunk, options, trunk.layers.length);
      const embedding_BD = input as Tensor2D;
      // a cut at the embedding is chosen only for heads that read nothing else
      return { ...head.forward(parameters, { embedding_BD } as Features, pass), embedding_BD, taps: {}, pass };
    }
    const { maps_BHWC, taps } = runTrunk(trunk, parameters, input as Tensor4D, options);
    const embedding_BD = globalAveragePool(maps_BHWC);
    return { ...head.forward(parameters, { embedding_BD, maps_BHWC }, pass), embedding_BD, maps_BHWC, taps, pass };
  };
  return {
    trunk,
    head,
    forward,
    forwardAll(parameters, inputs, options) {
      type Name = keyof typeof inputs;
      const names = Object.keys(inputs) as Name[];
      const statistics = options.statistics ?? (options.training ? 'batch' : 'moving');
      const apart = names.length < 2 || (keepsStatistics && statistics !== 'moving');
      if (apart) {
        return Object.fromEntries(names.map((name) => [name, forward(parameters, inputs[name], options)])) as Record<
          Name,
          ModelOutput
        >;
      }
      const all = forward(
        parameters,
        tf.concat(
          names.map((name) => inputs[name]),
          0,
        ),
        options,
      );
      let begin = 0;
      return Object.fromEntries(
        names.map((name) => {
          const size = inputs[name].shape[0] ?? 0;
          const output = rows(all, begin, size);
          begin += size;
          return [name, output];
        }),
      ) as Record<Name, ModelOutput>;
    },
  };
}

/** The trunk from the cut on, in as many ranges as there are taps and changes of maps. */
function runTrunk(
  trunk: Trunk,
  parameters: Readonly<Record<string, Tensor>>,
  input_BHWC: Tensor4D,
  options: ForwardOptions,
): { readonly maps_BHWC: Tensor4D; readonly taps: Readonly<Record<LayerName, Tensor4D>> } {
  const { cut, training, trainable, learns, precision, recompute, statistics, between } = options;
  const last = trunk.layers.at(-1)?.name;
  const start =
    cut === 'images' ? 0 : trunk.layers.findIndex(({ name }) => name === (cut as { after: string }).after) + 1;
  checkReachable(trunk, options, start);
  const stops = new Set([...(options.taps ?? []), ...(between ? [between.after] : [])]);
  const taps: Record<LayerName, Tensor4D> = {};
  let maps_BHWC = input_BHWC;
  let from = cut === 'images' ? trunk.layers[0]?.name : layerAfter(trunk, (cut as { after: string }).after);
  const arrive = (name: LayerName | undefined): void => {
    if (name === undefined || !stops.has(name)) return;
    if (options.taps?.includes(name)) taps[name] = maps_BHWC;
    if (between?.after === name) maps_BHWC = between.apply(maps_BHWC);
  };
  if (cut !== 'images') arrive((cut as { after: string }).after);
  for (let first = true; from !== undefined; first = false) {
    const begin = trunk.layers.findIndex(({ name }) => name === from);
    const to = trunk.layers.slice(begin).find(({ name }) => stops.has(name) || name === last)?.name;
    const differentiateInput = !first || maps_BHWC !== input_BHWC;
    maps_BHWC = trunk.apply(
      parameters,
      maps_BHWC,
      { from, to },
      { training, trainable, learns, precision, recompute, statistics, differentiateInput },
    );
    arrive(to);
    from = to === undefined ? undefined : layerAfter(trunk, to);
  }
  return { maps_BHWC, taps };
}

/** Refuses taps and changes of maps before the layer with index `start`, of which only what comes out is there. */
function checkReachable(trunk: Trunk, { taps = [], between }: ForwardOptions, start: number): void {
  for (const name of [...taps, ...(between ? [between.after] : [])]) {
    const index = trunk.layers.findIndex((layer) => layer.name === name);
    if (index >= 0 && index >= start - 1) continue;
    const layers = trunk.layers.map((layer) => layer.name);
    throw new TrunklineError(
      'TL_LAYER_BEFORE_CUT',
      index < 0
        ? `A method asks for the maps of '${name}'; ${trunk.name} has ${layers.join(', ')}.`
        : `A method asks for the maps of '${name}', which lies in the frozen prefix; reachable are ${layers.slice(start === 0 ? 0 : start - 1).join(', ')}.`,
      { hint: 'Choose a later layer in the method’s options, or freeze less (trunk.frozenThrough).', exitStatus: 2 },
    );
  }
}

function rows(output: ModelOutput, begin: number, size: number): ModelOutput {
  const take = <T extends Tensor>(all: T): T =>
    tf.slice(all, [begin, ...all.shape.slice(1).map(() => 0)], [size, ...all.shape.slice(1)]);
  const embedding_BD = take(output.embedding_BD);
  return {
    logits_BK: take(output.logits_BK),
    embedding_BD,
    features_BF: output.features_BF === output.embedding_BD ? embedding_BD : take(output.features_BF),
    ...(output.maps_BHWC && { maps_BHWC: take(output.maps_BHWC) }),
    taps: Object.fromEntries(Object.entries(output.taps).map(([name, maps]) => [name, take(maps)])),
    pass: output.pass,
  };
}

/**
 * The parameters that a request runs with: those of another network of the method's own where `as` names one, then its
 * values in their places; and which of them get gradients, given those that the stage trains.
 */
export function requestedParameters(
  parameters: Parameters,
  request: Pick<ForwardRequest, 'as' | 'values'>,
  trains: (name: string) => boolean,
): { readonly parameters: Readonly<Record<string, Tensor>>; readonly trainable: (name: string) => boolean } {
  const { as, values } = request;
  if (as === undefined && values === undefined) return { parameters, trainable: trains };
  const own = as === undefined ? [] : Object.keys(parameters).filter((name) => name.startsWith(`${as}/`));
  if (as !== undefined && own.length === 0) throw new Error(`No parameter begins with '${as}/'.`);
  const placed = new Map(own.map((name) => [name.slice((as as string).length + 1), name]));
  const found: Record<string, Tensor> = { ...parameters };
  for (const [place, name] of placed) found[place] = parameters[name] as Tensor;
  for (const [name, value] of Object.entries(values ?? {})) found[name] = value;
  return { parameters: found, trainable: (name) => name in (values ?? {}) || trains(placed.get(name) ?? name) };
}
