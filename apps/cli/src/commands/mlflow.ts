import { defineCommand, defineGroup } from '../usage/define-command.ts';
import { json, quiet } from '../usage/options.ts';

const up = defineCommand({
  command: 'up',
  describe: 'Install MLflow into its own environment (once) and start its server',
  builder: (parser) =>
    parser
      .option('port', { type: 'number', default: 5000, describe: 'Port on 127.0.0.1' })
      .option('quiet', quiet)
      .option('json', json)
      .example('$0 mlflow up', 'Prints the address and the line that makes runs go there'),
  handler: async (args) => {
    const { handleMlflowUp } = await import('../handlers/mlflow.ts');
    await handleMlflowUp(args);
  },
});

const status = defineCommand({
  command: 'status',
  describe: 'Say whether the server runs, and where',
  builder: (parser) => parser.option('json', json).example('$0 mlflow status', 'Address, version, process'),
  handler: async (args) => {
    const { handleMlflowStatus } = await import('../handlers/mlflow.ts');
    process.exitCode = await handleMlflowStatus(args);
  },
});

const down = defineCommand({
  command: 'down',
  describe: 'Stop the server; what it holds is kept',
  builder: (parser) => parser.option('json', json).example('$0 mlflow down', 'Nothing is deleted'),
  handler: async (args) => {
    const { handleMlflowDown } = await import('../handlers/mlflow.ts');
    await handleMlflowDown(args);
  },
});

export const command = defineGroup(
  'mlflow',
  'Start and stop a local MLflow server',
  [up, status, down],
  [['$0 mlflow up', 'Then open the address it prints']],
);
