import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyExperiment, writeExperiment, writeImageFolder, writePicture } from './support/pictures.ts';
import { onSmallDisk, underLimit, unwritableFolder } from './support/places.ts';
import { begunInvocations, errorOf, start, trunkline, until } from './support/trunkline.ts';

const folder = mkdtempSync(join(tmpdir(), 'trunkline-bad-'));
const plain = join(folder, 'plain');
const light = join(folder, 'light');

beforeAll(async () => {
  await writeImageFolder(plain, 12);
  await writeImageFolder(light, 12, 30);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an experiment and expects it refused; nothing may be left in the folder of runs. */
async function refused(
  experiment: unknown,
  expected: { code: string; status?: number; message?: RegExp; hint?: RegExp; begun?: boolean },
  more: readonly string[] = [],
): Promise<void> {
  const place = mkdtempSync(join(folder, 'case-'));
  const path = writeExperiment(place, experiment);
  const runs = join(place, 'runs');
  const ended = await trunkline(['run', path, '--folder', runs, '--json', ...more], { cwd: place });
  const error = errorOf(ended);
  expect({ status: ended.status, code: error.code, stdout: ended.stdout }).toEqual({
    status: expected.status ?? 2,
    code: expected.code,
    stdout: '',
  });
  if (expected.message) expect(error.message).toMatch(expected.message);
  expect(error.hint ?? '').not.toBe('');
  if (expected.hint) expect(error.hint).toMatch(expected.hint);
  expect(expected.begun ? halfWritten(runs) : everythingIn(runs)).toEqual([]);
}

function everythingIn(root: string): string[] {
  return existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
}

/** Files that a write in progress leaves behind. */
function halfWritten(root: string): string[] {
  return everythingIn(root).filter((name) => /\.(tmp|partial)$/.test(name));
}

describe('an experiment is refused before anything is written', () => {
  it('unknown key, with the nearest one', async () => {
    await refused(
      { ...tinyExperiment(plain, light), sseds: [1] },
      { code: 'TL_EXPERIMENT_INVALID', message: /sseds.*seeds/ },
    );
  });

  it('unknown method, with the nearest one', async () => {
    await refused(tinyExperiment(plain, light, { methods: ['source-only', 'dannn'] }), {
      code: 'TL_METHOD_UNKNOWN',
      message: /"dannn".*"dann"/,
    });
  });

  it('wrong type, named by its place', async () => {
    await refused(tinyExperiment(plain, light, { training: { steps: 'many', batchSize: 8 } }), {
      code: 'TL_EXPERIMENT_INVALID',
      message: /training\.steps/,
    });
  });

  it('a file that is not JSON', async () => {
    const path = join(folder, 'broken.experiment.json');
    writeFileSync(path, '{"name": ');
    const ended = await trunkline(['run', path, '--json']);
    expect({ status: ended.status, code: errorOf(ended).code }).toEqual({ status: 2, code: 'TL_EXPERIMENT_INVALID' });
  });

  it('an experiment that does not exist', async () => {
    const ended = await trunkline(['run', 'nowhere', '--json']);
    expect({ status: ended.status, code: errorOf(ended).code }).toEqual({ status: 2, code: 'TL_EXPERIMENT_NOT_FOUND' });
  });

  it('an override of a place that does not exist', async () => {
    await refused(tinyExperiment(plain, light), { code: 'TL_BAD_OVERRIDE', message: /step/ }, [
      '--set',
      'training.step=3',
    ]);
  });

  it('an override that only the plan, or only the check before the first run, finds wrong', async () => {
    await refused(
      tinyExperiment(plain, light),
      { code: 'TL_WEIGHT_SET_UNKNOWN', message: /^--set trunk\.weights=nope: / },
      ['--set', 'trunk.weights=nope'],
    );
    await refused(
      tinyExperiment(plain, light),
      { code: 'TL_DATA_MISSING', message: /^--set data\.source\.folder=gone: / },
      ['--set', 'data.source.folder=gone'],
    );
  });

  it('missing data', async () => {
    await refused(tinyExperiment(join(folder, 'nowhere'), light), { code: 'TL_DATA_MISSING', message: /nowhere/ });
  });

  it('an unknown data set', async () => {
    const experiment = tinyExperiment(plain, light);
    await refused(
      { ...experiment, data: { source: { dataSet: 'mnits' }, targets: [{ dataSet: 'mnist' }], imageSize: 32 } },
      { code: 'TL_DATA_SET_UNKNOWN', message: /mnits/ },
    );
  });

  it('an empty class', async () => {
    const source = join(folder, 'with-empty-class');
    await writeImageFolder(source, 8);
    mkdirSync(join(source, 'yellow'));
    await refused(tinyExperiment(source, light), { code: 'TL_CLASS_EMPTY', message: /yellow/ });
  });

  it('one class only', async () => {
    const source = join(folder, 'one-class');
    mkdirSync(join(source, 'red'), { recursive: true });
    for (let index = 0; index < 6; index++) await writePicture(join(source, 'red', `${index}.png`), [200, 0, 0], index);
    await refused(tinyExperiment(source, source), { code: 'TL_ONE_CLASS', message: /red/ });
  });

  it("target classes that differ from the source's", async () => {
    const target = join(folder, 'other-classes');
    await writeImageFolder(target, 8);
    mkdirSync(join(target, 'yellow'));
    await writePicture(join(target, 'yellow', '0.png'), [200, 200, 0], 0);
    const expected = { code: 'TL_CLASSES_DIFFER', message: /only the target has "yellow"/ };
    await refused(tinyExperiment(plain, target), expected);
    await refused(tinyExperiment(plain, target), expected, ['--dry-run']);
  });

  it('pictures too small for the trunk', async () => {
    const experiment = tinyExperiment(plain, light);
    await refused(
      { ...experiment, data: { ...(experiment['data'] as object), imageSize: 16 } },
      { code: 'TL_IMAGE_TOO_SMALL', message: /16.*32/ },
    );
  });

  it('a path that escapes the data root', async () => {
    const csv = join(folder, 'escaping.csv');
    const rows = ['red', 'green', 'blue'].flatMap((name) =>
      [0, 1, 2].map((index) => `plain/${name}/00${index}.png,${name}`),
    );
    writeFileSync(csv, ['path,label', ...rows, '../../etc/passwd,red'].join('\n'));
    const experiment = tinyExperiment(plain, light);
    await refused(
      { ...experiment, data: { ...(experiment['data'] as object), source: { csv, root: folder } } },
      { code: 'TL_PATH_ESCAPES_ROOT', message: /passwd/ },
    );
  });

  it('a CSV with a broken row, named by its line', async () => {
    const csv = join(folder, 'broken.csv');
    writeFileSync(csv, ['path,label', 'plain/red/000.png,red', 'plain/green/000.png,green,extra,columns'].join('\n'));
    const experiment = tinyExperiment(plain, light);
    await refused(
      { ...experiment, data: { ...(experiment['data'] as object), source: { csv, root: folder } } },
      { code: 'TL_CSV_ROW', message: /line 3/ },
    );
  });

  it('a corrupted JPEG among the pictures', async () => {
    const source = join(folder, 'with-corrupt');
    await writeImageFolder(source, 8);
    writeFileSync(join(source, 'red', '000.png'), 'this is no picture');
    await refused(tinyExperiment(source, light), { code: 'TL_IMAGE_CORRUPT', message: /000\.png/, begun: true });
  });
});

describe('a GPU that is asked for and missing', () => {
  it.each([
    ['--device gpu', ['--device', 'gpu'], {}],
    ['TRUNKLINE_DEVICE', [], { TRUNKLINE_DEVICE: 'gpu' }],
    ['--dry-run', ['--device', 'gpu', '--dry-run'], {}],
  ])('ends the run before anything is written: %s', async (_name, more, variable) => {
    const place = mkdtempSync(join(folder, 'gpu-'));
    const path = writeExperiment(place, tinyExperiment(plain, light));
    const env = { CUDA_VISIBLE_DEVICES: '-1', ...variable };
    const ended = await trunkline(['run', path, '--folder', join(place, 'runs'), '--json', ...more], { env });
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 1, stdout: '' });
    expect(errorOf(ended)).toMatchObject({ code: 'TL_GPU_MISSING' });
    expect(errorOf(ended).hint).toContain('Unset CUDA_VISIBLE_DEVICES');
    expect(everythingIn(join(place, 'runs'))).toEqual([]);
  });
});

