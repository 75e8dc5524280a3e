const usual = 20_000;

/**
 * How long a server that takes nothing is waited for, in milliseconds: what was asked for, else the seconds that
 * `TRUNKLINE_MLFLOW_PATIENCE` says, else 20 s.
 */
export function patienceOf(asked: number | undefined, environment: NodeJS.ProcessEnv): number {
  if (asked !== undefined) return asked;
  const said = environment['TRUNKLINE_MLFLOW_PATIENCE']?.trim() ?? '';
  const seconds = Number(said);
  return said !== '' && seconds >= 0 ? seconds * 1000 : usual;
}
