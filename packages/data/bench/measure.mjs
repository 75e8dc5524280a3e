// What reading costs: node bench/measure.mjs [folder of <domain>/<class>/<picture>] (after `npx nx build data`).
// A million rows of a manifest, 100,000 files indexed twice, pictures decoded at 112 px and read again.
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-measure-'));
process.env.TRUNKLINE_CACHE = join(folder, 'cache');
const { listDomains, loadDomain, readCsvManifest } = await import('../dist/index.js');

let peak = 0;
setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20).unref();

async function measured(label, work) {
  peak = process.memoryUsage().rss;
  const before = peak;
  const started = performance.now();
  const note = await work();
  const seconds = (performance.now() - started) / 1000;
  peak = Math.max(peak, process.memoryUsage().rss);
  const rate = note?.images ? `, ${Math.round(note.images / seconds)} images/s` : '';
  const memory = `peak ${Math.round(peak / 2 ** 20)} MiB (+${Math.round((peak - before) / 2 ** 20)})`;
  process.stdout.write(`${label}: ${seconds.toFixed(2)} s${rate}, ${memory}\n`);
  return note;
}

try {
  const manifest = join(folder, 'million.csv');
  const out = createWriteStream(manifest);
  out.write('path,label,domain,split\n');
  for (let row = 0; row < 1_000_000; row++) {
    const line = `photo/class-${row % 345}/picture_${String(row).padStart(7, '0')}.jpg,class-${row % 345},photo,${row % 10 ? 'train' : 'test'}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  await measured('manifest of 1,000,000 rows', async () => void (await readCsvManifest(manifest)));

  const many = join(folder, 'many');
  for (let label = 0; label < 100; label++) {
    mkdirSync(join(many, `class-${label}`), { recursive: true });
    for (let at = 0; at < 1000; at++) writeFileSync(join(many, `class-${label}`, `${at}.jpg`), `${label} ${at}`);
  }
  for (const time of ['first', 'second']) {
    await measured(
      `100,000 files, ${time} look`,
      async () => void (await loadDomain({ folder: many, layout: 'image-folder' })),
    );
  }

  const pictures = process.argv[2];
  for (const domain of pictures ? await listDomains(pictures) : []) {
    const images = await loadDomain({ folder: pictures, layout: 'domain-folder', domain });
    for (const time of ['decoded', 'read again']) {
      await measured(`${domain} at 112 px, ${time}`, async () => {
        for (let start = 0; start < images.count; start += 128) {
          const indices = Array.from({ length: Math.min(128, images.count - start) }, (_, place) => start + place);
          await images.pixels(indices, { height: 112, width: 112 });
        }
        return { images: images.count };
      });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
