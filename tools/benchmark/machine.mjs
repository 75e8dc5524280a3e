import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';

const bfloat16Flags = ['avx512_bf16', 'amx_bf16'];

/** Whether the processor multiplies bfloat16 itself; without, it is emulated and many times slower. */
export function hasBfloat16() {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(/\s+/) ?? [];
    return bfloat16Flags.some((flag) => flags.includes(flag));
  } catch {
    return false; // not Linux
  }
}

/** What the figures were measured on. */
export async function describeMachine(python) {
  const { describeEngine } = await import('@trunkline/engine');
  const { gitInformation } = await import('@trunkline/tracking');
  const program =
    'import json, platform, torch, PIL\n' +
    'print(json.dumps({"python": platform.python_version(), "torch": torch.__version__, "pillow": PIL.__version__}))';
  const { stdout } = await promisify(execFile)(python, ['-c', program]);
  const engine = await describeEngine();
  const git = await gitInformation();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    node: process.versions.node,
    versions: { [engine.name]: engine.version, ...JSON.parse(stdout) },
    bf16: hasBfloat16(),
    commit: git && { hash: git.commit, dirty: git.dirty },
    loadAtStart: loadavg()[0],
  };
}
