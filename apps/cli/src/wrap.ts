/**
 * Breaks text into lines of at most `columns` characters between words, a word longer than that anywhere, and drops the
 * spaces at both ends of a line. Of characters one column wide it makes the lines that wrap-ansi (`hard`) makes.
 */
export function wrap(text: string, columns: number): string {
  const width = Math.max(1, columns); // on a terminal that is narrower than the gaps between the columns
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(text: string, columns: number): string {
  const linesFor = (length: number): number => Math.ceil(length / columns);
  const lines: string[] = [];
  let last = '';
  for (const word of text.split(' ')) {
    last = last.trimStart();
    if (last !== '') last += ' ';
    if (word === '') continue;
    if (linesFor(last.length + word.length) > linesFor(word.length)) {
      lines.push(last);
      last = '';
    }
    for (last += word; last.length > columns; last = last.slice(columns)) lines.push(last.slice(0, columns));
  }
  return [...lines, last].map((line) => line.trimEnd()).join('\n');
}
