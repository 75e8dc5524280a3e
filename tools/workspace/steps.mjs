// Shared by quickstart, setup and test: each step says what it does, how long it usually takes and how long is left.
// Only Node's own modules: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stampFile = join(root, 'node_modules', '.trunkline-installed');
const buildStampFile = join(root, 'node_modules', '.trunkline-built');
export const trunkline = [process.execPath, join(root, 'apps', 'cli', 'bin', 'trunkline.mjs')];

/** Runs a command with this terminal; resolves with its exit status. Ctrl-C reaches the child, which decides. */
export function run([command, ...args], { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env },
    });
    let output = '';
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    const end = (status) => {
      process.off('SIGINT', ignore);
      if (quiet && status !== 0) process.stderr.write(output);
      resolve(status);
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.on('close', (status, signal) => end(status ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

const npmPackages = {
  label: 'npm packages',
  seconds: 45,
  ready: () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockDigest(),
  async work() {
    const status = await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    if (status === 0) {
      mkdirSync(dirname(stampFile), { recursive: true });
      writeFileSync(stampFile, lockDigest());
    }
    return status;
  },
};

/** Names, sizes and times of all that the build reads; asking tsc itself takes longer than a start. */
function sourcesDigest() {
  const hash = createHash('sha256');
  for (const folder of ['packages', 'apps']) {
    for (const room of readdirSync(join(root, folder))) {
      if (!existsSync(join(root, folder, room, 'src'))) continue; // what another branch left behind
      for (const file of readdirSync(join(root, folder, room, 'src'), { recursive: true }).sort()) {
        const { size, mtimeMs } = statSync(join(root, folder, room, 'src', file));
        hash.update(`${room}/${file} ${size} ${mtimeMs}\n`);
      }
      hash.update(readFileSync(join(root, folder, room, 'package.json')));
    }
  }
  return hash
    .update(lockDigest())
    .update(readFileSync(join(root, 'tsconfig.base.json')))
    .digest('hex');
}

/** What the command line needs built: every room but those that are only for tests. */
function builtRooms() {
  const rooms = readdirSync(join(root, 'packages'))
    .filter((room) => room !== 'testkit')
    .map((room) => join('packages', room));
  return [...rooms, join('apps', 'cli')]
    .filter((room) => existsSync(join(root, room, 'src')))
    .map((room) => join(root, room, 'dist'));
}

const build = {
  label: 'build of the packages',
  seconds: 25,
  ready: () =>
    builtRooms().every((dist) => existsSync(dist)) &&
    existsSync(buildStampFile) &&
    readFileSync(buildStampFile, 'utf8') === sourcesDigest(),
  async work() {
    const digest = sourcesDigest();
    const builder = join(root, 'tools', 'workspace', 'build.mjs');
    const status = await run([process.execPath, builder, 'apps/cli'], { quiet: true });
    if (status === 0) writeFileSync(buildStampFile, digest);
    return status;
  },
};

/** Builds the command line where its sources have changed since; otherwise nothing is touched. Resolves with the status. */
export async function buildWhenNeeded() {
  if (build.ready()) return 0;
  console.error(`${build.label}, since sources have changed: about ${duration(build.seconds)} at most`);
  return await build.work();
}

/** A step that the command line itself does, into this folder of the cache, and skips quickly when it is done already. */
const viaTrunkline = (label, seconds, folder, args) => ({
  label,
  seconds,
  ready: () => false,
  folder,
  work: ({ quiet = false } = {}) => run([...trunkline, ...args], { quiet }),
});

/** What the first experiment needs. ImageNet weights are not among it: an experiment that names them fetches them. */
export const quickstartSteps = [
  npmPackages,
  build,
  viaTrunkline('native TensorFlow engine (274 MB to fetch, 0.9 GB on disk)', 50, 'engine', ['engine', 'install']),
  viaTrunkline('digits data', 40, 'data', ['data', 'prepare', 'mnist', 'mnist-m']),
];

export const setupSteps = [
  ...quickstartSteps,
  viaTrunkline('ImageNet weights (61 MB to fetch)', 15, 'weights', ['weights', 'pull', 'imagenet-vgg16']),
  viaTrunkline('more digits data', 20, 'data', [
    'data',
    'prepare',
    'optdigits',
    'optdigits-full-frame',
    'synthetic-digits',
  ]),
];

function duration(seconds) {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

function remembered() {
  try {
    return JSON.parse(readFileSync(join(root, 'node_modules', '.trunkline-seconds.json'), 'utf8'));
  } catch {
    return {};
  }
}

/** What was done before is looked at by all steps at once: one after another they take a second. */
async function checkTogether(steps, took) {
  if (!npmPackages.ready() || !build.ready()) return new Set();
  const done = new Set([npmPackages, build]); // not asked again: the build reads every source's times
  const { cacheFolder } = await import(pathToFileURL(join(root, 'packages', 'system', 'dist', 'cache-folder.js')).href);
  const before = steps.filter(
    ({ folder, label }) => folder && took[label] !== undefined && existsSync(cacheFolder(folder)),
  );
  const check = async (step) => {
    if ((await step.work({ quiet: true })) === 0) done.add(step);
  };
  await Promise.all(before.map(check));
  return done;
}

/**
 * Does the steps in order and stops at the first that fails, naming it. Time left is the sum of what each step took the
 * last time here, or of the shipped estimates.
 */
export async function doSteps(steps, { after = 0 } = {}) {
  const took = remembered();
  const expected = (step) => took[step.label] ?? step.seconds;
  const checked = await checkTogether(steps, took);
  for (const [index, step] of steps.entries()) {
    if (checked.has(step) || step.ready()) continue;
    const left = steps
      .slice(index)
      .reduce((sum, one) => sum + (checked.has(one) || one.ready() ? 0 : expected(one)), after);
    console.error(`[${index + 1}/${steps.length}] ${step.label} · about ${duration(left)} left in all`);
    const start = performance.now();
    const status = await step.work();
    if (status !== 0) {
      console.error(
        `\nStopped: "${step.label}" ended with status ${status}. What was finished is kept; the same command goes on from here.`,
      );
      process.exit(status);
    }
    took[step.label] = (performance.now() - start) / 1000;
    writeFileSync(join(root, 'node_modules', '.trunkline-seconds.json'), JSON.stringify(took));
  }
}

/** Refuses a Node that is too old, before anything else fails in a stranger way. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Trunkline needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}
