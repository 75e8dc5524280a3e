import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'sync [runs..]',
  describe: 'Send what a run recorded on disk to MLflow',
  builder: (parser) =>
    parser
      .positional('runs', {
        type: 'string',
        array: true,
        describe:
          'Experiments (their latest invocation), invocations by the beginning of their names, or folders; default: everything in --folder',
      })
      .option('folder', { type: 'string', default: 'runs', describe: 'Folder that holds all runs' })
      .option('json', json)
      .example('MLFLOW_TRACKING_URI=http://127.0.0.1:5000 $0 sync', 'Everything that is not there yet, nothing twice')
      .epilogue(
        'The server is taken from MLFLOW_TRACKING_URI; its password from MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN.',
      ),
  handler: async (args) => {
    const { handleSync } = await import('../handlers/sync.ts');
    await handleSync(args);
  },
});
