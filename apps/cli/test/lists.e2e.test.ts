import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { trunkline } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Listed {
  readonly name: string;
  readonly family: string;
  readonly paper: string;
  readonly sees: readonly string[];
}

interface Report {
  readonly engine: {
    readonly name: string;
    readonly native: boolean;
    readonly version: string;
    readonly threads: number;
    readonly device: string;
  };
  readonly checks: readonly {
    readonly id: string;
    readonly ok: boolean;
    readonly detail: string;
    readonly hint?: string;
    readonly essential: boolean;
  }[];
}

it.each(['methods', 'validators'])('%s --json lists name, family, paper and what is seen', async (command) => {
  const { status, stdout, stderr } = await trunkline([command, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const listed = JSON.parse(stdout) as Listed[];
  expect(listed.length).toBeGreaterThan(2);
  for (const { name, family, paper, sees } of listed) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(family).not.toBe('');
    expect(paper).not.toBe('');
    expect(sees.length).toBeGreaterThan(0);
  }
  if (command === 'validators') {
    expect(listed.flatMap((one) => one.sees).filter((input) => input.includes('targetLabels'))).toEqual([]);
  }
});

it('the methods of the comparison are there', async () => {
  const listed = JSON.parse((await trunkline(['methods', '--json'])).stdout) as Listed[];
  const expected = [
    'source-only',
    'linear-probe',
    'full-finetune',
    'lp-ft',
    'dann',
    'deep-coral',
    'mcc',
    'target-oracle',
  ];
  expect(listed.map((one) => one.name)).toEqual(expect.arrayContaining(expected));
});

it('schema prints a JSON Schema that knows every key of an experiment', async () => {
  const { status, stdout } = await trunkline(['schema']);
  expect(status).toBe(0);
  const schema = JSON.parse(stdout) as { properties: Record<string, unknown>; additionalProperties: boolean };
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['name', 'data', 'methods', 'seeds', 'training']),
  );
  expect(schema.additionalProperties).toBe(false);
});

it('data list names licence, citation and counts', async () => {
  const listed = JSON.parse((await trunkline(['data', 'list', '--json'])).stdout) as Record<string, unknown>[];
  expect(listed.map((one) => one['name'])).toEqual(
    expect.arrayContaining(['mnist', 'mnist-m', 'optdigits', 'fashion-mnist']),
  );
  for (const one of listed) expect(one).toMatchObject({ licence: expect.any(String), citation: expect.any(String) });
});

it('weights list and inspect agree with the published cost of VGG16', async () => {
  const listed = JSON.parse((await trunkline(['weights', 'list', '--json'])).stdout) as { name: string }[];
  expect(listed.map((one) => one.name)).toContain('imagenet-vgg16');
  await trunkline(['weights', 'pull', 'imagenet-vgg16', '--quiet']);
  const inspected = JSON.parse((await trunkline(['weights', 'inspect', 'imagenet-vgg16', '--json'])).stdout) as {
    cost: { totals: { parameters: number; multiplyAdds: number } };
  };
  expect(inspected.cost.totals.parameters).toBe(14_714_688);
  expect(inspected.cost.totals.multiplyAdds / 1e9).toBeCloseTo(15.35, 2);
});

it('doctor --json tells the engine, checks with hints, and leaves nothing behind', async () => {
  const { status, stdout, stderr } = await trunkline(['doctor', '--json', '--folder', 'runs'], { cwd: folder });
  const { engine, checks } = JSON.parse(stdout) as Report;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(engine).toMatchObject({ name: 'tensorflow', native: true });
  expect(engine.version).toMatch(/^\d+\.\d+/);
  expect(engine.threads).toBeGreaterThan(0);
  const ids = checks.map((check) => check.id);
  for (const id of [
    'node',
    'npm',
    'python',
    'compiler',
    'processor',
    'memory',
    'disk-cache',
    'runs-folder',
    'engine',
    'device',
    'training-step',
    'weights',
    'data',
    'mlflow',
  ]) {
    expect(ids).toContain(id);
  }
  for (const check of checks.filter((one) => !one.ok)) expect(check.hint ?? '').not.toBe('');
  expect(readdirSync(folder)).toEqual([]);
});

it('doctor says which device computes, with what and how', async () => {
  const { stdout } = await trunkline(['doctor', '--json'], { cwd: folder, env: { TRUNKLINE_DEVICE: 'cpu' } });
  const { engine, checks } = JSON.parse(stdout) as Report;
  expect(engine).toMatchObject({ device: 'cpu' });
  expect(checks.find((one) => one.id === 'device')?.detail).toMatch(
    /^CPU, TensorFlow 2\.21\.0 with oneDNN, \d+ threads, float32/,
  );
});

it('doctor fails where a GPU is asked for and every card is hidden', async () => {
  const env = { TRUNKLINE_DEVICE: 'gpu', CUDA_VISIBLE_DEVICES: '-1' };
  const { status, stdout } = await trunkline(['doctor', '--json'], { cwd: folder, env });
  expect(status).toBe(1);
  const check = (JSON.parse(stdout) as Report).checks.find((one) => one.id === 'device');
  expect(check).toMatchObject({ ok: false, essential: true });
  expect(check?.detail).toContain('CUDA_VISIBLE_DEVICES is "-1"');
});

it('doctor fails when runs cannot be written, and says what to do', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const { status, stdout } = await trunkline(['doctor', '--json', '--folder', join(file, 'runs')]);
  expect(status).toBe(1);
  const check = (JSON.parse(stdout) as Report).checks.find((one) => one.id === 'runs-folder');
  expect(check).toMatchObject({ ok: false, essential: true });
  expect(check?.hint).toContain('--folder');
});

it('doctor names a server that does not answer, or refuses, without its password', async () => {
  const server = createServer((_request, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const check = async (uri: string): Promise<{ ok: boolean; detail: string; hint?: string } | undefined> => {
    const { stdout } = await trunkline(['doctor', '--json'], { cwd: folder, env: { MLFLOW_TRACKING_URI: uri } });
    expect(stdout).not.toContain('s3cret');
    return (JSON.parse(stdout) as Report).checks.find((one) => one.id === 'mlflow');
  };
  try {
    expect(await check(`http://me:s3cret@127.0.0.1:${port}`)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('401'),
    });
  } finally {
    server.close();
  }
  expect(await check(`http://127.0.0.1:${port}`)).toMatchObject({
    ok: false,
    hint: expect.stringContaining('mlflow up'),
  });
});
