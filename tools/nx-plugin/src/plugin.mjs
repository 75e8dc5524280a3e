// Infers Nx targets from files, so that adding a package or an experiment file is enough.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const experimentSuffix = /\.experiment\.(ts|json)$/;

function hasTests(folder, pattern) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some(
    (entry) => entry.isFile() && pattern.test(entry.name) && !entry.parentPath.includes('node_modules'),
  );
}

function vitest(project, root, kind) {
  const report = `reports/${project}.${kind}.json`;
  return {
    command: `vitest run --config ../../tools/workspace/vitest.config.ts --root . --reporter=default --reporter=json --outputFile.json=../../${report}`,
    options: { cwd: root, env: { TRUNKLINE_TEST_KIND: kind } },
    outputs: [`{workspaceRoot}/${report}`],
  };
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
  if (hasTests(join(folder, 'src'), /(?<!\.e2e)\.test\.ts$/)) {
    targets.test = {
      ...vitest(project, root, 'unit'),
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/fixtures/**/*'],
      parallelism: false,
    };
  }
  if (hasTests(join(folder, 'test'), /\.e2e\.test\.ts$/)) {
    targets.e2e = {
      ...vitest(project, root, 'e2e'),
      cache: true,
      inputs: ['default', '^production', '{workspaceRoot}/fixtures/**/*', '{workspaceRoot}/experiments/**/*'],
      dependsOn: ['build'],
      parallelism: false,
    };
  }
  return targets;
}

/**
 * A tool is not built; what its end-to-end tests run is built first, by way of its implicit dependencies. Its unit tests
 * look at the whole workspace, so that no list of files says when they must run again.
 */
function toolTargets(root, workspaceRoot) {
  const { test, e2e } = packageTargets(root, `tools-${basename(root)}`, workspaceRoot);
  return { ...(test && { test: { ...test, cache: false } }), ...(e2e && { e2e: { ...e2e, dependsOn: ['^build'] } }) };
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
