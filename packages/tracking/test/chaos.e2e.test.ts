import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isTrunklineError } from '@trunkline/system';
import {
  mlflowDown,
  type MlflowServer,
  mlflowUp,
  openTracker,
  type OpenTrackerOptions,
  syncFolder,
  type SyncOptions,
} from '../src/index.ts';
import { ChaosProxy, passing } from './chaos-proxy.mjs';
import { faultsOnServer, logRuns } from './logged-runs.mjs';

const size = { children: 2, steps: 40 };
let root: string;
let store: string;
let made: string;
let server: MlflowServer;
let proxy: ChaosProxy;
let folder: string;
let experiment: string;
let notices: string[];
let count = 0;

const quick = { firstMilliseconds: 5, longestMilliseconds: 50 };
const onNotice = (line: string): void => void notices.push(line);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tracking-chaos-'));
  store = join(root, 'store');
  server = await mlflowUp({ folder: store, port: 5710, quiet: true, onNotice: () => undefined });
  made = join(root, 'made');
  const tracker = await openTracker({ folder: made, environment: {} });
  await logRuns(tracker, made, size);
  await tracker.close();
});
afterAll(async () => {
  await mlflowDown({ folder: store });
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  proxy = await new ChaosProxy(server.address).start();
  experiment = `chaos ${count}`;
  folder = join(root, `run-${count++}`);
  notices = [];
});
afterEach(() => proxy.stop());

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  MLFLOW_TRACKING_URI: proxy.address,
  MLFLOW_EXPERIMENT_NAME: experiment,
  MLFLOW_HTTP_REQUEST_TIMEOUT: '2',
  ...more,
});
const sync = async (more: SyncOptions = {}) => {
  cpSync(made, folder, { recursive: true, force: false });
  return await syncFolder(folder, { environment: environment(), onNotice, backOff: quick, ...more });
};
const whole = { pending: 0, rejected: 0 };
const onServer = (): Promise<string[]> => faultsOnServer(server.address, experiment, size);

describe('sync through a server that fails', () => {
  it.each([5, 20, 40])('R4: at %s % failing requests everything arrives, once', async (percent) => {
    proxy.share(percent / 100, passing, percent);
    expect(await sync()).toMatchObject(whole);
    expect(await onServer()).toEqual([]);
    expect(passing.some((name) => proxy.counts.has(name))).toBe(true);
  });

  it.each(['lost answer', 'reset'])(
    'R4: half of the requests meet “%s”, the run that is made included, and nothing is doubled',
    async (fault) => {
      proxy.share(0.5, [fault], 1);
      expect(await sync()).toMatchObject(whole);
      expect(await onServer()).toEqual([]);
    },
  );

  it('R4: what arrived is not sent again when the rest of its stretch comes later', async () => {
    const seen: string[] = [];
    let failing = true;
    proxy.choose = (request) => {
      seen.push(`${request.method} ${request.url}`);
      return failing && request.url?.includes('confusion') ? '503' : undefined;
    };
    expect(await sync({ patienceMilliseconds: 100 })).toMatchObject({ pending: expect.any(Number) as number });
    const uploads = (): string[] => seen.filter((line) => /^PUT .*report.txt/.test(line));
    expect(uploads()).toHaveLength(1);
    failing = false;
    expect(await sync()).toMatchObject(whole);
    expect(uploads()).toHaveLength(size.children);
    expect(await onServer()).toEqual([]);
  });

  it('a server that asks to come back in a second is asked after a second', async () => {
    const times: number[] = [];
    proxy.choose = () => (times.push(Date.now()) === 5 ? 'busy for a second' : undefined);
    expect(await sync()).toMatchObject(whole);
    expect(times[5]! - times[4]!).toBeGreaterThanOrEqual(990);
    expect(await onServer()).toEqual([]);
  });

  it('a server that asks to come back in an hour is not waited for, and what is missing is counted', async () => {
    proxy.choose = (request) => (request.url?.includes('log-batch') ? 'busy for long' : undefined);
    const report = await sync();
    expect(report.pending).toBeGreaterThan(size.steps);
    expect(report.reason).toContain('503');
  });

  it('R16: a slow server is not given up while it takes something', async () => {
    proxy.slowness = 60;
    proxy.choose = () => 'slow';
    expect(await sync({ patienceMilliseconds: 50 })).toMatchObject(whole);
    expect(await onServer()).toEqual([]);
  });

  it('R17: an answer that drips ends after the time-out, as one that never comes', async () => {
    for (const fault of ['drip', 'silence']) {
      proxy.choose = () => fault;
      const begun = Date.now();
      const report = await sync({
        environment: environment({ MLFLOW_HTTP_REQUEST_TIMEOUT: '0.5' }),
        patienceMilliseconds: 1,
      });
      expect(report.reason).toContain('no whole answer within 0.5 s');
      expect(report.pending).toBeGreaterThan(0);
      expect(Date.now() - begun).toBeLessThan(3_000);
    }
  });

  it('an answer that comes after the time-out is not doubled', async () => {
    proxy.slowness = 1_000;
    let number = 0;
    proxy.choose = (request) =>
      /log-batch|log-inputs|PUT/.test(`${request.method} ${request.url}`) && number++ % 5 === 0
        ? 'late answer'
        : undefined;
    expect(await sync({ environment: environment({ MLFLOW_HTTP_REQUEST_TIMEOUT: '0.4' }) })).toMatchObject(whole);
    expect(await onServer()).toEqual([]);
  });
});

