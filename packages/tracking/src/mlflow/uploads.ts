import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSetRecord } from '../records.ts';
import { imagePreview } from './image-preview.ts';
import type { Upload } from './journal-part.ts';
import { fitValue, limits } from './limits.ts';
import type { RestClient, UploadBody } from './rest-client.ts';
import type { SentRun } from './send-state.ts';
import { isRefusal, ServerTrouble } from './server-trouble.ts';

/** Brings the files, texts, pictures and data sets of one run folder to a server. */
export class Uploads {
  readonly #client: RestClient;
  readonly #folder: string;

  constructor(client: RestClient, folder: string) {
    this.#client = client;
    this.#folder = folder;
  }

  /** Gives what was refused for good, if anything was. Throws {@link ServerTrouble}. */
  async send(run: SentRun, upload: Upload): Promise<{ readonly what: string; readonly reason: string } | undefined> {
    try {
      await this.#send(run, upload);
      return undefined;
    } catch (error) {
      const what =
        upload.type === 'inputs' ? 'data sets' : upload.type === 'image' ? `image ${upload.key}` : upload.path;
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return { what, reason: 'its file has gone' };
      }
      if (isRefusal(error)) return { what, reason: error.message };
      throw error;
    }
  }

  async #send(run: SentRun, upload: Upload): Promise<void> {
    switch (upload.type) {
      case 'inputs':
        await this.#client.post('runs/log-inputs', { run_id: run.run, datasets: toDatasets(upload.dataSets) });
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
        await this.#put(run, `images/${upload.stem}+compressed.webp`, await imagePreview(file));
        await this.#put(run, `images/${upload.stem}.png`, { file });
        return;
      }
    }
  }

  #file(recorded: string): string {
    return isAbsolute(recorded) ? recorded : join(this.#folder, recorded);
  }

  async #put(run: SentRun, path: string, body: UploadBody): Promise<void> {
    const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(run.artifacts)?.[1];
    if (proxied !== undefined) return await this.#client.put(`${proxied}/${path}`, body);
    // a server without artefact proxy on this very machine
    const root = run.artifacts.startsWith('file:') ? fileURLToPath(run.artifacts) : run.artifacts;
    if (!isAbsolute(root) || !existsSync(dirname(dirname(root)))) {
      throw new ServerTrouble(
        'refused',
        `the server keeps artefacts at ${run.artifacts}, which only it can write; start it with --serve-artifacts`,
      );
    }
    const target = resolve(root, path);
    await mkdir(dirname(target), { recursive: true });
    if (body instanceof Uint8Array) await writeFile(target, body);
    else await copyFile(body.file, target);
  }
}

/** Data sets as `runs/log-inputs` takes them; one that serves several purposes is listed once, with all of them. */
function toDatasets(dataSets: readonly DataSetRecord[]): readonly unknown[] {
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
