import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { EnvHttpProxyAgent, request } from 'undici';
import { type Read, readObject } from './answers.ts';
import { type BackOff, backOffMilliseconds } from './back-off.ts';
import type { Connection } from './connection.ts';
import { ServerTrouble, troubleOf, troubleOfConnection } from './server-trouble.ts';

/** Body of an upload: bytes, or a file that is streamed. */
export type UploadBody = Uint8Array | { readonly file: string };

/** How a {@link RestClient} repeats a request. */
export interface Retries {
  /** Of one request, in all. */
  readonly attempts: number;
  readonly backOff: BackOff;
}

/** Six attempts within about five seconds. */
export const defaultRetries: Retries = {
  attempts: 6,
  backOff: { firstMilliseconds: 150, longestMilliseconds: 5_000 },
};

/** As {@link defaultRetries}, with other pauses. */
export function retriesOf(backOff: BackOff | undefined): Retries {
  return backOff ? { ...defaultRetries, backOff } : defaultRetries;
}

const largestAnswer = 32 << 20;
const connections = 2;
/** A wish of the server that is waited for here; a longer one is the sender's to grant. */
const longestWait = 10_000;
/** An upload may take as long as this slow a line needs, beside the time for the answer: bytes in a millisecond. */
const slowestUpload = 16;
/** Attempts at a request whose answer is no answer of MLflow's. */
const unexpectedAttempts = 3;

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** For people. */
  readonly what: string;
  readonly body?: UploadBody;
  readonly type?: string;
}

/**
 * Requests to one MLflow server. Every failure is a {@link ServerTrouble}, without credentials in its text. A request that
 * meets a passing fault (5xx, 408, 429, a connection that breaks) is repeated, with growing pauses or after the time that
 * the server asks for; a server that cannot be reached at all is the sender's to wait for. Sending twice changes nothing,
 * but for `runs/create`, which is left to the sender too: it looks first whether the run is there. Proxies are those of
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.
 */
export class RestClient {
  readonly connection: Connection;
  readonly #retries: Retries;
  readonly #dispatcher: EnvHttpProxyAgent;
  readonly #closing = new AbortController();
  #progress = 0;

