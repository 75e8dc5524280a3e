import { parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;

export interface ParsedPage {
  readonly errors: readonly string[];
  readonly elements: readonly Element[];
}

/** Parses a whole page as a browser would, noting every error of syntax. */
export function parsePage(text: string): ParsedPage {
  const errors: string[] = [];
  const document = parse(text, {
    sourceCodeLocationInfo: true,
    onParseError: (error: ParserError) => errors.push(`${error.code} at line ${error.startLine}`),
  });
  return { errors, elements: descendants(document) };
}

export function descendants(node: DefaultTreeAdapterTypes.Node): Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes.flatMap((child) => [...('tagName' in child ? [child] : []), ...descendants(child)]);
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

export function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}
