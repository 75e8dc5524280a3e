/** One line of `trunkline doctor`. */
export interface Check {
  readonly id: string;
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What to do about it; only where something can be done. */
  readonly hint?: string;
  /** Whether nothing useful works without it: decides the exit status. */
  readonly essential: boolean;
}

/** Runs one check; an error thrown inside is the check's own failure, not the doctor's. */
export async function tryCheck(
  id: string,
  essential: boolean,
  look: () => Promise<{ readonly ok: boolean; readonly detail: string; readonly hint?: string | undefined }>,
): Promise<Check> {
  try {
    const { ok, detail, hint } = await look();
    return { id, ok, detail, ...(hint === undefined ? {} : { hint }), essential };
  } catch (error) {
    const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
    const detail = error instanceof Error ? error.message : String(error);
    return { id, ok: false, detail, ...(hint === undefined ? {} : { hint }), essential };
  }
}
