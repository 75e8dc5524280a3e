import { defineCommand, defineGroup } from '../command.ts';
import { json, quiet } from '../options.ts';

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
    const { upCommand } = await import('../work/mlflow.ts');
    await upCommand(args);
  },
});

const status = defineCommand({
  command: 'status',
  describe: 'Say whether the server runs, and where',
  builder: (parser) => parser.option('json', json).example('$0 mlflow status', 'Address, version, process'),
  handler: async (args) => {
    const { statusCommand } = await import('../work/mlflow.ts');
    process.exitCode = await statusCommand(args);
  },
});

const down = defineCommand({
  command: 'down',
  describe: 'Stop the server; what it holds is kept',
  builder: (parser) => parser.option('json', json).example('$0 mlflow down', 'Nothing is deleted'),
  handler: async (args) => {
    const { downCommand } = await import('../work/mlflow.ts');
    await downCommand(args);
  },
});

export const command = defineGroup(
  'mlflow',
  'Start and stop a local MLflow server',
  [up, status, down],
  [['$0 mlflow up', 'Then open the address it prints']],
);
