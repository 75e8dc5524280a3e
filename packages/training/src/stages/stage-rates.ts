import type { LayerName, Trunk, Cut } from '@trunkline/backbone';
import { resolveTrainable, type Architecture, type Modules, type TrainableRule } from '@trunkline/methods';
import { TrunklineError } from '@trunkline/system';

/** What becomes of every parameter in a stage, and where the frozen prefix ends. */
export interface StageRates {
  readonly rates: ReadonlyMap<string, number | 'frozen' | 'held'>;
  /** Parameters that weight decay leaves alone, whatever the optimiser is. */
  readonly undecayed: ReadonlySet<string>;
  readonly cut: Cut;
}

/**
 * Which parameters a stage trains, after the experiment's `frozenThrough`, and the deepest cut that leaves everything
 * before it frozen: behind the pooling when the whole trunk is frozen and the head reads embeddings.
 */
export function stageRates(
  architecture: Architecture,
  modules: Modules,
  rules: readonly TrainableRule[],
  frozenThrough: LayerName | undefined,
): StageRates {
  const { trunk } = architecture;
  const all = [...architecture.parameters, ...Object.values(modules).flatMap(({ parameters }) => parameters)];
  const resolved = resolveTrainable(
    all.map(({ name }) => name),
    rules,
  );
  const rates = new Map(resolved.rates);
  if (frozenThrough !== undefined) {
    for (const name of trunk.parameterNames({ to: checkedLayer(trunk, frozenThrough) })) rates.set(name, 'frozen');
  }
  for (const { name, learnable } of all) {
    if (learnable === false && rates.get(name) !== 'held') rates.set(name, 'frozen');
  }
  const elsewhere = new Set(
    all.flatMap(({ name, learnable }) => {
      const place = name.indexOf('/backbone/');
      const rate = rates.get(name);
      const changes = typeof rate === 'number' || (rate === 'held' && learnable === false);
      return place >= 0 && changes ? [name.slice(place + 1)] : [];
    }),
  );
  return { rates, undecayed: resolved.undecayed, cut: deepestCut(architecture, rates, elsewhere) };
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

/**
 * A layer counts as frozen where nothing of it changes. `elsewhere` are parameters in whose place another network of the
 * method trains values of its own, or keeps running statistics of its own: their layers differ from picture to picture.
 */
function deepestCut({ trunk, head }: Architecture, rates: StageRates['rates'], elsewhere: ReadonlySet<string>): Cut {
  let frozen: LayerName | undefined;
  for (const layer of trunk.layers) {
    const names = trunk.parameterNames({ from: layer.name, to: layer.name });
    if (names.some((name) => rates.get(name) !== 'frozen' || elsewhere.has(name))) break;
    frozen = layer.name;
  }
  if (frozen === undefined) return 'images';
  if (frozen === trunk.layers.at(-1)?.name && head.inputs === 'embedding') return 'embedding';
  return { after: frozen };
}
