import { stat } from 'node:fs/promises';
import { type Check, tryCheck } from '../doctor/check.ts';
import { engineChecks } from '../doctor/engine-checks.ts';
import { machineChecks } from '../doctor/machine-checks.ts';
import { serverCheck } from '../doctor/server-check.ts';
import { asTyped } from '../output/typed-command.ts';

/** `trunkline doctor`; resolves with the exit status. */
export async function handleDoctor(args: { readonly folder: string; readonly json: boolean }): Promise<number> {
  const machine = await Promise.all(machineChecks(args.folder));
  const { engine, checks: engineResults } = await engineChecks();
  const stores = await Promise.all([weightsCheck(), dataCheck(), serverCheck()]);
  const checks = [...machine, ...engineResults, ...stores];
  const failed = checks.some((check) => !check.ok && check.essential);
  if (args.json) {
    const { name, native, version, threads, device, reason } = engine ?? {
      name: null,
      native: false,
      version: null,
      threads: 0,
      device: null,
      reason: 'no engine starts',
    };
    const report = { ok: !failed, engine: { name, native, version, threads, device, reason }, checks };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    process.stdout.write(`${checks.map(formatCheck).join('\n')}\n`);
  }
  return failed ? 1 : 0;
}

function formatCheck(check: Check): string {
  const sign = check.ok ? '✓' : check.essential ? '✗' : '!';
  const line = `${sign} ${check.id.padEnd(14)} ${check.detail}`;
  return check.ok || check.hint === undefined ? line : `${line}\n  → ${asTyped(check.hint)}`;
}

function weightsCheck(): Promise<Check> {
  return tryCheck('weights', false, async () => {
    const { loadWeights } = await import('@trunkline/backbone');
    const { digest } = await loadWeights('imagenet-vgg16');
    return { ok: true, detail: `imagenet-vgg16, every tensor checked, digest ${digest.slice(0, 12)}` };
  });
}

function dataCheck(): Promise<Check> {
  return tryCheck('data', false, async () => {
    const { dataSets } = await import('@trunkline/data');
    const states = await Promise.all(
      dataSets().map(async (set) => {
        const here = await Promise.all(
          set.domains.map((domain) =>
            stat(set.preparedPath(domain)).then(
              () => true,
              () => false,
            ),
          ),
        );
        return { name: set.name, prepared: here.every(Boolean) };
      }),
    );
    const names = (prepared: boolean): string =>
      states
        .filter((state) => state.prepared === prepared)
        .map((state) => state.name)
        .join(', ') || 'none';
    const missing = states.some((state) => !state.prepared);
    return {
      ok: states.some((state) => state.prepared),
      detail: missing ? `prepared: ${names(true)}; not yet: ${names(false)}` : `prepared: ${names(true)}`,
      hint: missing ? 'An experiment prepares what it needs; ahead of time: trunkline data prepare <name>.' : undefined,
    };
  });
}
