import { createScrub } from '@trunkline/tracking';

/** A text without the secrets that are recognised in it: see docs/secrets.md. */
export function withoutSecrets(text: string): string {
  return createScrub(process.env)(text);
}
