/** How many files this process may have open at once, or `undefined` where that is not known. Opens none itself. */
export function openFileLimit(): number | undefined {
  const report = process.report?.getReport() as { userLimits?: { open_files?: { soft?: unknown } } } | undefined;
  const soft = report?.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
}

/** Below so many open files the product's own modules cannot all be loaded. */
const leastOpenFiles = 256;

/** The limit, where it is too low for the product: what fails by it may not say so itself. */
export function tightOpenFileLimit(): number | undefined {
  const limit = openFileLimit();
  return limit !== undefined && limit < leastOpenFiles ? limit : undefined;
}
