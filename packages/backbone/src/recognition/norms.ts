import {
  compareNumbers,
  layerSequences,
  moduleKey,
  placeOf,
  type LayerSequence,
  type NamedTensor,
} from './convolutions.ts';
import type { LayerOrder } from './layer-order.ts';
import type { Role } from './tensor-name.ts';

/** The four tensors of a batch norm by their names here. */
export type NormTensors = Readonly<Record<'scale' | 'offset' | 'mean' | 'variance', NamedTensor>>;

/** The batch norms of a trunk: one a convolution, none, or why neither can be said. */
export type Norms = { readonly norms: readonly NormTensors[] } | { readonly problem: string };

interface Norm {
  readonly module: readonly string[];
  readonly channels: number;
  readonly has: ReadonlyMap<Role, NamedTensor>;
  /** One of its tensors, to say where. */
  readonly sample: NamedTensor;
}

const wanted = ['scale', 'offset', 'mean', 'variance'] as const;
const torchNames = { scale: 'weight', offset: 'bias', mean: 'running_mean', variance: 'running_var' } as const;

/** Layers behind a trunk, by their names: norms there are no part of it. */
const behindTrunk =
  /^(?:.*_)?(?:classifier|head|heads|fc\d*|dense\d*|predictions?|projector|projection|predictor|neck|decoder|discriminator|top|bottleneck)(?:_.*)?$/i;

/**
 * Finds the batch norms of a trunk among the tensors of its file. A norm is found by its statistics, or by a scale of rank 1
 * where they are missing: weights without the statistics they were trained with are no whole trunk.
 */
export function findNorms(
  trunk: LayerSequence,
  channels: readonly number[],
  all: readonly NamedTensor[],
  order: LayerOrder,
): Norms {
  const norms = normsAmong(all.filter(({ beyond }) => beyond === trunk.beyond));
  const own = sequenceOf(norms, channels);
  const last = trunk.members.at(-1)?.module ?? [];
  const inScope = norms.filter((norm) => isInside(norm, trunk, channels) && order.isBehind(norm.module, last) !== true);
  const chosen = own(trunk.scope) ?? (inScope.length === 0 ? own([]) : undefined);
  if (chosen) return whole(chosen);
  const [first] = inScope;
  if (!first || areOfHead(inScope, (norm) => order.isBehind(norm.module, last))) return { norms: [] };
  const problem = `it has ${inScope.length} batch ${inScope.length === 1 ? 'norm' : 'norms'} (${first.sample.name}, …) for ${channels.length} convolutions`;
  return { problem };
}

/**
 * Norms that are numbered by their class alone say nothing of their place. Where no order of layers does, a few are the
 * head's: a trunk has one a block at least.
 */
function areOfHead(norms: readonly Norm[], isBehind: (norm: Norm) => boolean | undefined): boolean {
  const areCounted = norms.every(({ module }) => /(?:^|_)batch_normalization(?:_\d+)?$/.test(module.at(-1) ?? ''));
  return norms.length < 5 && areCounted && norms.every((norm) => isBehind(norm) === undefined);
}

function normsAmong(all: readonly NamedTensor[]): readonly Norm[] {
  const modules = new Map<string, NamedTensor[]>();
  for (const one of all) {
    const key = moduleKey(one);
    const list = modules.get(key);
    if (list) list.push(one);
    else modules.set(key, [one]);
  }
  return [...modules.values()].flatMap((tensors): Norm[] => {
    if (tensors.some(({ tensor }) => tensor.shape.length > 1)) return [];
    const has = new Map<Role, NamedTensor>();
    for (const one of tensors) if (one.tensor.shape.length === 1) has.set(asNorm(one.role), one);
    const sample = has.get('mean') ?? has.get('variance') ?? has.get('scale');
    return sample ? [{ module: sample.module, channels: sample.tensor.shape[0] ?? 0, has, sample }] : [];
  });
}

function asNorm(role: Role | undefined): Role {
  return role === 'bias' || role === undefined ? 'offset' : role;
}

/** Looks, below a scope, for one norm a convolution with its number of channels, in the order of their names. */
function sequenceOf(norms: readonly Norm[], channels: readonly number[]) {
  const byName = new Map(norms.map((norm) => [norm.sample.name, norm]));
  const sequences = layerSequences(norms.map(({ sample }) => sample)).map(({ scope, members }) => ({
    scope,
    norms: members.flatMap(({ name }) => byName.get(name) ?? []),
  }));
  return (scope: readonly string[]): readonly Norm[] | undefined =>
    sequences.find(
      (sequence) =>
        scope.every(
          (part, at) => sequence.scope[at] === part || sequence.norms.every(({ module }) => module[at] === part),
        ) &&
        sequence.norms.length === channels.length &&
        sequence.norms.every((norm, at) => norm.channels === channels[at]),
    )?.norms;
}

/** Whether a norm may stand between the convolutions of a trunk. */
function isInside({ module, channels }: Norm, trunk: LayerSequence, outputs: readonly number[]): boolean {
  if (!trunk.scope.every((part, at) => module[at] === part)) return false;
  const rest = module.slice(trunk.scope.length);
  if (rest.some((part) => behindTrunk.test(part)) || !outputs.includes(channels)) return false;
  const [first, last] = [trunk.members[0], trunk.members.at(-1)].map((one) =>
    placeOf(one?.module.slice(trunk.scope.length) ?? []),
  );
  const place = placeOf(rest);
  // features.28 is the last convolution, features.29 its norm; 30 and on are behind the trunk
  const behind = [...(last?.slice(0, -1) ?? []), (last?.at(-1) ?? 0) + 1];
  const numberedAlike = trunk.template === '#' && place.length === 1 && /^\d+$/.test(rest[0] ?? '');
  return !numberedAlike || (compareNumbers(place, first ?? []) > 0 && compareNumbers(place, behind) <= 0);
}

function whole(norms: readonly Norm[]): Norms {
  const result: NormTensors[] = [];
  for (const { has, module, channels } of norms) {
    const missing = wanted.filter((role) => !has.has(role));
    if (missing.length > 0) {
      const names = missing.map((role) => torchNames[role]).join(', ');
      return { problem: `its batch norm ${module.join('.')} has no ${names}` };
    }
    const wrong = wanted.find((role) => has.get(role)?.tensor.shape[0] !== channels);
    if (wrong) {
      return { problem: `the ${torchNames[wrong]} of its batch norm ${module.join('.')} is not [${channels}]` };
    }
    result.push(Object.fromEntries(wanted.map((role) => [role, has.get(role)])) as unknown as NormTensors);
  }
  return { norms: result };
}
