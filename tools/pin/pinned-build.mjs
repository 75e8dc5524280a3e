// The build that every number is compared with, in a folder below node_modules/.cache: made once, gone with node_modules.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** The last commit before the house was widened to many methods, trunks and domains. */
export const pinnedCommit = 'ba5aaed3';

/** Makes what is missing. Gives the root of the build. */
export function pinnedBuild(root, onNotice) {
  const folder = join(root, 'node_modules', '.cache', 'pin', pinnedCommit);
  const source = join(folder, 'source');
  const stamp = join(folder, 'built');
  if (existsSync(stamp)) return source;
  onNotice(
    `Building ${pinnedCommit} into ${folder} (half a minute, once; longer where other npm packages are needed).`,
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  try {
    execFileSync('git', ['cat-file', '-e', `${pinnedCommit}^{commit}`], { cwd: root, stdio: 'ignore' });
  } catch {
    throw new Error(`The commit ${pinnedCommit} is not in this clone, which is a shallow one: git fetch --unshallow`);
  }
  const options = { cwd: source, stdio: ['ignore', 'ignore', 'inherit'] };
  const archive = join(folder, 'source.tar');
  execFileSync('git', ['archive', '--output', archive, pinnedCommit], { cwd: root });
  execFileSync('tar', ['-xf', archive], options);
  rmSync(archive);
  if (hasPackages(root, source)) linkPackages(root, source);
  else execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], options);
  execFileSync(process.execPath, [join(source, 'node_modules', '.bin', 'tsc'), '-b', 'apps/cli'], options);
  writeFileSync(stamp, '');
  return source;
}

/** Whether this work tree has every package that the pinned lock file names, in the same version and place. */
function hasPackages(root, source) {
  const [ours, pinned] = [root, source].map((folder) =>
    JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')),
  );
  return Object.entries(pinned.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && !link)
    .every(([path, { integrity }]) => path.startsWith('node_modules/') && ours.packages[path]?.integrity === integrity);
}

/** A folder of links: npm's packages are those of this work tree, the rooms of the house are the pinned ones. */
function linkPackages(root, source) {
  const [from, to] = [root, source].map((folder) => join(folder, 'node_modules'));
  const link = (name) => symlinkSync(join(from, name), join(to, name));
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const inner = entry.isDirectory() ? readdirSync(join(from, entry.name), { withFileTypes: true }) : [];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(join(from, entry.name)), join(to, entry.name));
    else if (entry.name.startsWith('@') && inner.some((one) => one.isSymbolicLink())) {
      mkdirSync(join(to, entry.name));
      for (const { name } of inner) symlinkSync(readlinkSync(join(from, entry.name, name)), join(to, entry.name, name));
    } else if (entry.name === '.bin' || !entry.name.startsWith('.')) link(entry.name);
  }
}
