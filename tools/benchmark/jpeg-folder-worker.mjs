// Reads every picture of a folder once, decoded and resized, as training reads them.
// Usage: node jpeg-folder-worker.mjs <folder> <size> <batch>
import { batchesInOrder, loadDomain } from '@trunkline/data';

const [folder, side, batchSize] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const start = performance.now();
const images = await loadDomain({ folder, layout: 'image-folder' });
let bytes = 0;
for await (const { pixels_BHWC } of batchesInOrder(images, { batchSize, size: { height: side, width: side } })) {
  bytes += pixels_BHWC.length;
}
const seconds = (performance.now() - start) / 1000;
if (bytes !== images.count * side * side * 3) throw new Error(`${bytes} bytes came for ${images.count} images.`);
console.log(JSON.stringify({ images: images.count, seconds, memory: process.resourceUsage().maxRSS / 1024 }));