describe('weight files', () => {
  const embed = async (weights: string): Promise<{ status: number | null; code: string; message: string }> => {
    const ended = await trunkline([
      'embed',
      join(plain, 'red', '000.png'),
      '--weights',
      weights,
      '--size',
      '32',
      '--json',
    ]);
    expect(ended.stdout).toBe('');
    const { code, message } = errorOf(ended);
    return { status: ended.status, code, message };
  };

  const cached = async (): Promise<string> => {
    const { stdout } = await trunkline(['weights', 'pull', 'imagenet-vgg16', '--json']);
    return (JSON.parse(stdout) as { path: string }).path;
  };

  it('truncated', async () => {
    const path = join(folder, 'truncated.safetensors');
    copyFileSync(await cached(), path);
    truncateSync(path, 1_000_000);
    expect(await embed(path)).toMatchObject({ code: 'TL_WEIGHTS_TRUNCATED', message: expect.stringContaining(path) });
  });

  it('with a wrong header', async () => {
    const path = join(folder, 'wrong.safetensors');
    writeFileSync(path, Buffer.concat([Buffer.from([20, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"this is not a header')]));
    expect(await embed(path)).toMatchObject({ status: 2, code: 'TL_WEIGHTS_INVALID' });
  });

  it('that say they are a set, and are not', async () => {
    const path = join(folder, 'changed.safetensors');
    const bytes = readFileSync(await cached());
    const last = bytes.length - 2;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await embed(path)).toMatchObject({ status: 1, code: 'TL_DIGEST_MISMATCH' });
  });

  it('that are a text', async () => {
    const path = join(folder, 'text.h5');
    writeFileSync(path, 'these are no weights');
    expect(await embed(path)).toMatchObject({ status: 2, code: 'TL_WEIGHTS_INVALID' });
  });

  it('a conversion that fails leaves no file', async () => {
    const path = join(folder, 'none.safetensors');
    const ended = await trunkline(['weights', 'convert', join(folder, 'text.h5'), path, '--json']);
    expect({ status: ended.status, code: errorOf(ended).code }).toEqual({ status: 2, code: 'TL_WEIGHTS_INVALID' });
    expect(existsSync(path)).toBe(false);
  });
});

describe('places that cannot be written', () => {
  it('a file where the folder of runs should be', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    const path = writeExperiment(folder, tinyExperiment(plain, light));
    const ended = await trunkline(['run', path, '--folder', join(file, 'runs'), '--json']);
    expect(ended.status).toBe(1);
    expect(errorOf(ended)).toMatchObject({ code: 'TL_NOT_A_FOLDER', hint: expect.stringMatching(/folder/) });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('a folder without permission to write', async () => {
    const path = writeExperiment(folder, tinyExperiment(plain, light));
    const place = unwritableFolder(folder);
    const ended = await trunkline(['run', path, '--folder', join(place, 'runs'), '--json']);
    expect({ status: ended.status, code: errorOf(ended).code }).toEqual({ status: 1, code: 'TL_NO_PERMISSION' });
    expect(existsSync(join(place, 'runs'))).toBe(false);
  });

  it('a full disk keeps what was there, leaves no part, and says what to do', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const ended = await onSmallDisk(disk, 1, [
      'weights',
      'convert',
      'imagenet-vgg16',
      join(disk, 'out.safetensors'),
      '--json',
    ]);
    expect(ended.status).toBe(1);
    expect(errorOf(ended)).toMatchObject({ code: 'TL_DISK_FULL', hint: expect.stringMatching(/space/) });
    expect(ended.left).toEqual([]);
  });

  it('a disk that fills up during training', async () => {
    const disk = join(folder, 'disk-of-runs');
    mkdirSync(disk);
    const path = writeExperiment(folder, tinyExperiment(plain, light, { trunk: { weights: null, width: 0.5 } }));
    const ended = await onSmallDisk(disk, 4, ['run', path, '--folder', disk, '--json']);
    expect(ended.status).toBe(1);
    expect(errorOf(ended)).toMatchObject({ code: 'TL_DISK_FULL', hint: expect.stringContaining('--resume') });
    expect(ended.left.filter((name) => /\.(tmp|partial)$/.test(name))).toEqual([]);
  });

  it('R22: a limit on the size of files, with the way on, which holds', async () => {
    const place = mkdtempSync(join(folder, 'limit-'));
    const path = writeExperiment(place, tinyExperiment(plain, light, { methods: ['source-only'] }));
    const run = ['run', path, '--folder', join(place, 'runs'), '--no-report', '--json'];
    const ended = underLimit('-f 64', run);
    expect(ended.status).toBe(1);
    expect(errorOf(ended)).toMatchObject({
      code: 'TL_FILE_LIMIT',
      message: expect.stringContaining('(the limit is 32 KiB)'),
      hint: expect.stringMatching(/ulimit -f unlimited\. Then go on with: .* --resume/),
    });
    expect(halfWritten(place)).toEqual([]);
    const resumed = await trunkline([...run, '--resume']);
    expect(resumed.status).toBe(0);
    expect((JSON.parse(resumed.stdout) as { failures: unknown[] }).failures).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('R22: a limit on files that are open, and one on addresses', () => {
    expect(errorOf(underLimit('-n 64', ['embed', join(plain, 'red', '000.png'), '--json']))).toMatchObject({
      code: 'TL_TOO_MANY_FILES',
      hint: expect.stringContaining('ulimit -n'),
    });
    const ended = underLimit('-v 6000000', ['embed', join(plain, 'red', '000.png'), '--json']);
    expect(ended.status).toBe(1);
    expect(errorOf(ended)).toMatchObject({
      code: 'TL_ADDRESS_SPACE',
      message: expect.stringContaining('5.7 GiB'),
      hint: expect.stringContaining('ulimit -v unlimited'),
    });
  });
});

it('two processes cannot use one folder of a run', async () => {
  const place = mkdtempSync(join(folder, 'two-'));
  const path = writeExperiment(
    place,
    tinyExperiment(plain, light, { training: { steps: 4000, batchSize: 8, evaluateEvery: 500 } }),
  );
  const first = start(['run', path, '--folder', 'runs', '--no-report'], { cwd: place });
  await until(() => begunInvocations(join(place, 'runs', 'tiny')).length > 0);
  const second = await trunkline(['run', path, '--folder', 'runs', '--resume', '--json'], { cwd: place });
  expect({ status: second.status, code: errorOf(second).code }).toEqual({ status: 1, code: 'TL_LOCKED' });
  first.kill('SIGTERM');
  expect((await first.ended).status).toBe(3);
});

describe('a server that does not take the runs', () => {
  const answer = async (
    status: number | 'none',
    env: Readonly<Record<string, string>> = {},
  ): Promise<{
    run: Awaited<ReturnType<typeof trunkline>>;
    sync: Awaited<ReturnType<typeof trunkline>>;
    place: string;
  }> => {
    const place = mkdtempSync(join(folder, 'server-'));
    const server = createServer((_request, response) => response.writeHead(Number(status)).end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (status === 'none') server.close();
    try {
      const path = writeExperiment(place, tinyExperiment(plain, light, { methods: ['source-only'] }));
      const environment = {
        MLFLOW_TRACKING_URI: `http://me:s3cret@127.0.0.1:${port}`,
        TRUNKLINE_MLFLOW_PATIENCE: '1',
        ...env,
      };
      const run = await trunkline(['run', path, '--folder', 'runs', '--no-report'], { cwd: place, env: environment });
      const sync = await trunkline(['sync', '--json'], { cwd: place, env: environment });
      return { run, sync, place };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it.each([
    ['unreachable', 'none', 'TL_SYNC_INCOMPLETE'],
    ['answering 500', 500, 'TL_SYNC_INCOMPLETE'],
    ['refusing the password', 401, 'TL_MLFLOW_UNAUTHORISED'],
  ] as const)('%s: the run finishes, the journal keeps everything, sync says why', async (_name, status, code) => {
    const { run, sync, place } = await answer(status);
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('trunkline sync');
    expect(sync.status).not.toBe(0);
    expect(errorOf(sync).code).toBe(code);
    const written = everythingIn(join(place, 'runs')).filter((name) => /\.(json|jsonl|html)$/.test(name));
    expect(written.some((name) => name.endsWith('result.json'))).toBe(true);
    for (const text of [run.stdout, run.stderr, sync.stdout, sync.stderr]) expect(text).not.toContain('s3cret');
    for (const name of written) expect(readFileSync(join(place, 'runs', name), 'utf8')).not.toContain('s3cret');
  });
});
