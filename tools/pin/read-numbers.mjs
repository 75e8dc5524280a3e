// What the runs of a folder found, as flat lists of values by name.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The fields of result.json that both builds write, those first that differ first. Times and memory are not the method's. */
const fields = [
  'curves',
  'method',
  'seed',
  'source',
  'target',
  'classNames',
  'steps',
  'selection',
  'targetTest',
  'sourceTest',
  'validators',
  'oracle',
  'cost.totalParameters',
  'cost.trainableParameters',
  'cost.multiplyAddsPerImage',
  'figures.cam',
];

/** Every run below a folder: `{ '<label>' or '<label>/<target>': { '<field>': value } }`. */
export async function readNumbers(folder, { targets }) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('result.json')).sort();
  const runs = {};
  for (const file of files) {
    const result = JSON.parse(await readFile(join(folder, file), 'utf8'));
    const values = {};
    for (const field of fields) flatten(at(result, field), field, values);
    const own = dirname(join(folder, file));
    const embeddings = join(own, 'embeddings.json');
    if (existsSync(embeddings)) flatten(JSON.parse(await readFile(embeddings, 'utf8')), 'embeddings', values);
    Object.assign(values, await weightsIn(join(own, 'checkpoint', 'selected.safetensors')));
    runs[targets > 1 ? `${result.label}/${result.target}` : result.label] = values;
  }
  return runs;
}

const at = (value, path) => path.split('.').reduce((inner, key) => inner?.[key], value);

/** Lists of objects with a name of their own go by that name, so that the order of validators does not count. */
function flatten(value, path, into) {
  if (value === null || typeof value !== 'object') {
    if (value !== undefined) into[path] = value;
    return;
  }
  for (const [key, inner] of Object.entries(value)) flatten(inner, `${path}.${inner?.validator ?? key}`, into);
}

/** The digest of each tensor of a safetensors file. */
async function weightsIn(path) {
  const content = await readFile(path);
  const start = 8 + Number(content.readBigUInt64LE(0));
  const entries = Object.entries(JSON.parse(content.toString('utf8', 8, start)));
  return Object.fromEntries(
    entries
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            data_offsets: [begin, end],
          },
        ]) => {
          const bytes = content.subarray(start + begin, start + end);
          return [`weights.${name}`, createHash('sha256').update(bytes).digest('hex').slice(0, 16)];
        },
      ),
  );
}
