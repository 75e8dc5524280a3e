// Infers Nx targets from files, so that adding a package or an experiment file is enough.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const experimentSuffix = /\.experiment\.(ts|json)$/;

const endToEndSuffix = '.e2e.test.ts';

/** Paths of the test files below a folder, relative to it. */
function testFiles(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function vitest(root, kind, report, file = '') {
  const reporters = `--reporter=default --reporter=json --outputFile.json=../../${report}`;
  return {
    command: `vitest run --config ../../tools/workspace/vitest.config.ts --root . ${reporters} ${file}`.trimEnd(),
    options: { cwd: root, env: { TRUNKLINE_TEST_KIND: kind } },
    outputs: [`{workspaceRoot}/${report}`],
  };
}

/**
 * Each file of end-to-end tests is a target `e2e--<name>`, and `e2e` is all of them. Nx starts first what others wait for:
 * so these, the longest, come before the unit tests, and what is left at the end is short enough to keep every core busy.
 */
function endToEndTargets(root, project, files) {
  const targets = {};
  for (const file of files) {
    const target = `e2e--${file.slice(0, -endToEndSuffix.length).replaceAll('/', '-')}`;
    targets[target] = {
      ...vitest(root, 'e2e', `reports/${project}.${target}.json`, `test/${file}`),
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/fixtures/**/*', '{workspaceRoot}/experiments/**/*'],
      dependsOn: ['build'],
    };
  }
  return files.length === 0 ? {} : { ...targets, e2e: { executor: 'nx:noop', dependsOn: Object.keys(targets) } };
}

function packageTargets(root, project, workspaceRoot) {
  const folder = join(workspaceRoot, root);
  const targets = {
    build: {
      command: `node tools/workspace/build.mjs ${root}`,
      options: { cwd: '{workspaceRoot}' },
      cache: false, // Nx would remove what it restores, under the feet of commands that run; TypeScript knows what is new
      dependsOn: ['^build'],
    },
    lint: {
      command: `eslint --max-warnings=0 ${root}`,
      options: { cwd: '{workspaceRoot}' },
      cache: true,
      inputs: [
        'default',
        '^production',
        '{workspaceRoot}/eslint.config.mjs',
        '{workspaceRoot}/tools/workspace/no-method-names.mjs',
        '{workspaceRoot}/packages/methods/src/generated/methods.ts', // its names are forbidden elsewhere
      ],
    },
  };
  if (testFiles(join(folder, 'src'), /(?<!\.e2e)\.test\.ts$/).length > 0) {
    targets.test = {
      ...vitest(root, 'unit', `reports/${project}.unit.json`),
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/fixtures/**/*'],
    };
  }
  return { ...targets, ...endToEndTargets(root, project, testFiles(join(folder, 'test'), /\.e2e\.test\.ts$/)) };
}

/**
 * A tool is not built; what its end-to-end tests run is built first, by way of its implicit dependencies. Its unit tests
 * look at the whole workspace, so that no list of files says when they must run again.
 */
function toolTargets(root, workspaceRoot) {
  const changes = (name) => (name === 'test' ? { cache: false } : name === 'e2e' ? {} : { dependsOn: ['^build'] });
  const targets = Object.entries(packageTargets(root, `tools-${basename(root)}`, workspaceRoot));
  return Object.fromEntries(
    targets
      .filter(([name]) => name === 'test' || name.startsWith('e2e'))
      .map(([name, target]) => [name, { ...target, ...changes(name) }]),
  );
}

/** Every `<name>.experiment.ts` gives the project `experiments` the targets `<name>`, `smoke-<name>` and `report-<name>`. */
function experimentTargets(workspaceRoot) {
  const targets = {};
  const root = join(workspaceRoot, 'experiments');
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !experimentSuffix.test(entry.name) || entry.parentPath.includes('node_modules')) continue;
    const name = entry.name.replace(experimentSuffix, '');
    const file = join(entry.parentPath, entry.name).slice(workspaceRoot.length + 1);
    const target = (...command) => ({
      executor: '@trunkline-tools/nx-plugin:run',
      options: { command },
      cache: false, // a replayed run would log nothing
    });
    targets[name] = target('run', file);
    targets[`smoke-${name}`] = target('run', file, '--smoke');
    targets[`report-${name}`] = target('report', name);
  }
  return targets;
}

export const name = 'trunkline-nx-plugin';

function projectOf(file, workspaceRoot) {
  const root = dirname(file);
  if (root === 'experiments') return { name: 'experiments', targets: experimentTargets(workspaceRoot) };
  if (root.startsWith('tools/')) return { name: `tools-${basename(root)}`, targets: toolTargets(root, workspaceRoot) };
  return { name: basename(root), targets: packageTargets(root, basename(root), workspaceRoot) };
}

/** Nx calls this with every matching file; an experiment file counts for its project's hash through `experiments`. */
export const createNodes = [
  '{packages/*,apps/*,tools/*,experiments}/package.json',
  (files, _options, context) =>
    files.map((file) => [file, { projects: { [dirname(file)]: projectOf(file, context.workspaceRoot) } }]),
];

export const createNodesV2 = createNodes;
