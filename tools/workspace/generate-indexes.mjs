// Writes every generated index from the folder it lists, so that adding a method or a validator is adding a file.
// `--check` only compares and ends with status 1 where one differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What is listed: a folder of a room, the name of the list, and the type of its entries with the file it is in. */
const listed = [
  { room: 'backbone', folder: 'trunks', list: 'allTrunks', type: 'AnyTrunkDefinition', from: 'define-trunk.ts' },
  {
    room: 'engine',
    folder: 'ops/stack/layers',
    list: 'allLayerKinds',
    type: 'AnyLayerKind',
    from: 'ops/stack/layer.ts',
  },
  { room: 'backbone', folder: 'weight-sets', list: 'allWeightSets', type: 'WeightSet', from: 'weights/weight-set.ts' },
  {
    room: 'data',
    folder: 'datasets',
    list: 'allDataSets',
    type: 'DataSetDefinition',
    from: 'making/define-data-set.ts',
  },
  {
    room: 'data',
    folder: 'augmentations',
    list: 'allAugmentations',
    type: 'AnyAugmentationDefinition',
    from: 'augmenting/define-augmentation.ts',
  },
  { room: 'heads', folder: 'heads', list: 'allHeads', type: 'AnyHeadDefinition', from: 'define-head.ts' },
  { room: 'evaluation', folder: 'validators', list: 'allValidators', type: 'Validator', from: 'validator.ts' },
];

const head = '// Written by tools/workspace/generate-indexes.mjs; do not edit.';
const camelCase = (name) => name.replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** The names of a folder's files, without tests. */
function filesOf(folder) {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

function listText({ list, type, from, files }) {
  return [
    head,
    `import type { ${type} } from '../${from}';`,
    ...files.map((file) => `import { ${camelCase(posix.basename(file))} } from '../${file}.ts';`),
    '',
    `export const ${list}: readonly ${type}[] = [`,
    ...files.map((file) => `  ${camelCase(posix.basename(file))},`),
    '];',
    '',
  ].join('\n');
}

const methodsSource = 'packages/methods/src';

/** A family is a folder of the methods' room whose files define methods. */
export function methodFamilies() {
  return readdirSync(join(root, methodsSource), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((folder) => filesOf(`${methodsSource}/${folder}`).some((file) => definesMethod(`${folder}/${file}`)))
    .sort();
}

function definesMethod(file) {
  const text = readFileSync(join(root, methodsSource, `${file}.ts`), 'utf8');
  return new RegExp(`^export const ${camelCase(posix.basename(file))} = define\\w+[(<]`, 'm').test(text);
}

/** Every method's file below the source of the methods' room, without its ending: `adaptation/dann`. */
export function methodFiles() {
  return methodFamilies().flatMap((family) => filesOf(`${methodsSource}/${family}`).map((file) => `${family}/${file}`));
}

/** Path and text of every generated index, as the folders are now. */
export function generatedIndexes() {
  const families = methodFamilies();
  return [
    ...listed.map(({ room, folder, ...facts }) => ({
      path: `packages/${room}/src/generated/${posix.basename(folder)}.ts`,
      text: listText({ ...facts, files: filesOf(`packages/${room}/src/${folder}`).map((file) => `${folder}/${file}`) }),
    })),
    {
      path: `${methodsSource}/generated/methods.ts`,
      text: listText({ list: 'allMethods', type: 'MethodDefinition', from: 'define-method.ts', files: methodFiles() }),
    },
    {
      path: `${methodsSource}/generated/families.ts`,
      text: [
        head,
        '/** The folders that hold methods. */',
        'export const families = [',
        ...families.map((family) => `  '${family}',`),
        '] as const;',
        '',
        '/** What a method is for: the name of its folder. */',
        'export type Family = (typeof families)[number];',
        '',
      ].join('\n'),
    },
  ];
}

/** Paths of the indexes that differ from their folders; writes them unless `check`. */
export function generateIndexes({ check = false } = {}) {
  const stale = generatedIndexes().filter(({ path, text }) => {
    const full = join(root, path);
    return !existsSync(full) || readFileSync(full, 'utf8') !== text;
  });
  if (!check) {
    for (const { path, text } of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  return stale.map(({ path }) => path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  const stale = generateIndexes({ check });
  for (const path of stale) console.log(`${check ? 'differs from its folder' : 'written'}: ${path}`);
  if (check && stale.length > 0) {
    console.error('Run `npm run generate`.');
    process.exitCode = 1;
  }
}
