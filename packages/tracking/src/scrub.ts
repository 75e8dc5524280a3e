/** Removes secrets from text. */
export type Scrub = (text: string) => string;

const secretName =
  /(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|KEYS?\d*$|_KEY_|^KEY_|CREDENTIAL|AUTH(?!OR))/i;
const harmlessName = /(_SOCK|_PATH|_FILE|_DIR|_URL_TEMPLATE)$/i;
const mark = '***';

/** Scheme, and user and password, of addresses; the first that fits counts. */
const credentials: readonly RegExp[] = [
  // scheme://user:pass/word@host: a port would be digits, or a name in braces
  /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/:@[\]"'<>]+:(?!\d{0,5}\/|\$?\{)[^\s/@"'<>]*\/(?:(?!:\/\/)[^\s"'<>])*)@/gi,
  // scheme://user:p@ss/word@host: a host would have a dot or a port, or be this machine
  /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/:@[\]"'<>]+:[^\s/"'<>]*@(?!localhost\/)[^\s/@.:"'<>]*\/(?:(?!:\/\/)[^\s"'<>])*)@/gi,
  // scheme://user:password@host and scheme://token@host
  /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/"'<>]+)@/gi,
];

/** Forms that are secrets wherever they stand. */
const forms: readonly (readonly [RegExp, string])[] = [
  ...credentials.map((form) => [form, `$1${mark}@`] as const),
  [/(authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[^\s"']+/gi, `$1${mark}`],
  // "basic training" is no header: what follows has a digit or ends in =
  [/\b(bearer|basic)\s+(?=[A-Za-z._~+/-]*[0-9=])[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mark}`],
  [/(--?(?:[a-z0-9-]*-)?(?:token|password|passwd|secret|api-?key)[=\s]+)("[^"]*"|'[^']*'|[^\s"']+)/gi, `$1${mark}`],
  [/([?&](?:[a-z0-9_-]*(?:token|password|secret|sig|signature|api_?key|access_?key))=)[^&\s"']+/gi, `$1${mark}`],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,})/g,
    mark,
  ],
  [/\b(?:AKIA[0-9A-Z]{16}|sk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{20,}|xox[abprs]-[\w-]{10,}|dapi[0-9a-f]{32})/g, mark],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, mark],
];

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** User and password of a text that begins as an address. */
function loginOf(text: string): string | undefined {
  const found = credentials.map((form) => [...text.matchAll(form)].find(({ index }) => index === 0));
  return found.find((one) => one !== undefined)?.[2];
}

/** Values that must not be written anywhere, as they may appear: plain, percent-encoded, base64 of `user:password`. */
function secretValues(environment: NodeJS.ProcessEnv): readonly string[] {
  const values = new Set<string>();
  const add = (value: string | undefined): void => {
    if (value === undefined || value.length < 4) return;
    values.add(value);
    values.add(encodeURIComponent(value));
    values.add(JSON.stringify(value).slice(1, -1));
  };
  for (const [name, value] of Object.entries(environment)) {
    if (!value) continue;
    if (name === 'MLFLOW_TRACKING_PASSWORD' || name === 'MLFLOW_TRACKING_TOKEN') add(value);
    else if (secretName.test(name) && !harmlessName.test(name) && value.length >= 8) add(value);
    const login = loginOf(value);
    if (login !== undefined) {
      const secret = login.slice(login.indexOf(':') + 1);
      try {
        add(decodeURIComponent(secret));
      } catch {
        add(secret);
      }
    }
  }
  const user = environment['MLFLOW_TRACKING_USERNAME'];
  const password = environment['MLFLOW_TRACKING_PASSWORD'];
  if (user && password) values.add(Buffer.from(`${user}:${password}`).toString('base64'));
  return [...values].sort((a, b) => b.length - a.length);
}

/**
 * A function that replaces secrets by `***`: users and passwords in addresses, well-known token forms, and the values
 * of environment variables whose names say that they are secret (as they are in `environment` now).
 */
export function createScrub(environment: NodeJS.ProcessEnv): Scrub {
  const values = secretValues(environment);
  const known = values.length > 0 ? new RegExp(values.map(escape).join('|'), 'g') : undefined;
  return (text) => {
    let clean = known ? text.replace(known, mark) : text;
    for (const [form, replacement] of forms) clean = clean.replace(form, replacement);
    return clean;
  };
}
