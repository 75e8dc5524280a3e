import type { Cut, LayerName, Trunk } from '@trunkline/backbone';
import type { Head } from '@trunkline/heads';
import { resolveTrainable, type TrainableRule } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';

/** Rates of every parameter in a stage, and where the frozen prefix ends. */
export interface StageRates {
  readonly rates: ReadonlyMap<string, number | 'frozen'>;
  readonly cut: Cut;
}

/**
 * Which parameters a stage trains, after the experiment's `frozenThrough`, and the deepest cut that leaves everything
 * before it frozen: behind the pooling when the whole trunk is frozen and the head reads embeddings.
 */
export function stageRates(
  trunk: Trunk,
  head: Pick<Head, 'inputs' | 'parameters'>,
  ownParameters: readonly string[],
  rules: readonly TrainableRule[],
  frozenThrough: LayerName | undefined,
): StageRates {
  const trunkNames = trunk.parameterNames();
  const names = [...trunkNames, ...head.parameters.map(({ name }) => name), ...ownParameters];
  const rates = new Map(resolveTrainable(names, rules));
  if (frozenThrough !== undefined) {
    for (const name of trunk.parameterNames({ to: checkedLayer(trunk, frozenThrough) })) rates.set(name, 'frozen');
  }
  for (const { name, learnable } of trunk.parameters()) if (!learnable) rates.set(name, 'frozen');
  return { rates, cut: deepestCut(trunk, head, rates) };
}

function checkedLayer(trunk: Trunk, name: LayerName): LayerName {
  const layers = trunk.layers.map((layer) => layer.name);
  if (layers.includes(name)) return name;
  throw new TrunklineError(
    'TL_LAYER_UNKNOWN',
    `trunk.frozenThrough is '${name}'; ${trunk.name} has ${layers.join(', ')}.`,
    {
      hint: 'Use one of these names.',
      exitStatus: 2,
    },
  );
}

function deepestCut(trunk: Trunk, head: Pick<Head, 'inputs'>, rates: ReadonlyMap<string, number | 'frozen'>): Cut {
  let frozen: LayerName | undefined;
  for (const layer of trunk.layers) {
    const names = trunk.parameterNames({ from: layer.name, to: layer.name });
    const learnable = names.filter((name) => rates.get(name) !== 'frozen' && rates.get(name) !== undefined);
    if (learnable.length > 0) break;
    frozen = layer.name;
  }
  if (frozen === undefined) return 'images';
  if (frozen === trunk.layers.at(-1)?.name && head.inputs === 'embedding') return 'embedding';
  return { after: frozen };
}

/** Names that rules for a method's own parameters match, while only shapes are known and its parameters are not made. */
export function placeholderNames(rules: readonly TrainableRule[]): string[] {
  return rules
    .map(([pattern]) => pattern)
    .filter((pattern) => !pattern.startsWith('backbone/') && !pattern.startsWith('head/'))
    .map((pattern) => pattern.replaceAll('*', 'x'));
}
