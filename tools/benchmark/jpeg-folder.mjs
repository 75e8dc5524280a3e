// A folder of JPEG files to uint8 batches of 112 px, images a second, from listing the files to the last batch. First with
// nothing kept, then `again` in a new process with the decoded pictures of the first on disk. $PACS_FOLDER names a folder
// of photographs in class folders; without it, pictures are made.
import { join } from 'node:path';
import { comparison, medianOf } from './comparison.mjs';
import { freshCache } from './fresh-cache.mjs';
import { makePictures } from './pictures.mjs';
import { inTemporaryFolder } from './run-trunkline.mjs';
import { inTurn, runOnce } from './sides.mjs';

const side = 112;
const batch = 64;
const workers = 2;

export const cases = [
  {
    names: ['data/jpeg-folder', 'data/jpeg-folder/again'],
    seconds: ({ quick }) => (quick ? 25 : 100),
    run: (options) => inTemporaryFolder((folder) => jpegFolder(folder, options)),
  },
];

async function jpegFolder(folder, { python, quick }) {
  const given = process.env.PACS_FOLDER;
  const pictures = given ?? join(folder, 'pictures');
  if (!given) await makePictures(pictures, { count: quick ? 300 : 1000, side: 227 });
  const worker = join(import.meta.dirname, 'jpeg-folder-worker.mjs');
  const script = join(import.meta.dirname, 'jpeg_folder.py');
  const args = [pictures, side, batch].map(String);
  let round = 0;
  const sides = {
    async ours() {
      const environment = { TRUNKLINE_CACHE: await freshCache(join(folder, `cache-${round++}`)) };
      const read = () => runOnce(process.execPath, [worker, ...args], environment);
      return { first: await read(), again: await read() };
    },
    plain: () => runOnce(python, [script, ...args, String(workers), 'plain']),
    draft: () => runOnce(python, [script, ...args, String(workers), 'draft']),
  };
  const { ours, plain, draft } = await inTurn(sides, quick ? { rounds: 1, warmUp: 0 } : { rounds: 5, warmUp: 1 });
  const { images } = plain[0];
  const rate = (answers) => images / medianOf(answers, 'seconds');
  const row = (name, kind) => {
    const own = ours.map((answer) => answer[kind]);
    return comparison({
      name,
      ours: rate(own),
      peer: rate(plain),
      peerName: `torch DataLoader, ${workers} workers, PIL`,
      unit: 'images/s',
      better: 'higher',
      peerShrinkOnLoad: rate(draft),
      ratioToPeerShrinkOnLoad: rate(own) / rate(draft),
      images,
      memoryOurs: medianOf(own, 'memory'),
      pictures: given ? 'given' : 'made',
      rounds: own.length,
    });
  };
  return [row('data/jpeg-folder', 'first'), row('data/jpeg-folder/again', 'again')];
}
