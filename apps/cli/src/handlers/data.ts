import { createProgress, TrunklineError } from '@trunkline/system';
import { notice } from '../output/notice.ts';
import { printRows } from '../output/print-rows.ts';
import { counted } from '../output/readable.ts';

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
export async function handleDataInspect(args: {
  readonly data: string;
  readonly layout: 'image-folder' | 'domain-folder';
  readonly domain?: string | undefined;
  readonly root?: string | undefined;
  readonly skipCorrupt: boolean;
  readonly parts: boolean;
  readonly followLinks: boolean;
  readonly against?: string | undefined;
  readonly json: boolean;
}): Promise<void> {
  const { countShared, describeClasses, describeCopies, describeShared, loadDomain, partCodes } =
    await import('@trunkline/data');
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

async function referenceTo(args: {
  readonly data: string;
  readonly layout: 'image-folder' | 'domain-folder';
  readonly domain?: string | undefined;
  readonly root?: string | undefined;
  readonly skipCorrupt: boolean;
  readonly parts: boolean;
  readonly followLinks: boolean;
}) {
  const { dataSets } = await import('@trunkline/data');
  const { dirname } = await import('node:path');
  const onCorrupt = args.skipCorrupt ? ('skip' as const) : ('error' as const);
  const { parts, followLinks } = args;
  const domain = args.domain === undefined ? {} : { domain: args.domain };
  if (dataSets().some((set) => set.name === args.data)) return { dataSet: args.data, onCorrupt };
  if (args.data.endsWith('.csv'))
    return { csv: args.data, root: args.root ?? dirname(args.data), ...domain, onCorrupt, followLinks };
  if (args.layout === 'image-folder')
    return { folder: args.data, layout: 'image-folder' as const, onCorrupt, parts, followLinks };
  if (args.domain === undefined) {
    throw new TrunklineError('TL_USAGE', 'trunkline data inspect: --layout domain-folder needs --domain.', {
      hint: `Add --domain with the name of a folder in ${args.data}.`,
      exitStatus: 2,
    });
  }
  return { folder: args.data, layout: 'domain-folder' as const, domain: args.domain, onCorrupt, parts, followLinks };
}
