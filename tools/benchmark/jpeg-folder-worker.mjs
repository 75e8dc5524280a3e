// Reads every picture of a folder once, decoded and resized, as training reads them.
// Usage: node jpeg-folder-worker.mjs <folder> <size> <batch>
import { loadDomain } from '@trunkline/data';

const [folder, side, batchSize] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const start = performance.now();
const images = await loadDomain({ folder, layout: 'image-folder' });
let bytes = 0;
const read = (from) => {
  const places = Array.from({ length: Math.min(batchSize, images.count - from) }, (_, place) => from + place);
  return places.length > 0 ? images.pixels(places, { height: side, width: side }) : undefined;
};
let ahead = read(0);
for (let from = batchSize; ahead !== undefined; from += batchSize) {
  const current = ahead;
  ahead = from < images.count ? read(from) : undefined;
  bytes += (await current).length;
}
const seconds = (performance.now() - start) / 1000;
if (bytes !== images.count * side * side * 3) throw new Error(`${bytes} bytes came for ${images.count} images.`);
console.log(JSON.stringify({ images: images.count, seconds, memory: process.resourceUsage().maxRSS / 1024 }));
