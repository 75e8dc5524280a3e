import { readFileSync } from 'node:fs';
import { TrunklineError } from '@trunkline/system';

/** How to reach an MLflow server. */
export interface Connection {
  /** The server's address without user, password and trailing slash: safe to show and to store. */
  readonly address: string;
  readonly authorization?: string;
  /** Accept any certificate. */
  readonly insecure: boolean;
  /** Certificate authority to trust, PEM. */
  readonly authority?: Buffer;
  /** Longest silence of the server, in milliseconds. */
  readonly timeoutMilliseconds: number;
}

/**
 * The server that MLflow's own environment variables name (`MLFLOW_TRACKING_URI`, `_USERNAME`, `_PASSWORD`, `_TOKEN`,
 * `_INSECURE_TLS`, `_SERVER_CERT_PATH`, `MLFLOW_HTTP_REQUEST_TIMEOUT`), or `undefined` when none is set. Throws
 * `TL_MLFLOW_ADDRESS` for an address that is not http or https.
 */
export function readConnection(environment: NodeJS.ProcessEnv): Connection | undefined {
  const given = environment['MLFLOW_TRACKING_URI']?.trim();
  if (!given) return undefined;
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {
    url = undefined;
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    const shown = url ? url.protocol : 'no address';
    throw new TrunklineError(
      'TL_MLFLOW_ADDRESS',
      `MLFLOW_TRACKING_URI must be the http:// or https:// address of an MLflow server; it is ${shown}…`,
      { hint: 'Start one with "trunkline mlflow up", which prints its address.', exitStatus: 2 },
    );
  }
  const user = environment['MLFLOW_TRACKING_USERNAME'] || decode(url.username);
  const password = environment['MLFLOW_TRACKING_PASSWORD'] || decode(url.password);
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  const authorization = user
    ? `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    : token
      ? `Bearer ${token}`
      : undefined;
  const certificate = environment['MLFLOW_TRACKING_SERVER_CERT_PATH'];
  const seconds = Number(environment['MLFLOW_HTTP_REQUEST_TIMEOUT'] ?? 60);
  return {
    address: `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, ''),
    ...(authorization === undefined ? {} : { authorization }),
    insecure: /^(true|1)$/i.test(environment['MLFLOW_TRACKING_INSECURE_TLS'] ?? ''),
    ...(certificate ? { authority: readFileSync(certificate) } : {}),
    timeoutMilliseconds: seconds > 0 ? seconds * 1000 : 60_000,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
