import { listDomains } from '@trunkline/data';
import { TrunklineError } from '@trunkline/system';
import {
  domainName,
  isUnlabelled,
  toDataReference,
  type DomainReferenceInput,
  type TargetReferenceInput,
} from './domain-reference.ts';
import type { ResolvedExperiment } from './resolve.ts';

/** What is learnt from and what on; numbers are places in the list of domains. */
export interface Pair {
  readonly sources: readonly number[];
  readonly target: number;
  /** What tables call the two sides. */
  readonly name: { readonly source: string; readonly target: string };
  /** Target training images of each class whose label may be seen. */
  readonly labelled?: number;
  /** Nobody knows the classes of the target's pictures. */
  readonly unlabelled?: true;
}

/** The domains of an experiment, each once, and the pairs that it makes of them. */
export interface Pairs {
  readonly domains: readonly TargetReferenceInput[];
  readonly pairs: readonly Pair[];
}

/**
 * Lays out the pairs of an experiment: one a target, or with `leaveOneOut` one a domain. Lists a folder of domains, but
 * reads nothing in them. Throws `TL_DATA_MISSING`, `TL_DOMAIN_MISSING`, `TL_EXPERIMENT_INVALID`.
 */
export async function pairsOf(data: ResolvedExperiment['data']): Promise<Pairs> {
  const domains: TargetReferenceInput[] = [];
  const places = new Map<string, number>();
  const placeOf = (reference: TargetReferenceInput): number => {
    const key = JSON.stringify(toDataReference(reference));
    const place = places.get(key) ?? domains.length;
    places.set(key, place);
    if (place === domains.length) domains.push(toDataReference(reference) as TargetReferenceInput);
    return place;
  };
  const pairOf = (sources: readonly DomainReferenceInput[], target: TargetReferenceInput): Pair => ({
    sources: sources.map(placeOf),
    target: placeOf(target),
    name: { source: nameOf(sources), target: domainName(target) },
    ...('labelled' in target && target.labelled !== undefined && { labelled: target.labelled }),
    ...(isUnlabelled(target) && { unlabelled: true }),
  });
  if (data.leaveOneOut !== undefined) {
    const all = await domainsOf(data.leaveOneOut);
    for (const one of all) placeOf(one);
    return {
      domains,
      pairs: all.map((target) =>
        pairOf(
          all.filter((one) => one !== target),
          target,
        ),
      ),
    };
  }
  const sources = data.sources ?? (data.source ? [data.source] : []);
  for (const source of sources) placeOf(source);
  if (domains.length < sources.length) {
    throw new TrunklineError('TL_EXPERIMENT_INVALID', 'data.sources names a domain twice.', {
      hint: 'Name each source once.',
      exitStatus: 2,
    });
  }
  return { domains, pairs: (data.targets ?? []).map((target) => pairOf(sources, target)) };
}

async function domainsOf(
  given: NonNullable<ResolvedExperiment['data']['leaveOneOut']>,
): Promise<readonly DomainReferenceInput[]> {
  if (!('folder' in given)) return given;
  const { domains, ...rest } = given;
  const names = domains ?? (await listDomains(given.folder));
  if (names.length >= 2) return names.map((domain) => ({ ...rest, domain }));
  throw new TrunklineError(
    'TL_DOMAIN_MISSING',
    `${given.folder} has ${names.length === 1 ? `one domain only (${names[0]})` : 'no domain'}; data.leaveOneOut needs two at least.`,
    { hint: 'Lay the pictures out as <folder>/<domain>/<class>/<picture>.jpg.', exitStatus: 2 },
  );
}

/** `art + photo`; of many domains their number alone. */
function nameOf(sources: readonly DomainReferenceInput[]): string {
  const name = sources.map(domainName).join(' + ');
  return name.length > 60 ? `${sources.length} domains` : name;
}
