import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** Where a text stops being JSON, and why. */
export interface SyntaxErrorPlace {
  readonly line: number;
  readonly column: number;
  /** In words: `property name expected`. */
  readonly reason: string;
}

/** Finds the place that `JSON.parse`, whose messages differ between versions of Node and often name none, stumbled over. */
export function placeOfSyntaxError(text: string): SyntaxErrorPlace {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (!first) return { line: 1, column: 1, reason: 'not JSON' };
  const before = text.slice(0, first.offset).split('\n');
  const reason = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, reason };
}
