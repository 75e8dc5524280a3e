import { withoutSecrets } from '../output/without-secrets.ts';
import { type Check, tryCheck } from './check.ts';

const patienceMilliseconds = 4000;

/** Whether the MLflow server that the environment names answers, with its version. */
export function serverCheck(environment: NodeJS.ProcessEnv = process.env): Promise<Check> {
  return tryCheck('mlflow', false, async () => {
    const given = environment['MLFLOW_TRACKING_URI'];
    if (!given) return { ok: true, detail: 'MLFLOW_TRACKING_URI is not set: runs are kept in their journal on disk' };
    const shown = withoutSecrets(given);
    const hint = 'Start one with trunkline mlflow up, or correct MLFLOW_TRACKING_URI; runs are kept on disk meanwhile.';
    if (!/^https?:\/\//.test(given)) return { ok: false, detail: `${shown} is not an http address`, hint };
    try {
      const response = await fetch(new URL('version', `${withoutCredentials(given).replace(/\/$/, '')}/`), {
        headers: credentials(given, environment),
        signal: AbortSignal.timeout(patienceMilliseconds),
      });
      const text = (await response.text()).trim();
      if (response.ok) return { ok: true, detail: `${shown} answers, MLflow ${text.slice(0, 20)}` };
      const refused = response.status === 401 || response.status === 403;
      return {
        ok: false,
        detail: `${shown} answers ${response.status}`,
        hint: refused ? 'Check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.' : hint,
      };
    } catch (error) {
      const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
      return { ok: false, detail: `${shown} does not answer (${withoutSecrets(reason)})`, hint };
    }
  });
}

function credentials(given: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  if (token) return { authorization: `Bearer ${token}` };
  const address = new URL(given);
  const user = environment['MLFLOW_TRACKING_USERNAME'] ?? decodeURIComponent(address.username);
  const password = environment['MLFLOW_TRACKING_PASSWORD'] ?? decodeURIComponent(address.password);
  if (!user) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** An address without its user and password, which are sent as a heading. */
function withoutCredentials(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/i, '$1');
}