  constructor(connection: Connection, retries: Retries = defaultRetries) {
    this.connection = connection;
    this.#retries = retries;
    const { proxies, timeoutMilliseconds } = connection;
    const security = {
      rejectUnauthorized: !connection.insecure,
      ...(connection.authority ? { ca: connection.authority } : {}),
    };
    this.#dispatcher = new EnvHttpProxyAgent({
      httpProxy: proxies?.http ?? '',
      httpsProxy: proxies?.https ?? '',
      noProxy: proxies?.none ?? '',
      connections,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...security, timeout: Math.min(timeoutMilliseconds, 15_000) },
      requestTls: security,
      // plain http goes through a proxy as a request, not as a tunnel, which many proxies open to port 443 only
      proxyTunnel: connection.address.startsWith('https:'),
    });
  }

  /** Grows with every request that succeeded and every piece of a file that went out. */
  get progress(): number {
    return this.#progress;
  }

  async get<T>(endpoint: string, query: Readonly<Record<string, string>>, read: Read<T>): Promise<T> {
    const path = `/api/2.0/mlflow/${endpoint}?${new URLSearchParams(query).toString()}`;
    return await this.#send({ method: 'GET', path, what: endpoint }, read);
  }

  async post<T>(endpoint: string, body: unknown, read: Read<T>): Promise<T> {
    const path = `/api/2.0/mlflow/${endpoint}`;
    const bytes = Buffer.from(JSON.stringify(body));
    return await this.#send({ method: 'POST', path, what: endpoint, body: bytes, type: 'application/json' }, read);
  }

  /** Stores an artefact; `path` is below the server's artefact root. A file is streamed, never held in memory. */
  async put(path: string, body: UploadBody): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const type = 'application/octet-stream';
    const call = { path: `/api/2.0/mlflow-artifacts/artifacts/${encoded}`, what: `artefact ${path}`, body, type };
    await this.#send({ method: 'PUT', ...call }, readObject);
  }

  /** Ends what is under way; whatever is asked for afterwards fails. */
  close(): void {
    this.#closing.abort();
    void this.#dispatcher.destroy().catch(() => undefined);
  }

  async #send<T>(call: Call, read: Read<T>): Promise<T> {
    const { attempts, backOff } = this.#retries;
    for (let failures = 1; ; failures++) {
      try {
        const text = await this.#sendOnce(call);
        // MLflow confirms what it stored with nothing at all
        const value = read(call.method === 'PUT' && text === '' ? {} : parse(text, call.what), call.what);
        this.#progress++;
        return value;
      } catch (error) {
        if (!(error instanceof ServerTrouble) || this.#closing.signal.aborted) throw error;
        const limit = error.passes ? attempts : error.kind === 'unexpected' ? unexpectedAttempts : 1;
        const wish = error.retryAfterMilliseconds ?? 0;
        if (failures >= limit || wish > longestWait || call.what === 'runs/create') throw error;
        // a wish for all clients at once would bring them all back at once
        const wait = backOffMilliseconds(backOff, failures, wish > 0 ? wish * (1 + Math.random() / 10) : 0);
        await pause(wait, undefined, { signal: this.#closing.signal }).catch(() => undefined);
        if (this.#closing.signal.aborted) throw error;
      }
    }
  }

  async #sendOnce({ method, path, what, body, type }: Call): Promise<string> {
    const { address, authorization, timeoutMilliseconds } = this.connection;
    const length = body === undefined ? 0 : body instanceof Uint8Array ? body.length : (await stat(body.file)).size;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMilliseconds);
    const deadline = performance.now() + timeoutMilliseconds + length / slowestUpload;
    const onPiece = (): void => {
      this.#progress++;
      if (performance.now() < deadline) timer.refresh();
    };
    try {
      const response = await request(`${address}${path}`, {
        method,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.any([late.signal, this.#closing.signal]),
        headers: {
          accept: 'application/json',
          'user-agent': 'trunkline',
          ...(body === undefined ? {} : { 'content-type': type, 'content-length': String(length) }),
          ...(authorization === undefined ? {} : { authorization }),
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof Uint8Array ? body : Readable.from(pieces(body.file, length, onPiece), stream) }),
      });
      const text = await textOf(response.body, what);
      const { statusCode: status, headers } = response;
      if (status >= 200 && status < 300) return text;
      const one = (name: string): string | undefined => [headers[name]].flat()[0];
      throw troubleOf(status, { retryAfter: one('retry-after'), location: one('location') }, text, what);
    } catch (error) {
      if (late.signal.aborted) {
        const text = `${what}: no whole answer within ${timeoutMilliseconds / 1000} s`;
        throw new ServerTrouble('unreachable', text);
      }
      throw troubleOfConnection(error, what);
    } finally {
      clearTimeout(timer);
    }
  }
}

const stream = { objectMode: false } as const;

/** A file in pieces: what it held when its length was taken. */
async function* pieces(file: string, length: number, onPiece: () => void): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18, end: length - 1 })) {
    yield piece as Uint8Array;
    onPiece();
  }
}

async function textOf(body: AsyncIterable<Uint8Array>, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largestAnswer) throw new ServerTrouble('unexpected', `${what}: the answer is too long`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServerTrouble('unexpected', `${what}: ${shown(text)}`);
  }
}

/** What an answer that is no JSON is, for a person. */
function shown(text: string): string {
  const plain = readable(text);
  if (text.trim() === '') return 'an empty answer';
  if (!/<(!doctype|html|head|body)/i.test(text)) return `an answer that is no JSON: “${plain.slice(0, 100)}”`;
  const isSignIn = /sign.?in|log.?in|password|sso|oauth/i.test(text);
  return `${isSignIn ? 'a sign-in page' : 'a web page'} instead of an answer: “${plain.slice(0, 100)}”`;
}

function readable(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
