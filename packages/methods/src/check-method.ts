import { definitionOf } from '@trunkline/system';
import { z } from 'zod';
import type { MethodDefinition } from './define-method.ts';
import { families } from './generated/families.ts';
import { methodInvalid } from './method-invalid.ts';

/**
 * Checks what the types of `defineMethod` promise, for methods that no compiler has seen. Throws `TL_METHOD_INVALID`,
 * naming everything that is wrong.
 */
export function checkMethod(method: MethodDefinition): void {
  const problems = problemsOf(method);
  if (problems.length > 0) throw methodInvalid(method.name, problems);
}

function problemsOf(method: MethodDefinition): string[] {
  if (definitionOf(method)?.kind !== 'method') return ['it is not what defineMethod, or a sister of it, returns'];
  const problems: string[] = [];
  if (!(families as readonly string[]).includes(method.family)) {
    problems.push(`family is ${JSON.stringify(method.family)}, expected one of ${families.join(', ')}`);
  }
  for (const key of ['paper', 'description', 'helps'] as const) {
    if (!isText(method[key])) problems.push(`${key} is missing`);
  }
  if (!Array.isArray(method.departures) || !method.departures.every(isText)) {
    problems.push('departures is not a list of sentences');
  }
  return [...problems, ...problemsOfOptions(method.options)];
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function problemsOfOptions(options: unknown): string[] {
  if (!(options instanceof z.ZodObject)) return ['options is not a z.strictObject({ … })'];
  const defaults = options.safeParse({});
  if (!defaults.success) {
    const missing = defaults.error.issues.map(({ path }) => path.join('.')).join(', ');
    return [`every option needs a default, and ${missing} has none`];
  }
  const strict = !options.safeParse({ 'no such option': true }).success;
  return strict ? [] : ['options takes unknown keys, expected a z.strictObject({ … })'];
}
