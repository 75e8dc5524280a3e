import { gzipSync } from 'node:zlib';
import { readIdx } from '@trunkline/data';

const images = Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 8]), Buffer.alloc(192, 7)]);
const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2]);

export default {
  file: 'input-idx3-ubyte',
  seeds: async () => [images, labels, gzipSync(images), gzipSync(labels)],
  read: async (path) => void (await readIdx(path)),
};
