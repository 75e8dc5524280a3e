import { costText, type MethodFacts } from './method-facts.ts';

/** Methods as text for a terminal of so many columns: by family, for each what it needs, what it costs and when it helps. */
export function listMethods(methods: readonly MethodFacts[], columns: number): string {
  const families = [...new Set(methods.map(({ family }) => family))];
  const sections = families.map((family) => {
    const own = methods.filter((method) => method.family === family);
    const lines = own.flatMap((method) => [
      `  ${method.name}`,
      ...wrapped(`needs ${method.needs.join(', ')}; ${costText(method)}`, columns),
      ...wrapped(method.helps, columns),
    ]);
    return [family, ...lines].join('\n');
  });
  return sections.join('\n\n');
}

const indent = '      ';

/** A text in lines that fit, indented. */
function wrapped(text: string, columns: number): readonly string[] {
  const width = Math.max(30, columns - indent.length);
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}`);
}
