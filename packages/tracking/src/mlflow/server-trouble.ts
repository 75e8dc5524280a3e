/**
 * Why a request did not succeed:
 * - `unreachable`: no answer, or one that says "later" (5xx, 408, 429). Worth repeating.
 * - `unauthorised`: 401 or 403.
 * - `untrusted`: the server's certificate is not trusted. It will not be by asking again.
 * - `unexpected`: an answer that no MLflow server gives (a redirect, a page, another shape): the address is wrong.
 * - `refused`: MLflow's own answer that this request is wrong and will stay so.
 */
export type TroubleKind = 'unreachable' | 'unauthorised' | 'untrusted' | 'unexpected' | 'refused';

/** What {@link ServerTrouble} knows beside its kind. */
export interface TroubleDetails {
  readonly status?: number;
  /** MLflow's error code, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode?: string;
  /** The server's wish, from `Retry-After`. */
  readonly retryAfterMilliseconds?: number;
  /** The fault may pass within seconds: the same request is worth repeating at once. */
  readonly passes?: boolean;
}

/** A request to the server that did not succeed. */
export class ServerTrouble extends Error {
  override readonly name = 'ServerTrouble';
  readonly kind: TroubleKind;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly retryAfterMilliseconds: number | undefined;
  readonly passes: boolean;

  constructor(kind: TroubleKind, message: string, details: TroubleDetails = {}) {
    super(message);
    this.kind = kind;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.retryAfterMilliseconds = details.retryAfterMilliseconds;
    this.passes = details.passes ?? false;
  }

  /** No attempt will succeed before a person changes something. */
  get isFinal(): boolean {
    return this.kind === 'unauthorised' || this.kind === 'untrusted';
  }
}

/** Headers of an answer that matter when it is no success. */
export interface TroubleHeaders {
  readonly retryAfter?: string | undefined;
  readonly location?: string | undefined;
}

/** What an answer with an error status means. */
export function troubleOf(status: number, headers: TroubleHeaders, body: string, what: string): ServerTrouble {
  let errorCode: string | undefined;
  let message = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  try {
    const parsed = JSON.parse(body) as { error_code?: string; message?: string } | null;
    if (typeof parsed?.error_code === 'string') errorCode = parsed.error_code;
    if (typeof parsed?.message === 'string') message = parsed.message.slice(0, 500);
  } catch {
    // not JSON: a proxy's or a framework's own page
  }
  const text = `${what}: ${status} ${message}`.trim();
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const wish = retryAfterMilliseconds(headers.retryAfter);
    return new ServerTrouble('unreachable', text, {
      status,
      passes: true,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(wish === undefined ? {} : { retryAfterMilliseconds: wish }),
    });
  }
  if (status >= 300 && status < 400) {
    return new ServerTrouble('unexpected', `${what}: ${status}, sent on to ${hostOf(headers.location)}`, { status });
  }
  if (status === 401 || status === 403) return new ServerTrouble('unauthorised', text, { status });
  if (status === 407) return new ServerTrouble('unreachable', `${text}: the proxy wants a user and a password`);
  if (errorCode !== undefined) return new ServerTrouble('refused', text, { status, errorCode });
  return new ServerTrouble(status === 413 ? 'refused' : 'unexpected', text, { status });
}

/** `Retry-After` is seconds or a date; at most five minutes are granted. */
function retryAfterMilliseconds(given: string | undefined, now = Date.now()): number | undefined {
  if (given === undefined) return undefined;
  const seconds = /^\s*\d/.test(given) ? Number.parseFloat(given) : (Date.parse(given) - now) / 1000;
  return seconds > 0 ? Math.min(seconds, 300) * 1000 : undefined;
}

function hostOf(location: string | undefined): string {
  if (location === undefined) return 'nowhere';
  try {
    return new URL(location).host;
  } catch {
    return location.slice(0, 100);
  }
}

const certificate =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT|INVALID_CA|HOSTNAME_MISMATCH)/;
const broken = /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/;

/** What it means that there was no answer, or no whole one. */
export function troubleOfConnection(error: unknown, what: string): unknown {
  if (error instanceof ServerTrouble || !(error instanceof Error)) return error;
  const inner = innermost(error);
  const code = codeOf(inner) ?? codeOf(error) ?? '';
  if (code === 'ENOENT') return error; // a file that was to be sent has gone
  const text = `${what}: ${[code, inner.message].filter(Boolean).join(' ')}`;
  if (certificate.test(code)) return new ServerTrouble('untrusted', text);
  // another protocol answers there
  if (/^(HPE_|EPROTO$|ERR_SSL)/.test(code)) return new ServerTrouble('unexpected', text);
  return new ServerTrouble('unreachable', text, { passes: broken.test(code) });
}

function innermost(error: Error): Error {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error.cause];
  return first instanceof Error ? innermost(first) : error;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the server will never take what was sent. */
export function isRefusal(error: unknown): error is ServerTrouble {
  return error instanceof ServerTrouble && error.kind === 'refused' && error.errorCode !== 'RESOURCE_DOES_NOT_EXIST';
}