describe('sync through what is no MLflow server', () => {
  it.each([
    ['R10', 'sign-in page', /a sign-in page instead of an answer: “Sign in with your company account”/],
    ['R5', 'empty object', /no experiment_id: \{\}|no experiment: \{\}/],
    ['R5', 'empty list', /: \[\]/],
    ['R5', 'null', /: null/],
    ['R5', 'other json', /no experiment: .*"ok"/],
    ['R5', 'nothing', /an empty answer/],
    ['R5', 'redirect', /302, sent on to login\.example\.invalid/],
    ['R5', 'not found', /404 nginx: not found/],
  ])('%s: %s is told as TL_MLFLOW_UNEXPECTED, at once', async (_id, fault, told) => {
    proxy.choose = () => fault;
    const error: unknown = await sync().catch((one: unknown) => one);
    expect(isTrunklineError(error) && error.code).toBe('TL_MLFLOW_UNEXPECTED');
    expect((error as Error).message).toMatch(told);
    expect([...proxy.counts.values()].reduce((sum, one) => sum + one)).toBeLessThan(5);
  });

  it.each(['empty object', 'sign-in page', 'null', 'redirect'])(
    'R5: %s to a share of the requests: everything is there, or it is said what is not',
    async (fault) => {
      proxy.share(0.15, [fault], 3);
      for (let round = 0; ; round++) {
        const report = await sync().catch((error: unknown) => {
          if (!isTrunklineError(error)) throw error;
          expect(isTrunklineError(error) && error.code).toBe('TL_MLFLOW_UNEXPECTED');
          return undefined;
        });
        if (report?.pending === 0) break;
        expect(round).toBeLessThan(20);
      }
      expect(await onServer()).toEqual([]);
    },
  );

  it('R5: a server that takes everything with {} and keeps nothing is found out', async () => {
    proxy.choose = (request) => (request.url?.includes('log-batch') ? 'empty object' : undefined);
    await expect(sync()).rejects.toMatchObject({
      code: 'TL_MLFLOW_UNEXPECTED',
      message: expect.stringContaining('confirms') as string,
    });
    proxy.choose = (request) => (request.method === 'PUT' ? 'empty object' : undefined);
    await expect(sync()).rejects.toMatchObject({ code: 'TL_MLFLOW_UNEXPECTED' });
    proxy.choose = () => undefined;
    expect(await sync()).toMatchObject(whole);
    expect(await onServer()).toEqual([]);
  });
});

describe('a run that is logged while its server fails', () => {
  const live = async (more: Partial<OpenTrackerOptions> = {}, logged: Parameters<typeof logRuns>[2] = size) => {
    const options = { folder, environment: environment(), onNotice, backOff: quick, gatherMilliseconds: 10, ...more };
    const tracker = await openTracker(options);
    await logRuns(tracker, folder, { between: () => new Promise((resolve) => setTimeout(resolve, 2)), ...logged });
    return await tracker.close();
  };

  it.each([5, 20, 40])('R4: at %s % failing requests everything is there at the end, once', async (percent) => {
    proxy.share(percent / 100, passing, 100 + percent);
    expect((await live()).pending).toBe(0);
    expect(await onServer()).toEqual([]);
  });

  it('R16: a slow server is waited for while it takes something, and the lock is released last', async () => {
    proxy.slowness = 80;
    proxy.choose = () => 'slow';
    const closing = live({ patienceMilliseconds: 300 }, { ...size, between: () => undefined });
    await new Promise((resolve) => setTimeout(resolve, 800));
    await expect(syncFolder(folder, { environment: environment() })).rejects.toMatchObject({ code: 'TL_LOCKED' });
    expect((await closing).pending).toBe(0);
    expect(await onServer()).toEqual([]);
  });

  it.each(['empty object', 'sign-in page', 'drip', 'silence', 'redirect', 'busy for long'])(
    'R5: with %s for every answer the tracker closes in time, says what is missing, and sends nothing any more',
    async (fault) => {
      proxy.choose = () => fault;
      const begun = Date.now();
      const report = await live({ patienceMilliseconds: 500 });
      expect(report.pending).toBeGreaterThan(size.children * size.steps);
      expect(Date.now() - begun).toBeLessThan(6_000);
      expect(notices.join('\n')).toMatch(/TL_MLFLOW_PENDING/);
      const total = (): number => [...proxy.counts.values()].reduce((sum, one) => sum + one);
      const before = total();
      expect(before).toBeLessThan(60);
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(total()).toBe(before);
      proxy.choose = () => undefined;
      expect(await syncFolder(folder, { environment: environment(), onNotice })).toMatchObject(whole);
      expect(await onServer()).toEqual([]);
    },
  );
});
