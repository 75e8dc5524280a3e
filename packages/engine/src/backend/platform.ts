/** Why the native engine cannot be installed on this machine; `undefined` where it can. */
export function platformProblem(
  platform: string = process.platform,
  architecture: string = process.arch,
  libc: string | null = glibcVersion(),
): string | undefined {
  if (platform !== 'linux' || architecture !== 'x64') {
    return `the native engine exists for Linux on x64 only, and this is ${platform} on ${architecture}`;
  }
  if (libc === null) return 'the native engine needs the GNU C library, and this system uses another one';
  const [major = 0, minor = 0] = libc.split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 27)) {
    return `the native engine needs the GNU C library 2.27 or newer, and this is ${libc}`;
  }
  return undefined;
}

function glibcVersion(): string | null {
  if (process.platform !== 'linux') return null;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime ?? null;
}

/** What to do to have the native engine. */
export function installHint(): string {
  if (platformProblem() !== undefined) {
    return 'Use a Linux machine or container on x64 (Debian’s node images work) for training at full speed.';
  }
  return 'Run "npx trunkline engine install" (or "npx trunkline-engine install") to have the native one.';
}
