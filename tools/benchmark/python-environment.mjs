// The peers' Python packages, in an environment of their own in the cache folder, installed once.
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where plain PyPI has a CUDA build of torch, `PIP_EXTRA_INDEX_URL` can name an index of CPU builds. */
const packages = ['torch==2.13.0', 'numpy==2.4.6', 'pillow==13.0.0', 'scikit-learn==1.9.1'];

/**
 * What asks for torchvision, whose PyPI build does not load beside this torch, comes without what it asks for: pytorch-adapt's
 * layers, hooks, adapters and models do without it.
 */
const withoutDependencies = [
  'pytorch-adapt==0.0.83',
  'pytorch-metric-learning==2.9.0',
  'torchmetrics==1.9.0',
  'lightning-utilities==0.15.3',
  'packaging==26.3',
  'tqdm==4.70.1',
];

const execute = promisify(execFile);

/** The interpreter of the environment; makes the environment when it is missing or was made for other versions. */
export async function pythonEnvironment(onNotice) {
  const { cacheFolder, withLock } = await import('@trunkline/system');
  const folder = cacheFolder('bench', 'venv');
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed.json');
  const wanted = JSON.stringify({ packages, withoutDependencies });
  await withLock(folder, async () => {
    if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
    onNotice(`Installing PyTorch and pytorch-adapt into ${folder} (about a minute, once).`);
    const pip = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await rm(folder, { recursive: true, force: true });
    await succeed([process.env.TRUNKLINE_PYTHON ?? 'python3', '-m', 'venv', folder]);
    await succeed([...pip, ...packages]);
    await succeed([...pip, '--no-deps', ...withoutDependencies]);
    await succeed([python, '-c', 'import torch, PIL, pytorch_adapt.adapters']);
    await writeFile(stamp, wanted);
  });
  return python;
}

async function succeed([command, ...args]) {
  try {
    await execute(command, args);
  } catch (error) {
    const said = `${error.stderr ?? ''}`.trim().split('\n').slice(-8).join('\n') || error.message;
    throw new Error(
      `The benchmark's Python environment could not be made: "${[command, ...args].join(' ')}" failed.\n${said}\n` +
        'It needs Python 3.10 or newer with venv and pip ($TRUNKLINE_PYTHON chooses another one) and about 1 GB of disk.',
      { cause: error },
    );
  }
}
