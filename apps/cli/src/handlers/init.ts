import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isTrunklineError, makeFolder, nearest, TrunklineError, writeFileAtomic } from '@trunkline/system';
import { experimentText, whatWasFound } from '../init/experiment-text.ts';
import { lookAtCopies } from '../init/look-at-copies.ts';
import { domainsDiffer, lookAtData, usualSide, type FoundDomain } from '../init/look-at-data.ts';
import { proposeExperiment, type Finding } from '../init/propose-experiment.ts';
import { shellWord } from '../output/shell-word.ts';

/** Arguments of `trunkline init`. */
export interface InitArguments {
  readonly data: string;
  readonly target?: string | undefined;
  readonly source?: string | undefined;
  readonly name?: string | undefined;
  readonly output?: string | undefined;
  readonly layout?: 'image-folder' | 'domain-folder' | undefined;
  readonly encoding?: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** `trunkline init`: writes an experiment, checks that it loads, and says what was found and what to do next. */
export async function handleInit(args: InitArguments): Promise<void> {
  const finding = await find(args);
  const output = args.output ?? (await defaultPlace(finding.name));
  const extension = extname(output);
  if (extension !== '.ts' && extension !== '.json') {
    throw new TrunklineError('TL_BAD_OPTION', `--output is ${output}, expected a file that ends in .ts or .json.`, {
      hint: `Write --output ${shellWord(`${finding.name}.experiment.ts`)}.`,
      exitStatus: 2,
    });
  }
  if (!args.force) await refuseExisting(output);
  const experiment = proposeExperiment(finding);
  const command = `npx trunkline run ${shellWord(output)}`;
  const schema = extension === '.json' ? join(dirname(output), 'experiment.schema.json') : undefined;
  await makeFolder(resolve(dirname(output)));
  if (schema === undefined) await writeFileAtomic(output, experimentText(experiment, finding, command));
  else {
    const { experimentJsonSchema } = await import('@trunkline/training');
    await writeFileAtomic(schema, `${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`);
    const text = JSON.stringify({ $schema: `./${basename(schema)}`, ...experiment }, undefined, 2);
    await writeFileAtomic(output, `${text}\n`);
  }
  const { loadExperiment } = await import('@trunkline/training');
  await loadExperiment(output);
  const found = whatWasFound(finding);
  if (args.json) process.stdout.write(`${JSON.stringify({ experiment: output, found, schema })}\n`);
  else process.stdout.write(`${[...found, '', `Written: ${output}`, `Next: ${command} --dry-run`].join('\n')}\n`);
}

async function find(args: InitArguments): Promise<Finding> {
  const domains = await lookAtData(args.data, args);
  const chosen = args.source === undefined ? undefined : domainNamed(domains, '--source', args.source);
  const inside = domains.length > 1 ? domains.find(({ name }) => name === args.target) : undefined;
  const targetsOf = (source: FoundDomain): readonly FoundDomain[] =>
    inside ? [inside] : (outside ?? domains.filter((one) => one !== source));
  const outside = args.target === undefined || inside ? undefined : await lookAtTarget(args.target, domains, args);
  const pictures = await lookAtCopies([...domains, ...(outside ?? [])]);
  const different = (one: FoundDomain): number => pictures.different.get(one) ?? one.count;
  const candidates = (chosen ? [chosen] : domains.filter((one) => one !== inside)).toSorted(
    (first, second) => different(second) - different(first),
  );
  const source = await sourceAmong(candidates, targetsOf, args.data);
  const targets = targetsOf(source);
  const partial = targets.filter(({ classNames }) => classNames.length < source.classNames.length);
  const side = await usualSide([source, ...targets]);
  return {
    name: args.name ?? nameAfter(args.data),
    source,
    targets,
    isPartial: partial.length > 0,
    side,
    notes: [
      ...layoutNote(args.data, domains),
      ...partial.map(({ name, classNames }) => partialNote(source, name, classNames)),
      ...pictures.notes([source, ...targets]),
    ],
  };
}

/** The first whose classes allow an experiment with all its targets. Throws `TL_CLASSES_DIFFER` where none is. */
async function sourceAmong(
  candidates: readonly FoundDomain[],
  targetsOf: (source: FoundDomain) => readonly FoundDomain[],
  data: string,
): Promise<FoundDomain> {
  const { checkClassRelation } = await import('@trunkline/data');
  const [largest] = candidates as readonly [FoundDomain];
  let reason: unknown;
  for (const source of candidates) {
    try {
      for (const target of targetsOf(source)) {
        checkClassRelation(asOutline(source), asOutline(target), 'target-subset');
      }
      return source;
    } catch (error) {
      reason ??= error;
    }
  }
  const targets = targetsOf(largest);
  const isFolder = 'layout' in largest.reference && largest.reference.layout === 'domain-folder';
  const inOneFolder = targets.every(
    ({ reference }) => 'folder' in reference && isFolder && reference.folder === largest.reference.folder,
  );
  if (!isFolder || !inOneFolder) throw reason;
  throw await domainsDiffer(data, [largest, ...targets]);
}

const asOutline = ({ name, classNames }: FoundDomain) => ({ dataSet: name, domain: name, classNames });

/** What `--target` names that is none of the domains that were found. */
async function lookAtTarget(
  target: string,
  domains: readonly FoundDomain[],
  args: InitArguments,
): Promise<readonly FoundDomain[]> {
  try {
    return await lookAtData(target, args);
  } catch (error) {
    if (domains.length < 2 || !isTrunklineError(error) || error.code !== 'TL_DATA_MISSING') throw error;
    return [domainNamed(domains, '--target', target)];
  }
}

function domainNamed(domains: readonly FoundDomain[], option: string, wanted: string): FoundDomain {
  const chosen = domains.find(({ name }) => name === wanted);
  if (chosen) return chosen;
  const names = domains.map(({ name }) => name);
  const close = nearest(wanted, names);
  throw new TrunklineError(
    'TL_DOMAIN_MISSING',
    `${option} is ${JSON.stringify(wanted)}, expected one of the domains that were found: ${names.join(', ')}.`,
    { hint: close === undefined ? 'Name one of them.' : `Did you mean ${close}?`, exitStatus: 2 },
  );
}

function layoutNote(data: string, domains: readonly FoundDomain[]): string[] {
  const inFolders = domains.every(({ reference }) => 'layout' in reference && reference.layout === 'domain-folder');
  if (!inFolders) return [];
  return [
    `${data} holds ${domains.length} domains, ${domains.map(({ name }) => name).join(', ')}, since its folders hold folders of pictures. If they are classes with folders in them: --layout image-folder.`,
  ];
}

function partialNote(source: FoundDomain, target: string, classNames: readonly string[]): string {
  const lacking = source.classNames.filter((name) => !classNames.includes(name));
  return `${target} lacks ${lacking.join(', ')} of ${source.name}: classes is 'target-subset', partial adaptation.`;
}

/** The name of a folder or file as the name of an experiment. */
function nameAfter(data: string): string {
  const name = basename(resolve(data))
    .replace(/\.\w+$/, '')
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return name === '' ? 'mine' : name;
}

/** Below `experiments/` where that is, as Nx finds experiments there; else here. */
async function defaultPlace(name: string): Promise<string> {
  const file = `${name}.experiment.ts`;
  const hasExperiments = await stat('experiments').then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return hasExperiments ? join('experiments', name, file) : file;
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new TrunklineError('TL_FILE_EXISTS', `${path} is there already.`, {
    hint: 'Choose another file with --output, or write over it with --force.',
    exitStatus: 2,
  });
}
