import { closeSync, openSync, read, readFile, statSync } from 'node:fs';
import { promisify } from 'node:util';

const readAt = promisify(read);
const readToEnd = promisify(readFile);

/**
 * The content of a file; `check` may refuse its length before it is read. Only the reading itself leaves this thread: each
 * step that does costs more than opening a file, and `readFile` has four of them.
 */
export async function readContent(path: string, check?: (bytes: number) => void): Promise<Buffer> {
  const found = statSync(path);
  check?.(found.size);
  if (!found.isFile()) return await readToEnd(path); // a pipe has no size, and opening it may wait
  const file = openSync(path, 'r');
  try {
    const { size } = found;
    const content = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await readAt(file, content, length, size - length, null);
      if (bytesRead === 0) break; // it was cut short meanwhile
      length += bytesRead;
    }
    return content.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
