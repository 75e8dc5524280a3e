import { defineCommand } from '../usage/define-command.ts';
import { allowPlugins, checkpointSeconds, device, folder, json, set, smoke, workers } from '../usage/options.ts';

export const command = defineCommand({
  command: 'run <experiment>',
  describe: 'Run an experiment: train every method it compares and write the report',
  builder: (parser) =>
    parser
      .positional('experiment', {
        type: 'string',
        demandOption: true,
        describe:
          'An experiment file, or the name of one in experiments/. A .ts file is code that will run: read it first',
      })
      .option('set', set)
      .option('dry-run', {
        type: 'boolean',
        default: false,
        describe: 'Check data and weights as a run does, print the plan with its time estimate and stop',
      })
      .option('allow-plugins', allowPlugins)
      .option('smoke', smoke)
      .option('resume', {
        type: 'string',
        describe:
          'Go on with an interrupted invocation: its name or the beginning of it; without one the newest unfinished',
      })
      .option('folder', folder)
      .option('checkpoint-seconds', checkpointSeconds)
      .option('device', device)
      .option('workers', workers)
      .option('report', { type: 'boolean', default: true, describe: 'Write report.html (--no-report: leave it out)' })
      .option('tracking', {
        type: 'boolean',
        default: true,
        describe: 'Send to MLflow when MLFLOW_TRACKING_URI is set (--no-tracking: only the journal on disk)',
      })
      .option('profile', {
        type: 'boolean',
        default: false,
        describe:
          'Write profile.json, a trace for chrome://tracing or Perfetto with a row per kernel, and say where time went',
      })
      .option('json', json)
      .example('$0 run mnist-to-mnist-m', 'An experiment that ships')
      .example('$0 run mine.experiment.json --dry-run', 'What would run, and for how long')
      .example('$0 run mnist-to-mnist-m --set training.steps=500 --set seeds=[0]', 'Other values, same file')
      .example('$0 run mnist-to-mnist-m --smoke --profile', 'Where does the time go?')
      .example('$0 run mnist-to-mnist-m --resume', 'Go on after Ctrl-C, a crash or a power cut'),
  handler: async (args) => {
    const { handleRun } = await import('../handlers/run.ts');
    await handleRun(args);
  },
});
