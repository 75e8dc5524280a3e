// Written by tools/workspace/generate-indexes.mjs; do not edit.
/** The folders that hold methods. */
export const families = [
  'adaptation',
  'baseline',
  'finetuning',
  'generalization',
  'oracle',
] as const;

/** What a method is for: the name of its folder. */
export type Family = (typeof families)[number];
