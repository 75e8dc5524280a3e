import { TrunklineError } from '@trunkline/system';
import type { ServerTrouble } from './server-trouble.ts';

/** A {@link ServerTrouble} as a person should read it. `address` carries no credentials. */
export function reportTrouble(trouble: ServerTrouble, address: string): TrunklineError {
  switch (trouble.kind) {
    case 'unauthorised':
      return new TrunklineError(
        'TL_MLFLOW_UNAUTHORISED',
        `${address} does not let us in (${trouble.message}). The journal keeps everything.`,
        {
          hint: 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, then run "trunkline sync".',
          cause: trouble,
        },
      );
    case 'untrusted':
      return new TrunklineError(
        'TL_MLFLOW_CERTIFICATE',
        `The certificate of ${address} is not trusted (${trouble.message}). The journal keeps everything.`,
        {
          hint: 'Set MLFLOW_TRACKING_SERVER_CERT_PATH to the PEM file of the authority that signed it (of a self-signed one: itself), or MLFLOW_TRACKING_INSECURE_TLS=true to trust any, then run "trunkline sync".',
          cause: trouble,
        },
      );
    case 'unreachable':
      return new TrunklineError(
        'TL_MLFLOW_UNREACHABLE',
        `${address} does not take anything at the moment (${trouble.message}). The journal keeps everything.`,
        {
          hint: 'Check that the server runs ("trunkline mlflow status"); "trunkline sync" brings it up later.',
          cause: trouble,
        },
      );
    default:
      return new TrunklineError(
        'TL_MLFLOW_UNEXPECTED',
        `${address} does not answer like an MLflow server (${trouble.message}). The journal keeps everything.`,
        { hint: 'Check MLFLOW_TRACKING_URI, then run "trunkline sync".', cause: trouble },
      );
  }
}

/** One line: code, message and hint. */
export function noticeLine(error: TrunklineError): string {
  return `${error.code}: ${error.message}${error.hint ? ` ${error.hint}` : ''}`;
}
