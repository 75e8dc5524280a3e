import { defineCommand } from '../usage/define-command.ts';
import { json } from '../usage/options.ts';

export const command = defineCommand({
  command: 'doctor',
  describe: 'Check this machine: engine, weights, data, disk, server',
  builder: (parser) =>
    parser
      .option('folder', { type: 'string', default: 'runs', describe: 'Folder that holds all runs' })
      .option('json', { ...json, describe: 'One JSON object: {"engine", "checks": [{"id", "ok", "detail", "hint"}]}' })
      .example('$0 doctor', 'What is here, what is missing, what to do')
      .epilogue('Exit status 1 when an essential check fails, else 0.'),
  handler: async (args) => {
    const { handleDoctor } = await import('../handlers/doctor.ts');
    process.exitCode = await handleDoctor(args);
  },
});
