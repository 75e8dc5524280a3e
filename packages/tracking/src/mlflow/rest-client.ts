import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { Connection } from './connection.ts';
import { ServerTrouble, troubleOf } from './server-trouble.ts';

/** Body of an upload: bytes, or a file that is streamed. */
export type UploadBody = Uint8Array | { readonly file: string };

const largestAnswer = 32 << 20;
const connections = 2;

/** A connection that was kept open had been closed by the server when it was used again. */
class StaleConnection extends ServerTrouble {}

/** Requests to one MLflow server. Every failure is a {@link ServerTrouble}, without credentials in its text. */
export class RestClient {
  readonly connection: Connection;
  readonly #agent: http.Agent;
  readonly #open: typeof http.request;

  constructor(connection: Connection) {
    this.connection = connection;
    const secure = connection.address.startsWith('https:');
    const options = { keepAlive: true, maxSockets: connections };
    this.#agent = secure
      ? new https.Agent({
          ...options,
          rejectUnauthorized: !connection.insecure,
          ...(connection.authority ? { ca: connection.authority } : {}),
        })
      : new http.Agent(options);
    this.#open = secure ? https.request : http.request;
  }

  async get(endpoint: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const path = `/api/2.0/mlflow/${endpoint}?${new URLSearchParams(query).toString()}`;
    return JSON.parse(await this.#send('GET', path, endpoint));
  }

  async post(endpoint: string, body: unknown): Promise<unknown> {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const answer = await this.#send('POST', `/api/2.0/mlflow/${endpoint}`, endpoint, bytes, 'application/json');
    try {
      return JSON.parse(answer);
    } catch {
      throw new ServerTrouble('unexpected', `${endpoint}: the answer is not JSON`);
    }
  }

  /** Stores an artefact; `path` is below the server's artefact root. A file is streamed, never held in memory. */
  async put(path: string, body: UploadBody): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    await this.#send(
      'PUT',
      `/api/2.0/mlflow-artifacts/artifacts/${encoded}`,
      `artefact ${path}`,
      body,
      'application/octet-stream',
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * One request. A server may close an idle connection at the moment it is used again, which says nothing about the
   * server: such a request is sent again, on another connection. Sending twice changes
   * nothing, but for `runs/create`, which is left to the sender: it looks first whether the run is there.
   */
  async #send(method: string, path: string, what: string, body?: UploadBody, type?: string): Promise<string> {
    for (let stale = 0; ; stale += 1) {
      try {
        return await this.#sendOnce(method, path, what, body, type);
      } catch (error) {
        if (!(error instanceof StaleConnection) || stale === connections || what === 'runs/create') throw error;
      }
    }
  }

  async #sendOnce(method: string, path: string, what: string, body?: UploadBody, type?: string): Promise<string> {
    const { address, authorization, timeoutMilliseconds } = this.connection;
    const length = body === undefined ? 0 : body instanceof Uint8Array ? body.length : (await stat(body.file)).size;
    return await new Promise<string>((resolve, reject) => {
      let answered = false;
      const fail = (error: Error): void => {
        if (error instanceof ServerTrouble) return reject(error);
        const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
        if (!answered && request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE'))
          return reject(new StaleConnection('unreachable', `${what}: ${code}`));
        // a wrong certificate stays wrong, but the server may get a right one: keep everything and go on trying
        reject(new ServerTrouble('unreachable', `${what}: ${[code, error.message].filter(Boolean).join(' ')}`));
      };
      const request = this.#open(`${address}${path}`, {
        method,
        agent: this.#agent,
        headers: {
          accept: 'application/json',
          'user-agent': 'trunkline',
          ...(body === undefined ? {} : { 'content-type': type, 'content-length': length }),
          ...(authorization === undefined ? {} : { authorization }),
        },
      });
      request.setTimeout(timeoutMilliseconds, () => {
        request.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`));
      });
      request.on('error', fail);
      request.on('response', (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > largestAnswer) request.destroy(new ServerTrouble('unexpected', `${what}: the answer is too long`));
          else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(troubleOf(status, response.headers['retry-after'], text, what));
        });
      });
      if (body === undefined) request.end();
      else if (body instanceof Uint8Array) request.end(body);
      else {
        const stream = createReadStream(body.file, { highWaterMark: 1 << 18, end: Math.max(0, length - 1) });
        stream.on('error', (error) => request.destroy(error));
        request.on('close', () => stream.destroy());
        if (length === 0) request.end();
        else stream.pipe(request);
      }
    });
  }
}
