/** The command line itself was wrong: an unknown option, a missing argument. Becomes the error `TL_USAGE`, status 2. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}

/** True for problems that this command line or yargs found in the arguments. */
export function isUsageProblem(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'UsageProblem' || error.name === 'YError');
}
