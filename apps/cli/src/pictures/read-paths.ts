/** What `-` becomes before yargs, which drops a positional argument that is only a hyphen, sees the arguments. */
export const standardInput = '/dev/stdin';

/** The pictures named on the command line; {@link standardInput} stands for the lines of standard input, as they come. */
export async function* readPaths(
  given: readonly string[],
  input: NodeJS.ReadableStream = process.stdin,
): AsyncGenerator<string> {
  for (const path of given) {
    if (path !== standardInput) {
      yield path;
      continue;
    }
    const { createInterface } = await import('node:readline/promises');
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line.trim() !== '') yield line;
    }
  }
}

/** Groups what comes in lists of `size`, the last one shorter. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
