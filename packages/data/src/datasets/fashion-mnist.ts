import { isTrunklineError, TrunklineError } from '@trunkline/system';
import { join } from 'node:path';
import { defineDataSet } from '../making/define-data-set.ts';
import { unpackDebianPackage } from '../making/debian-package.ts';
import { findIdxFiles, idxNames, readIdxImages } from '../reading/idx.ts';
import { withTemporaryFolder } from '../making/package-files.ts';
import type { PreparedDomain } from '../making/prepared-file.ts';

/** Where Debian's package dataset-fashion-mnist puts its files. */
const debianFolder = 'usr/share/datasets/fashion-mnist';

async function readFolder(folder: string): Promise<PreparedDomain> {
  return await readIdxImages(await findIdxFiles(folder));
}

/** The installed package, else the package unpacked into a temporary folder. */
async function readDebian(): Promise<PreparedDomain> {
  try {
    return await readFolder(join('/', debianFolder));
  } catch (error) {
    if (!(isTrunklineError(error) && error.code === 'TL_DATA_MISSING')) throw error;
  }
  return await withTemporaryFolder(
    async (folder) => await readFolder(join(await unpackDebianPackage('dataset-fashion-mnist', folder), debianFolder)),
  );
}

/** Articles of clothing in MNIST's format. */
export const fashionMnist = defineDataSet({
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  description:
    'Articles of clothing from a shop, grey, 28 × 28, 60,000 + 10,000 with the official split: from Debian’s package dataset-fashion-mnist (fetched with apt, without root, or already installed), or from a folder of the four IDX files.',
  licence: 'MIT',
  citation:
    'Xiao, Rasul and Vollgraf. Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. arXiv 1708.07747, 2017.',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  domains: ['fashion-mnist'],
  counts: { 'fashion-mnist': 70_000 },
  digests: { 'fashion-mnist': 'cd13db869d552370f30c6a09db568792ad5dd32bfc027f49c2ac8d2b1f339c83' },
  files: Object.values(idxNames),
  async build({ folder, onProgress }) {
    if (folder !== undefined) return { 'fashion-mnist': await readFolder(folder) };
    onProgress?.({ done: 0, total: 1, note: 'Fashion-MNIST (Debian package, 31 MB)' });
    try {
      return { 'fashion-mnist': await readDebian() };
    } catch (error) {
      if (!(isTrunklineError(error) && error.code === 'TL_DOWNLOAD_FAILED')) throw error;
      throw new TrunklineError('TL_DATA_MISSING', `Fashion-MNIST is not on this machine, and ${error.message}`, {
        exitStatus: 2,
        hint: `On Debian or Ubuntu: apt-get install dataset-fashion-mnist. Elsewhere: put ${Object.values(idxNames).join(', ')} (from the authors' page, github.com/zalandoresearch/fashion-mnist) into a folder and give it as { dataSet: 'fashion-mnist', folder: '…' }.`,
        cause: error,
      });
    }
  },
});
