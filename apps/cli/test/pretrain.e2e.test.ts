import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder } from './support/pictures.ts';
import { begunInvocations, errorOf, start, trunkline, until } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-pretrain-'));
const common = ['pretrain', 'tiny.experiment.json', '--checkpoint-seconds', '0.1', '--licence', 'MIT'];

beforeAll(async () => {
  const plain = join(folder, 'plain');
  await writeImageFolder(plain, 12);
  const training = { steps: 200, batchSize: 8, evaluateEvery: 40, optimiser: { name: 'sgd', learningRate: 0.01 } };
  const whole = tinyExperiment(plain, plain, { methods: ['full-finetune'], training });
  const data = whole['data'] as { source: unknown };
  writeExperiment(folder, { ...whole, data: { ...data, targets: [data.source] } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('stopped by Ctrl-C and gone on with, it writes the same file as without a stop, and never over one', async () => {
  const whole = await trunkline([...common, '--out', 'whole.safetensors', '--json'], { cwd: folder });
  expect(whole.status).toBe(0);
  const run = start([...common, '--out', 'tiny.safetensors'], { cwd: folder });
  await until(() => begunInvocations(join(folder, 'runs', 'tiny')).length > 1);
  await new Promise((resolve) => setTimeout(resolve, 400));
  run.kill('SIGINT');
  const { status, stderr } = await run.ended;
  expect(status).toBe(3);
  expect(existsSync(join(folder, 'tiny.safetensors'))).toBe(false);
  const hint = /Go on with: (?:npx )?trunkline (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
  expect(hint[0]).toBe('pretrain');
  const resumed = await trunkline([...hint, '--json'], { cwd: folder });
  expect(resumed.status).toBe(0);
  const [one, other] = [whole, resumed].map(({ stdout }) => JSON.parse(stdout) as { path: string; digest: string });
  expect(other?.digest).toBe(one?.digest);

  const again = await trunkline([...common, '--out', 'tiny.safetensors', '--json'], { cwd: folder });
  expect(again.status).toBe(2);
  expect(errorOf(again)).toMatchObject({ code: 'TL_FILE_EXISTS' });

  const inspected = await trunkline(['weights', 'inspect', 'tiny.safetensors', '--json'], { cwd: folder });
  const { trunk, metadata } = JSON.parse(inspected.stdout) as { trunk: object; metadata: Record<string, string> };
  expect(trunk).toMatchObject({ digest: one?.digest, seen: 'labelled images of plain' });
  expect(JSON.parse(metadata['card'] ?? '')).toMatchObject({
    licence: 'MIT',
    steps: 200,
    command: 'trunkline pretrain tiny.experiment.json --out tiny.safetensors --licence MIT',
  });
});
