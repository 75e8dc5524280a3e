import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { TrunklineError } from '@trunkline/system';
import type { WeightSource } from './weight-set.ts';

/** How long {@link download} waits. */
export interface DownloadOptions {
  /** For the first byte, so that a source out of reach costs little. Default 2,000. */
  readonly connectMilliseconds?: number;
  /** For each further piece. Default 30,000. */
  readonly stallMilliseconds?: number;
  readonly onProgress?: ((bytesDone: number, bytesTotal: number) => void) | undefined;
}

/** A file may be this much longer than its set says before the download is stopped. */
const tolerance = 1.05;

/**
 * Downloads a file over HTTP(S) to `path` and checks its published digest. Throws `TL_DOWNLOAD_FAILED` (out of reach, HTTP
 * status, too long, stalled, cut off) and `TL_DIGEST_MISMATCH`.
 */
export async function download(
  source: Extract<WeightSource, { kind: 'url' }>,
  path: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { connectMilliseconds = 2_000, stallMilliseconds = 30_000, onProgress } = options;
  const failed = (what: string, cause?: unknown): TrunklineError =>
    new TrunklineError('TL_DOWNLOAD_FAILED', `${source.url}: ${what}.`, {
      hint: 'Check the network, or give a file at hand with --from.',
      cause,
    });
  const abort = new AbortController();
  let late = `no answer within ${connectMilliseconds / 1000} s`;
  let timer = setTimeout(() => abort.abort(), connectMilliseconds);
  const hash = createHash(source.digest.algorithm);
  try {
    const response = await fetch(source.url, { signal: abort.signal, redirect: 'follow' });
    if (!response.ok || !response.body) throw failed(`the server answered ${response.status}`);
    const announced = Number(response.headers.get('content-length') ?? source.bytes);
    const most = source.bytes * tolerance;
    if (announced > most) throw failed(`it would be ${announced} bytes, about ${source.bytes} were expected`);
    late = `nothing arrived for ${stallMilliseconds / 1000} s`;
    let done = 0;
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          clearTimeout(timer);
          timer = setTimeout(() => abort.abort(), stallMilliseconds);
          done += chunk.length;
          if (done > most) throw failed(`more than ${Math.floor(most)} bytes arrived`);
          hash.update(chunk);
          onProgress?.(done, announced);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
  } catch (error) {
    if (error instanceof TrunklineError) throw error;
    if (abort.signal.aborted) throw failed(late, error);
    if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EACCES')) throw error;
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
    throw failed(reason || 'the connection failed', error);
  } finally {
    clearTimeout(timer);
  }
  const digest = hash.digest('hex');
  if (digest === source.digest.value) return;
  throw new TrunklineError(
    'TL_DIGEST_MISMATCH',
    `${source.url} has ${source.digest.algorithm} ${digest}, expected ${source.digest.value}.`,
    { hint: 'Try again later, or give a file at hand with --from.' },
  );
}
