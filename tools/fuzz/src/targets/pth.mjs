import { inspectWeights, loadWeights } from '@trunkline/backbone';
import { zipArchive } from '@trunkline/testkit';

/** The beginning of a pickle that would call a function. */
const pickle = Buffer.from(
  '\x80\x02ccollections\nOrderedDict\nq\0)Rq\x01(X\x11\0\0\0features.0.weightq\x02cos\nsystem\n.',
  'latin1',
);

export default {
  file: 'input.pth',
  damagedOnly: true,
  seeds: async () => [
    zipArchive({
      'archive/data.pkl': pickle,
      'archive/version': Buffer.from('3\n'),
      'archive/data/0': Buffer.alloc(64, 1),
    }),
    Buffer.concat([Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.', 'latin1'), pickle]),
  ],
  async read(path) {
    await inspectWeights(path);
    await loadWeights(path);
  },
};
