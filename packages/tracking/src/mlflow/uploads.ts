import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSetRecord } from '../records.ts';
import { readFiles, readObject, readRun } from './answers.ts';
import { imagePreview } from './image-preview.ts';
import type { Upload } from './journal-part.ts';
import { fitArtifactPath, fitValue, limits } from './limits.ts';
import type { RestClient, UploadBody } from './rest-client.ts';
import type { SentRun } from './send-state.ts';
import { isRefusal, ServerTrouble } from './server-trouble.ts';

/** What will never be on the server, and why. */
export interface Refused {
  readonly what: string;
  readonly reason: string;
}

/** An upload's name for a person. */
export function nameOf(upload: Upload): string {
  return upload.type === 'inputs' ? 'data sets' : upload.type === 'image' ? `image ${upload.key}` : upload.path;
}

/** Brings the files, texts, pictures and data sets of one run folder to a server. */
export class Uploads {
  readonly #client: RestClient;
  readonly #folder: string;

  constructor(client: RestClient, folder: string) {
    this.#client = client;
    this.#folder = folder;
  }

  /** Gives what was refused for good, if anything was. Throws {@link ServerTrouble}. */
  async send(run: SentRun, upload: Upload): Promise<Refused | undefined> {
    try {
      await this.#send(run, upload);
      return undefined;
    } catch (error) {
      const what = nameOf(upload);
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { what, reason: 'its file has gone' };
      }
      if (isRefusal(error)) return { what, reason: error.message };
      throw error;
    }
  }

  /** Those of these uploads that the server does not have although it confirmed them. Throws {@link ServerTrouble}. */
  async missing(run: SentRun, uploads: readonly Upload[]): Promise<readonly Upload[]> {
    const folders = new Set(uploads.flatMap((upload) => pathsOf(upload).map((path) => dirname(path))));
    const stored = new Set<string>();
    for (const folder of folders) {
      const query = { run_id: run.run, ...(folder === '.' ? {} : { path: folder }) };
      for (const path of (await this.#client.get('artifacts/list', query, readFiles)).keys()) stored.add(path);
    }
    const dataSets = uploads.some(({ type }) => type === 'inputs')
      ? (await this.#client.get('runs/get', { run_id: run.run }, readRun)).dataSets
      : new Set<string>();
    return uploads.filter((upload) =>
      upload.type === 'inputs'
        ? toDatasets(upload.dataSets).some(({ dataset }) => !dataSets.has(`${dataset.name} ${dataset.digest}`))
        : pathsOf(upload).some((path) => !stored.has(path)),
    );
  }

  async #send(run: SentRun, upload: Upload): Promise<void> {
    switch (upload.type) {
      case 'inputs':
        await this.#client.post(
          'runs/log-inputs',
          { run_id: run.run, datasets: toDatasets(upload.dataSets) },
          readObject,
        );
        return;
      case 'artifact':
        await this.#put(run, upload.path, { file: this.#file(upload.file) });
        return;
      case 'text':
        await this.#put(
          run,
          upload.path,
          'text' in upload ? Buffer.from(upload.text) : { file: this.#file(upload.file) },
        );
        return;
      case 'image': {
        const file = this.#file(upload.file);
        const [preview, picture] = pathsOf(upload) as [string, string];
        await this.#put(run, preview, await imagePreview(file));
        await this.#put(run, picture, { file });
        return;
      }
    }
  }

  #file(recorded: string): string {
    return isAbsolute(recorded) ? recorded : join(this.#folder, recorded);
  }

  async #put(run: SentRun, given: string, body: UploadBody): Promise<void> {
    const path = fitArtifactPath(given).text;
    const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(run.artifacts)?.[1];
    if (proxied !== undefined) return await this.#client.put(`${proxied}/${path}`, body);
    // a server without artefact proxy on this very machine
    const root = run.artifacts.startsWith('file:') ? fileURLToPath(run.artifacts) : run.artifacts;
    if (!isAbsolute(root) || !this.#isOurs(root)) {
      throw new ServerTrouble(
        'refused',
        `the server keeps artefacts at ${run.artifacts}, which only it can write; start it with --serve-artifacts`,
      );
    }
    const target = resolve(root, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      if (body instanceof Uint8Array) await writeFile(target, body);
      else await copyFile(body.file, target);
    } catch (error) {
      if (!(body instanceof Uint8Array) && !existsSync(body.file)) throw error;
      throw new ServerTrouble('refused', `the server keeps artefacts at ${root}, and ${String(error)}`);
    }
  }

  /**
   * Whether `<artefact root>/<experiment>/<run>/artifacts` is a place that the server and this process share: the root is
   * there already, or the server runs on this machine and will look into the folder that is made now.
   */
  #isOurs(root: string): boolean {
    if (existsSync(dirname(dirname(dirname(root))))) return true;
    const { hostname: host } = new URL(this.#client.connection.address);
    return host === 'localhost' || host === '[::1]' || /^127\./.test(host) || host === hostname();
  }
}

/** Where an upload lies below the run's artefacts; data sets are no files. */
function pathsOf(upload: Upload): readonly string[] {
  if (upload.type === 'inputs') return [];
  if (upload.type !== 'image') return [fitArtifactPath(upload.path).text];
  return [`images/${upload.stem}+compressed.webp`, `images/${upload.stem}.png`].map(
    (path) => fitArtifactPath(path).text,
  );
}

/** Data sets as `runs/log-inputs` takes them; one that serves several purposes is listed once, with all of them. */
function toDatasets(dataSets: readonly DataSetRecord[]) {
  const byIdentity = new Map<string, DataSetRecord[]>();
  for (const dataSet of dataSets) {
    const identity = `${dataSet.name}\n${dataSet.digest}`;
    byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), dataSet]);
  }
  return [...byIdentity.values()].map((same) => {
    const { name, digest, source, schema } = same[0]!;
    const contexts = [...new Set(same.map((one) => one.context))].join(', ');
    const web = /^https?:/.test(source);
    return {
      dataset: {
        name: fitValue(name, limits.dataSetName).text,
        digest: digest.slice(0, limits.dataSetDigest),
        source_type: web ? 'http' : 'local',
        source: fitValue(JSON.stringify(web ? { url: source } : { uri: source }), limits.dataSetSource).text,
        ...(schema === undefined ? {} : { schema: fitValue(schema, limits.dataSetSchema).text }),
      },
      tags: [{ key: 'mlflow.data.context', value: contexts }],
    };
  });
}
