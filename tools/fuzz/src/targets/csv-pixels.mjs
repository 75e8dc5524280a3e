import { readCsvPixels } from '@trunkline/data';

const pixels = (value) => Array.from({ length: 64 }, (_, at) => (at * value) % 256).join(',');
const header = `label,${Array.from({ length: 64 }, (_, at) => `pixel${at}`).join(',')}`;

export default {
  file: 'input.csv',
  seeds: async () =>
    [`${header}\n0,${pixels(3)}\n1,${pixels(5)}\n`, `0,${pixels(1)}\r\n1,${pixels(2)}\r\n`].map((text) =>
      Buffer.from(text),
    ),
  read: async (path) => void (await readCsvPixels(path)),
};
