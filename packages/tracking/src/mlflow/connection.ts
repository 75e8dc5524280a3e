import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { explainFileError, TrunklineError } from '@trunkline/system';

/** How to reach an MLflow server. */
export interface Connection {
  /** The server's address without user, password and trailing slash: safe to show and to store. */
  readonly address: string;
  readonly authorization?: string;
  /** Accept any certificate. */
  readonly insecure: boolean;
  /** Certificate authority to trust, PEM. */
  readonly authority?: Buffer;
  /** Longest time until an answer is whole, in milliseconds; an upload has more. */
  readonly timeoutMilliseconds: number;
  /** As `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` give them. */
  readonly proxies?: { readonly http?: string; readonly https?: string; readonly none?: string };
}

/**
 * The server that MLflow's own environment variables name (`MLFLOW_TRACKING_URI`, `_USERNAME`, `_PASSWORD`, `_TOKEN`,
 * `_INSECURE_TLS`, `_SERVER_CERT_PATH`, `MLFLOW_HTTP_REQUEST_TIMEOUT`), behind the proxy that `HTTP_PROXY`, `HTTPS_PROXY` and
 * `NO_PROXY` name, or `undefined` when none is set. Throws `TL_MLFLOW_ADDRESS` for an address that is not http or https, and
 * what reading the certificate throws.
 */
export function readConnection(environment: NodeJS.ProcessEnv): Connection | undefined {
  const given = environment['MLFLOW_TRACKING_URI']?.trim();
  if (!given) return undefined;
  const url = addressOf(given);
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
    ...(certificate ? { authority: readCertificate(certificate) } : {}),
    timeoutMilliseconds: seconds > 0 ? seconds * 1000 : 60_000,
    proxies: proxiesOf(environment),
  };
}

function addressOf(given: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {
    url = undefined;
  }
  // user:p/ss@host has the user for its host, and the rest of the password in its path
  const isCutShort = !url || (url.username === '' && `${url.pathname}${url.search}${url.hash}`.includes('@'));
  if (isCutShort && /^https?:\/\/.*@/i.test(given)) {
    throw new TrunklineError(
      'TL_MLFLOW_ADDRESS',
      'MLFLOW_TRACKING_URI has a user or a password with characters that mean something else in an address, such as @ : / # ? %.',
      {
        hint: 'Write them percent-encoded (@ is %40, : is %3A, / is %2F, % is %25), or set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD and leave both out of the address.',
        exitStatus: 2,
      },
    );
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    const shown = url ? url.protocol : 'no address';
    throw new TrunklineError(
      'TL_MLFLOW_ADDRESS',
      `MLFLOW_TRACKING_URI must be the http:// or https:// address of an MLflow server; it is ${shown}…`,
      { hint: 'Start one with "trunkline mlflow up", which prints its address.', exitStatus: 2 },
    );
  }
  return url;
}

function readCertificate(path: string): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw explainFileError(error, path);
  }
  try {
    createSecureContext({ ca: content });
    if (!content.includes('BEGIN CERTIFICATE')) throw new Error('no certificate');
  } catch (error) {
    throw new TrunklineError(
      'TL_MLFLOW_CERTIFICATE',
      `MLFLOW_TRACKING_SERVER_CERT_PATH names ${path}, which holds no certificate in PEM form.`,
      { hint: 'Name a file that begins with -----BEGIN CERTIFICATE-----.', exitStatus: 2, cause: error },
    );
  }
  return content;
}

/** Small letters first, as curl and Python have it. */
function proxiesOf(environment: NodeJS.ProcessEnv): NonNullable<Connection['proxies']> {
  const read = (name: string): string | undefined => {
    const value = environment[name] ?? environment[name.toUpperCase()] ?? '';
    if (value.trim() === '') return undefined;
    return name === 'no_proxy' || value.includes('://') ? value.trim() : `http://${value.trim()}`;
  };
  const every = read('all_proxy');
  const http = read('http_proxy') ?? every;
  const https = read('https_proxy') ?? every;
  const none = read('no_proxy');
  for (const [name, value] of Object.entries({ HTTP_PROXY: http, HTTPS_PROXY: https })) {
    if (value === undefined || (URL.canParse(value) && /^https?:/i.test(value))) continue;
    throw new TrunklineError('TL_MLFLOW_ADDRESS', `${name} is not the http:// address of a proxy.`, {
      hint: `Correct ${name}, or name the server in NO_PROXY to reach it without a proxy.`,
      exitStatus: 2,
    });
  }
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(none === undefined ? {} : { none }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
