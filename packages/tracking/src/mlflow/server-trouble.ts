/**
 * Why a request did not succeed:
 * - `unreachable`: no answer, or one that says "later" (5xx, 408, 429). Worth repeating.
 * - `unauthorised`: 401 or 403.
 * - `unexpected`: an answer that no MLflow server gives (a redirect, a page): the address is wrong.
 * - `refused`: MLflow's own answer that this request is wrong and will stay so.
 */
export type TroubleKind = 'unreachable' | 'unauthorised' | 'unexpected' | 'refused';

/** What {@link ServerTrouble} knows beside its kind. */
export interface TroubleDetails {
  readonly status?: number;
  /** MLflow's error code, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly errorCode?: string;
  /** The server's wish, from `Retry-After`. */
  readonly retryAfterMilliseconds?: number;
}

/** A request to the server that did not succeed. */
export class ServerTrouble extends Error {
  override readonly name = 'ServerTrouble';
  readonly kind: TroubleKind;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly retryAfterMilliseconds: number | undefined;

  constructor(kind: TroubleKind, message: string, details: TroubleDetails = {}) {
    super(message);
    this.kind = kind;
    this.status = details.status;
    this.errorCode = details.errorCode;
    this.retryAfterMilliseconds = details.retryAfterMilliseconds;
  }
}

/** What an answer with an error status means. */
export function troubleOf(status: number, retryAfter: string | undefined, body: string, what: string): ServerTrouble {
  let errorCode: string | undefined;
  let message = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  try {
    const parsed = JSON.parse(body) as { error_code?: string; message?: string };
    if (typeof parsed.error_code === 'string') errorCode = parsed.error_code;
    if (typeof parsed.message === 'string') message = parsed.message.slice(0, 500);
  } catch {
    // not JSON: a proxy's or a framework's own page
  }
  const text = `${what}: ${status} ${message}`.trim();
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    const seconds = Number(retryAfter);
    return new ServerTrouble('unreachable', text, {
      status,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMilliseconds: Math.min(seconds, 300) * 1000 } : {}),
    });
  }
  if (status === 401 || status === 403) return new ServerTrouble('unauthorised', text, { status });
  if (errorCode !== undefined) return new ServerTrouble('refused', text, { status, errorCode });
  return new ServerTrouble(status === 413 ? 'refused' : 'unexpected', text, { status });
}

/** Whether the server will never take what was sent. */
export function isRefusal(error: unknown): error is ServerTrouble {
  return error instanceof ServerTrouble && error.kind === 'refused' && error.errorCode !== 'RESOURCE_DOES_NOT_EXIST';
}
