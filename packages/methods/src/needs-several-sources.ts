import type { Architecture } from './architecture.ts';

/** The `requires` of a method that compares source domains; `why` is a sentence on what it does with them. */
export function needsSeveralSources(why: string): (architecture: Architecture) => string | undefined {
  return ({ sources }) =>
    sources > 1 ? undefined : `${why}, and the experiment has one. Give data.sources two or more.`;
}
