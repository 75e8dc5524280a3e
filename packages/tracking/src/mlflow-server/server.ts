import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { join, resolve } from 'node:path';
import {
  cacheFolder,
  explainFileError,
  isAlive,
  processStart,
  TrunklineError,
  withLock,
  writeFileAtomic,
} from '@trunkline/system';
import { installMlflow, type InstallMlflowOptions, mlflowEnvironment, mlflowVersion } from './install.ts';

/** A server of ours, as its `server.json` describes it. */
interface ServerFile {
  readonly process: number;
  readonly started?: string;
  readonly port: number;
  readonly version: string;
}

/** Where the store of {@link mlflowUp} is. */
export interface MlflowStoreOptions {
  /** Holds the database, the artefacts and the log. Default: `mlflow/store` in the user's cache. */
  readonly folder?: string;
}

/** Options of {@link mlflowUp}. */
export interface MlflowUpOptions extends MlflowStoreOptions, InstallMlflowOptions {
  /** The port to try first; the next free one is taken. Default: 5000. */
  readonly port?: number;
  /** `basic-auth` asks for user and password (first user: admin). */
  readonly appName?: 'basic-auth';
  /** Further environment of the server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets one line whenever something deserves a person's attention. Default: standard error. */
  readonly onNotice?: (line: string) => void;
}

/** A running server. */
export interface MlflowServer {
  readonly address: string;
  readonly process: number;
  readonly store: string;
  readonly log: string;
  readonly version: string;
  /** It ran already. */
  readonly already: boolean;
  /** What to set, so that runs are sent there. */
  readonly environment: { readonly MLFLOW_TRACKING_URI: string };
}

/** What {@link mlflowStatus} finds. */
export interface MlflowStatus {
  readonly installed: boolean;
  readonly version: string;
  readonly running: boolean;
  /** Whether it answers; only when it runs. */
  readonly healthy?: boolean;
  readonly address?: string;
  readonly process?: number;
  readonly store: string;
  readonly log: string;
}

const host = '127.0.0.1';

function storeOf(options: MlflowStoreOptions): { store: string; file: string; log: string } {
  const store = resolve(options.folder ?? cacheFolder('mlflow', 'store'));
  return { store, file: join(store, 'server.json'), log: join(store, 'server.log') };
}

function readServerFile(path: string): ServerFile | undefined {
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as ServerFile;
    return isAlive(found.process, found.started) ? found : undefined;
  } catch {
    return undefined;
  }
}

async function isHealthy(port: number): Promise<boolean> {
  return await new Promise((done) => {
    const request = http.get({ host, port, path: '/health', timeout: 2_000, agent: false }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => done(false));
  });
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((done) => {
    const probe = net.createServer();
    probe.once('error', () => done(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(true)));
  });
}

async function choosePort(first: number, onNotice: (line: string) => void): Promise<number> {
  for (let port = first; port < first + 100 && port < 65_536; port++) {
    if (!(await isFree(port))) continue;
    if (port !== first) onNotice(`Port ${first} is in use; MLflow takes ${port}.`);
    return port;
  }
  throw new TrunklineError('TL_MLFLOW_PORT', `No port from ${first} to ${first + 99} is free on ${host}.`, {
    hint: 'Give another one with --port.',
  });
}

function lastLines(path: string, count: number): string {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

/**
 * Installs MLflow when it is missing and serves it on this machine only, with a SQLite store, artefacts through the
 * server, and telemetry off, as a process of its own that outlives this one. A server that runs already on that store is
 * left as it is. Throws what {@link installMlflow} throws, `TL_MLFLOW_PORT` and `TL_MLFLOW_START`.
 */
export async function mlflowUp(options: MlflowUpOptions = {}): Promise<MlflowServer> {
  const onNotice = options.onNotice ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const { store, file, log } = storeOf(options);
  const { python } = await installMlflow(options);
  try {
    await mkdir(store, { recursive: true });
  } catch (error) {
    throw explainFileError(error, store);
  }
  const describe = (server: ServerFile, already: boolean): MlflowServer => {
    const address = `http://${host}:${server.port}`;
    return {
      address,
      process: server.process,
      store,
      log,
      version: server.version,
      already,
      environment: { MLFLOW_TRACKING_URI: address },
    };
  };
  return await withLock(file, async () => {
    const running = readServerFile(file);
    if (running && (await isHealthy(running.port))) return describe(running, true);
    if (running) await stopGroup(running.process);
    const port = await choosePort(options.port ?? 5000, onNotice);
    const server = await start(python, store, file, log, port, options);
    return describe(server, false);
  });
}

async function start(
  python: string,
  store: string,
  file: string,
  log: string,
  port: number,
  options: MlflowUpOptions,
): Promise<ServerFile> {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith('MLFLOW_')) environment[name] = value;
  Object.assign(environment, {
    MLFLOW_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', // three more processes, for features that are not used here
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    ...options.environment,
  });
  // relative to the store, so that its path may hold any character
  const args = [
    '-m',
    'mlflow',
    'server',
    '--host',
    host,
    '--port',
    String(port),
    '--workers',
    '1',
    '--serve-artifacts',
  ];
  args.push('--backend-store-uri', 'sqlite:///mlflow.db', '--artifacts-destination', './artifacts');
  if (options.appName) args.push('--app-name', options.appName);
  const output = openSync(log, 'a');
  const child = spawn(python, args, {
    cwd: store,
    env: environment,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let exited = false;
  child.on('exit', () => (exited = true));
  child.on('error', () => (exited = true));
  child.unref();
  const deadline = Date.now() + 120_000;
  while (!exited && child.pid !== undefined) {
    if (await isHealthy(port)) {
      const started = processStart(child.pid);
      const server = { process: child.pid, ...(started ? { started } : {}), port, version: mlflowVersion };
      await writeFileAtomic(file, JSON.stringify(server) + '\n');
      return server;
    }
    if (Date.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (child.pid !== undefined) await stopGroup(child.pid);
  throw new TrunklineError('TL_MLFLOW_START', `MLflow did not start on port ${port}:\n${lastLines(log, 8)}`, {
    hint: `The whole log is ${log}. If the installation is damaged, remove ${mlflowEnvironment().folder} and try again.`,
  });
}

/** Ends a process group: politely, and after ten seconds firmly. */
async function stopGroup(leader: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      process.kill(-leader, name);
      return true;
    } catch {
      return false;
    }
  };
  if (!signal('SIGTERM')) return;
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (!signal(0)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  signal('SIGKILL');
}

/** Whether MLflow is installed, runs and answers. Changes nothing. */
export async function mlflowStatus(options: MlflowStoreOptions = {}): Promise<MlflowStatus> {
  const { store, file, log } = storeOf(options);
  const base = { installed: mlflowEnvironment().complete, version: mlflowVersion, store, log };
  const running = readServerFile(file);
  if (!running) return { ...base, running: false };
  return {
    ...base,
    running: true,
    healthy: await isHealthy(running.port),
    address: `http://${host}:${running.port}`,
    process: running.process,
  };
}

/** Stops the server of a store with all its processes; its data stays. */
export async function mlflowDown(options: MlflowStoreOptions = {}): Promise<{ readonly stopped: boolean }> {
  const { file } = storeOf(options);
  const running = readServerFile(file);
  if (running) await stopGroup(running.process);
  await rm(file, { force: true });
  return { stopped: running !== undefined };
}
