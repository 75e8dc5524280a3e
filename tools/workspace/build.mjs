// Builds projects with what they refer to: node tools/workspace/build.mjs apps/cli
// The same as `tsc -b`, but each file appears whole by a rename, so that a command that starts meanwhile reads either the
// old one or the new one; and what is up to date stays in its place.
import { renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** How TypeScript reaches files, with writing made atomic. */
function atomicSystem() {
  const writeFile = (path, text, ...more) => {
    const partial = `${path}.${process.pid}.partial`;
    ts.sys.writeFile(partial, text, ...more);
    renameSync(partial, path);
  };
  return { ...ts.sys, writeFile };
}

/** Builds these folders or configurations; prints what is wrong in them, and returns the exit status. */
export function buildProjects(projects) {
  const system = atomicSystem();
  const report = ts.createDiagnosticReporter(system, process.stdout.isTTY);
  const host = ts.createSolutionBuilderHost(system, undefined, report, report);
  return ts.createSolutionBuilder(host, projects, {}).build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(buildProjects(process.argv.slice(2)));
