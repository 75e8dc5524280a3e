import { createProgress, TrunklineError } from '@trunkline/system';
import { notice } from '../output/notice.ts';
import { printRows } from '../output/print-rows.ts';
import { counted } from '../output/readable.ts';
import { shellWord } from '../output/shell-word.ts';

/** `trunkline data list`. */
export async function handleDataList(args: { readonly json: boolean }): Promise<void> {
  const { dataSets } = await import('@trunkline/data');
  const { stat } = await import('node:fs/promises');
  const rows = await Promise.all(
    dataSets().map(async (set) => {
      const here = await Promise.all(
        set.domains.map((domain) =>
          stat(set.preparedPath(domain)).then(
            () => true,
            () => false,
          ),
        ),
      );
      const { name, title, description, licence, citation, classNames, domains, counts, digests } = set;
      const prepared = here.every(Boolean);
      const images = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return {
        name,
        title,
        description,
        licence,
        citation,
        classNames,
        domains,
        counts,
        digests,
        prepared,
        images,
        classes: classNames.length,
      };
    }),
  );
  await printRows(rows, ['name', 'images', 'classes', 'prepared', 'licence', 'title'], args.json);
}

/** `trunkline data prepare`. */
export async function handleDataPrepare(args: {
  readonly names: readonly string[];
  readonly quiet: boolean;
  readonly json: boolean;
}): Promise<void> {
  const { findDataSet } = await import('@trunkline/data');
  const chosen = args.names.map(findDataSet);
  for (const set of chosen) {
    let progress: ReturnType<typeof createProgress> | undefined;
    const made = await set.prepare({
      onProgress: ({ done, total, note }) => {
        progress ??= createProgress({ label: set.title, total, unit: 'images', quiet: args.quiet });
        progress.update(done, note);
      },
    });
    progress?.finish();
    if (args.json) process.stdout.write(`${JSON.stringify({ name: set.name, made })}\n`);
    else if (!args.quiet) process.stdout.write(`${set.name}: ${made ? 'made' : 'was here already'}\n`);
  }
}

/** `trunkline data inspect`. */
export async function handleDataInspect(args: InspectArguments): Promise<void> {
  const { countShared, describeClasses, describeCopies, describeShared, loadDomain, partCodes } =
    await import('@trunkline/data');
  const domains = await domainsIn(args);
  if (domains) {
    await showDomains(args, domains);
    return;
  }
  const reference = await referenceTo(args);
  const notes: string[] = [];
  const images = await loadDomain(reference, {
    onNote: (note) => notes.push(note),
    onSkip: (skipped) => {
      const named = skipped.slice(0, 5).map(({ id }) => id);
      notes.push(
        `${counted(skipped.length, 'picture')} cannot be decoded, left out: ${named.join(', ')}${skipped.length > 5 ? ', …' : ''}.`,
      );
    },
  });
  notes.push(...describeCopies(images, args.data), ...describeClasses(images, args.data));
  let shared: number | undefined;
  if (args.against !== undefined) {
    const other = await loadDomain(await referenceTo({ ...args, data: args.against }));
    shared = countShared(images, other);
    const said = describeShared(images, args.data, other, args.against);
    if (said !== undefined) notes.push(said);
    else notice(`No picture of ${args.data} is also in ${args.against} (equal content).`);
  }
  for (const note of notes) notice(`warning: ${note}`);
  const { officialParts_N } = images;
  const parts =
    officialParts_N &&
    Object.fromEntries(
      Object.entries(partCodes).map(([part, code]) => [part, officialParts_N.filter((one) => one === code).length]),
    );
  const counts = images.classNames.map((name, label) => ({
    class: name,
    images: images.labels_N.reduce((sum, one) => sum + (one === label ? 1 : 0), 0),
  }));
  if (args.json) {
    const { dataSet, domain, count, digest, classNames } = images;
    process.stdout.write(
      `${JSON.stringify({ dataSet, domain, count, digest, classNames, counts, parts, shared, notes })}\n`,
    );
    return;
  }
  process.stdout.write(
    `${images.dataSet} / ${images.domain}: ${counted(images.count, 'image')} in ${images.classNames.length} classes\n`,
  );
  process.stdout.write(`digest ${images.digest}\n`);
  if (parts) {
    const named = Object.entries(parts).filter(([, count]) => count > 0);
    process.stdout.write(`parts ${named.map(([part, count]) => `${part} ${count}`).join(', ')}\n`);
  }
  await printRows(counts, ['class', 'images'], false);
}

