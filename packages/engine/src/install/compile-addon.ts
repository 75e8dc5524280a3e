import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TrunklineError } from '@trunkline/system';
import { addonName, libraryFolderName, nativeInterfaceVersion, standardErrorName } from '../backend/engine-folder.ts';

const run = promisify(execFile);

/** The C++ compilers to try: `CXX` alone where it is set. */
export function compilerCandidates(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const chosen = environment['CXX']?.trim();
  return chosen ? [chosen] : ['c++', 'g++', 'clang++'];
}

/** A C++ compiler that runs: its command, with arguments of `CXX` such as `ccache g++`, and its version's first line. */
export interface Compiler {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

/** The first compiler that runs. Throws `TL_COMPILER_MISSING`. */
export async function findCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<Compiler> {
  const candidates = compilerCandidates(environment);
  for (const candidate of candidates) {
    const [command = candidate, ...args] = candidate.split(/\s+/);
    try {
      const { stdout } = await run(command, [...args, '--version'], { env: environment });
      return { command, args, version: stdout.split('\n')[0] ?? candidate };
    } catch {
      continue;
    }
  }
  throw new TrunklineError('TL_COMPILER_MISSING', `No C++ compiler was found (tried ${candidates.join(', ')}).`, {
    hint: 'Install one, for example with "sudo apt install g++" or "sudo dnf install gcc-c++", or name it in CXX.',
  });
}

async function compile({ command, args }: Compiler, rest: readonly string[]): Promise<void> {
  const flags = ['-std=c++17', '-O2', '-shared', '-fPIC', '-fexceptions', '-DBUILDING_NODE_EXTENSION'];
  try {
    await run(command, [...args, ...flags, `-DNAPI_VERSION=${nativeInterfaceVersion}`, ...rest], {
      maxBuffer: 16 << 20,
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const lines = output.trim().split('\n');
    const telling = lines.filter((line) => /error/i.test(line)).slice(0, 3);
    throw new TrunklineError(
      'TL_COMPILE_FAILED',
      `${command} could not build the addon:\n${(telling.length > 0 ? telling : lines.slice(-3)).join('\n')}`,
      { hint: 'The compiler must know C++17 (GCC ≥ 8, Clang ≥ 7); name another one in CXX.', cause: error },
    );
  }
}

/**
 * Builds the addon from the sources that `@tensorflow/tfjs-node-gpu` carries, against the libraries and headers in
 * `folder`, into `folder`. Ten seconds; node-gyp is not needed. Throws `TL_COMPILER_MISSING`, `TL_COMPILE_FAILED`.
 */
export async function compileAddon(folder: string): Promise<{ compiler: string }> {
  const compiler = await findCompiler();
  const require = createRequire(import.meta.url);
  const sources = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const nodeHeaders = join(dirname(require.resolve('node-api-headers/package.json')), 'include');
  const libraries = join(folder, libraryFolderName);
  const own = fileURLToPath(new URL('../../native/standard_error.cc', import.meta.url));
  await Promise.all([
    compile(compiler, [
      '-DNODE_GYP_MODULE_NAME=tfjs_binding',
      `-I${nodeHeaders}`,
      `-I${sources}`,
      `-I${join(libraries, 'include')}`,
      join(sources, 'binding', 'tfjs_backend.cc'),
      join(sources, 'binding', 'tfjs_binding.cc'),
      '-o',
      join(folder, addonName),
      `-L${libraries}`,
      '-l:libtensorflow_cc.so.2',
      '-l:libtensorflow_framework.so.2',
      '-Wl,-rpath,$ORIGIN',
    ]),
    compile(compiler, [
      '-DNODE_GYP_MODULE_NAME=standard_error',
      `-I${nodeHeaders}`,
      own,
      '-o',
      join(folder, standardErrorName),
    ]),
  ]);
  return { compiler: compiler.version };
}
