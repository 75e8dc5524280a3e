import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { makeFolder, nearest, TrunklineError, writeFileAtomic } from '@trunkline/system';
import { experimentText, whatWasFound } from '../init/experiment-text.ts';
import { lookAtData, usualSide, type FoundDomain } from '../init/look-at-data.ts';
import { proposeExperiment, type Finding } from '../init/propose-experiment.ts';
import { shellWord } from '../output/shell-word.ts';

/** Arguments of `trunkline init`. */
export interface InitArguments {
  readonly data: string;
  readonly target?: string | undefined;
  readonly source?: string | undefined;
  readonly name?: string | undefined;
  readonly output?: string | undefined;
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
  const domains = await lookAtData(args.data);
  const source = chooseSource(domains, args.source);
  const targets = args.target === undefined ? domains.filter((one) => one !== source) : await lookAtData(args.target);
  const { checkClassRelation, checkSameClasses } = await import('@trunkline/data');
  const asOutline = (one: FoundDomain) => ({ dataSet: one.name, domain: one.name, classNames: one.classNames });
  const isPartial = targets.some((target) => {
    try {
      checkSameClasses(asOutline(source), asOutline(target));
      return false;
    } catch {
      checkClassRelation(asOutline(source), asOutline(target), 'target-subset');
      return true;
    }
  });
  const side = await usualSide([source, ...targets]);
  return { name: args.name ?? nameAfter(args.data), source, targets, isPartial, side };
}

function chooseSource(domains: readonly FoundDomain[], wanted: string | undefined): FoundDomain {
  const largest = domains.reduce((most, one) => (one.count > most.count ? one : most));
  if (wanted === undefined) return largest;
  const chosen = domains.find(({ name }) => name === wanted);
  if (chosen) return chosen;
  const names = domains.map(({ name }) => name);
  const close = nearest(wanted, names);
  throw new TrunklineError(
    'TL_DOMAIN_MISSING',
    `--source is ${JSON.stringify(wanted)}, expected one of the domains that were found: ${names.join(', ')}.`,
    { hint: close === undefined ? 'Name one of them.' : `Did you mean ${close}?`, exitStatus: 2 },
  );
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
