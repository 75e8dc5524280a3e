import { parseArgs } from 'node:util';
import { isTrunklineError } from '@trunkline/system';
import { describeEngine } from '../backend/describe-engine.ts';
import { installEngine } from './install-engine.ts';

const help = `trunkline-engine: TensorFlow's native kernels for Node, in your cache folder

  trunkline-engine install [--from <wheel or folder>] [--gpu] [--force] [--json]
  trunkline-engine show [--json]

install   takes the pinned TensorFlow wheel from the Python package index (274 MB) or from --from, checks its SHA-256,
          and compiles the addon with your C++ compiler. Leaves 0.85 GB. Needs no root and writes nowhere else.
  --gpu   the build for NVIDIA cards, with NVIDIA's libraries (about 3 GB to download, 6 GB on the disk)
  --force build again although it is installed
show      which engine would be used, and why
`;

const sizes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

/** Runs the command of the package's own bin; answers its exit status. */
export async function engineCommand(
  args: readonly string[],
  write: (text: string) => void,
  writeError: (text: string) => void,
): Promise<number> {
  let json = args.includes('--json');
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        gpu: { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    json = values.json;
    const [command, ...rest] = positionals;
    if (values.help) {
      write(help);
      return 0;
    }
    if (rest.length > 0 || (command !== 'install' && command !== 'show')) {
      writeError(help);
      return 2;
    }
    if (command === 'show') {
      const found = await describeEngine();
      write(json ? `${JSON.stringify(found)}\n` : `${found.name}: ${found.reason}\n`);
      return 0;
    }
    const given = values.from === undefined ? {} : { from: values.from };
    const installed = await installEngine({ ...given, gpu: values.gpu, force: values.force, quiet: json });
    const verb = installed.already ? 'is installed already in' : 'was installed into';
    write(
      json
        ? `${JSON.stringify(installed)}\n`
        : `TensorFlow ${installed.version} ${verb} ${installed.folder} (${sizes(installed.bytes)}).\n`,
    );
    return 0;
  } catch (error) {
    const known = isTrunklineError(error);
    const message = error instanceof Error ? error.message : String(error);
    const usage =
      !known && error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!known && !usage) throw error;
    const code = known ? error.code : 'TL_BAD_OPTION';
    const hint = known ? error.hint : 'See "trunkline-engine --help".';
    writeError(
      json ? `${JSON.stringify({ error: { code, message, hint } })}\n` : `${message}\n${hint ? `${hint}\n` : ''}`,
    );
    return known ? error.exitStatus : 2;
  }
}
