import { sha256 } from '@trunkline/system';

/** MLflow's limits (utils/validation.py of 3.17). Lengths in characters. */
export const limits = {
  metricsPerBatch: 1000,
  parametersPerBatch: 100,
  tagsPerBatch: 100,
  entitiesPerBatch: 1000,
  /** MLflow allows 1,000,000; this leaves room for the frame. */
  bytesPerBatch: 950_000,
  key: 250,
  parameterValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  dataSetName: 500,
  dataSetDigest: 36,
  dataSetSource: 65_535,
  dataSetSchema: 1_048_575,
} as const;

/** Text as it was, or as the limits allow it. */
export interface Fitted {
  readonly text: string;
  readonly changed: boolean;
}

const unchanged = (text: string): Fitted => ({ text, changed: false });

function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

/**
 * A key as MLflow takes it: letters, digits and `_ - . : /` and space, at most 250 characters, no empty or dotted path
 * parts. A key that had to change ends in six digits of its digest, so that two keys never become one.
 */
export function fitKey(key: string): Fitted {
  const clean = key
    .replace(/[^A-Za-z0-9_\-.:/ ]/g, '_')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
  if (clean === key && key !== '' && key.length <= limits.key) return unchanged(key);
  return { text: `${cutAt(clean, limits.key - 7)}-${sha256(key).slice(0, 6)}`, changed: true };
}

/** A value of at most `length` characters; a longer one says at its end how much is missing. */
export function fitValue(value: string, length: number): Fitted {
  const clean = value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  if (clean.length <= length) return { text: clean, changed: clean !== value };
  const note = ` … [cut: ${value.length} characters, all of them in the journal]`;
  return { text: cutAt(clean, length - note.length) + note, changed: true };
}

/**
 * An artefact's path as MLflow keeps it. Its server decodes a path until nothing changes any more and refuses `#`: a name
 * with `%`, `#`, `?`, a backslash or control characters would be refused or stored under another one. Such a part gets `_`
 * instead and six digits of its digest before its ending.
 */
export function fitArtifactPath(path: string): Fitted {
  const parts = path.split('/').map((part) => {
    const clean = part.replace(/[%#?\\\u0000-\u001f\u007f]/g, '_');
    if (clean === part) return part;
    const dot = clean.lastIndexOf('.');
    const end = dot > 0 ? dot : clean.length;
    return `${clean.slice(0, end)}-${sha256(part).slice(0, 6)}${clean.slice(end)}`;
  });
  const text = parts.join('/');
  return { text, changed: text !== path };
}