/** The domains of a folder or manifest of which none is named; undefined for data that are one domain. */
async function domainsIn(args: InspectArguments): Promise<readonly Overview[] | undefined> {
  const { data, domain, layout, parts, followLinks, encoding } = args;
  const { dataSets, findDomains, listManifestDomains, outlineDomain, readDomainFolder } =
    await import('@trunkline/data');
  if (domain !== undefined || layout === 'image-folder' || !parts) return undefined;
  if (dataSets().some((set) => set.name === data)) return undefined;
  if (data.toLowerCase().endsWith('.csv')) {
    const listed = await listManifestDomains(data, encoding === undefined ? {} : { encoding });
    const named = listed.filter((name) => name !== '');
    if (listed.length < 2) return undefined;
    return await Promise.all(
      named.map(async (name) => {
        const outline = await outlineDomain(await referenceTo({ ...args, domain: name }));
        const { count = 0, classNames = [], notes = [] } = outline ?? {};
        const unnamed = listed.length > named.length ? ['rows that name no domain are in none.'] : [];
        return { name, images: count, classNames, notes: [...notes, ...unnamed] };
      }),
    );
  }
  const options = { followLinks, onCorrupt: args.skipCorrupt ? ('skip' as const) : ('error' as const) };
  const { domains } = await findDomains(data, options);
  if (domains.length < 2) return undefined;
  return await Promise.all(
    domains.map(async ({ name }) => {
      const { paths, classNames, notes = [] } = await readDomainFolder(data, name, options);
      return { name, images: paths.length, classNames, notes };
    }),
  );
}

/** What is shown of one domain among several. */
interface Overview {
  readonly name: string;
  readonly images: number;
  readonly classNames: readonly string[];
  readonly notes: readonly string[];
}

async function showDomains(args: InspectArguments, domains: readonly Overview[]): Promise<void> {
  const { data } = args;
  if (args.against !== undefined) {
    throw new TrunklineError('TL_USAGE', `trunkline data inspect: ${data} holds ${domains.length} domains.`, {
      hint: `Name the one to compare: --domain ${shellWord(domains[0]?.name ?? '')}. Of folders in classes: --layout image-folder.`,
      exitStatus: 2,
    });
  }
  const { describeDomainClasses } = await import('@trunkline/data');
  const differences = describeDomainClasses(domains).map((one) => `the classes differ: ${one}`);
  const notes = [...domains.flatMap((one) => one.notes.map((note) => `${one.name}: ${note}`)), ...differences];
  for (const note of notes) notice(`warning: ${note}`);
  if (args.json) {
    const shown = domains.map(({ name, images, classNames }) => ({ domain: name, count: images, classNames }));
    process.stdout.write(`${JSON.stringify({ data, domains: shown, notes })}\n`);
    return;
  }
  const manifest = data.toLowerCase().endsWith('.csv');
  process.stdout.write(
    manifest
      ? `${data}: ${domains.length} domains; --domain shows one\n`
      : `${data}: ${domains.length} domains, since its folders hold folders of pictures; --domain shows one. If they are classes with folders in them: --layout image-folder\n`,
  );
  const rows = domains.map(({ name, images, classNames }) => ({ domain: name, images, classes: classNames.length }));
  await printRows(rows, ['domain', 'images', 'classes'], false);
}

interface InspectArguments {
  readonly data: string;
  readonly layout?: 'image-folder' | 'domain-folder' | undefined;
  readonly encoding?: string | undefined;
  readonly domain?: string | undefined;
  readonly root?: string | undefined;
  readonly skipCorrupt: boolean;
  readonly parts: boolean;
  readonly followLinks: boolean;
  readonly against?: string | undefined;
  readonly json: boolean;
}

async function referenceTo(args: InspectArguments) {
  const { dataSets } = await import('@trunkline/data');
  const { dirname } = await import('node:path');
  const onCorrupt = args.skipCorrupt ? ('skip' as const) : ('error' as const);
  const { parts, followLinks } = args;
  const domain = args.domain === undefined ? {} : { domain: args.domain };
  if (dataSets().some((set) => set.name === args.data)) return { dataSet: args.data, onCorrupt };
  if (args.data.toLowerCase().endsWith('.csv')) {
    const encoding = args.encoding === undefined ? {} : { encoding: args.encoding };
    return { csv: args.data, root: args.root ?? dirname(args.data), ...domain, ...encoding, onCorrupt, followLinks };
  }
  if (args.layout === 'image-folder' || (args.layout === undefined && args.domain === undefined))
    return { folder: args.data, layout: 'image-folder' as const, onCorrupt, parts, followLinks };
  if (args.domain === undefined) {
    throw new TrunklineError('TL_USAGE', 'trunkline data inspect: --layout domain-folder needs --domain.', {
      hint: `Add --domain with the name of a folder in ${args.data}.`,
      exitStatus: 2,
    });
  }
  return { folder: args.data, layout: 'domain-folder' as const, domain: args.domain, onCorrupt, parts, followLinks };
}
