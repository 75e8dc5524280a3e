import { createScrub } from '@trunkline/tracking';

/** A key that records have of themselves, whatever word it is. */
const plainName = /^[A-Za-z][\w-]*$/;

/**
 * A value as JSON holds it, with every secret in its texts and keys replaced by `***`: the one way in which records are
 * written, so that what an experiment, `--set` or the environment carries stands in no file.
 */
export function withoutSecrets<Value>(value: Value): Value {
  const scrub = createScrub(process.env);
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return scrub(part);
    if (Array.isArray(part)) return part.map(clean);
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, own]) => [plainName.test(key) ? key : scrub(key), clean(own)]),
    );
  };
  return clean(value) as Value;
}

/** Whether a text is what was stored of it: the same, or the same where `***` stands for what was a secret then. */
export function isStoredAs(stored: unknown, now: unknown): boolean {
  if (typeof stored === 'string' && typeof now === 'string') return stored === now || fits(stored, now);
  if (Array.isArray(stored) && Array.isArray(now)) {
    return stored.length === now.length && stored.every((one, place) => isStoredAs(one, now[place]));
  }
  if (typeof stored !== 'object' || stored === null || typeof now !== 'object' || now === null) return stored === now;
  const keys = Object.keys(stored);
  return (
    keys.length === Object.keys(now).length &&
    keys.every((key) => key in now && isStoredAs((stored as never)[key], (now as never)[key]))
  );
}

function fits(stored: string, now: string): boolean {
  if (!stored.includes('***')) return false;
  const parts = stored.split('***').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`).test(now);
}
