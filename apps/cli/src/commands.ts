import type { Command } from './command.ts';
import { command as cam } from './commands/cam.ts';
import { command as compare } from './commands/compare.ts';
import { command as completion } from './commands/completion.ts';
import { command as data } from './commands/data.ts';
import { command as doctor } from './commands/doctor.ts';
import { command as embed } from './commands/embed.ts';
import { command as engine } from './commands/engine.ts';
import { command as methods } from './commands/methods.ts';
import { command as mlflow } from './commands/mlflow.ts';
import { command as predict } from './commands/predict.ts';
import { command as report } from './commands/report.ts';
import { command as run } from './commands/run.ts';
import { command as schema } from './commands/schema.ts';
import { command as sync } from './commands/sync.ts';
import { command as validators } from './commands/validators.ts';
import { command as weights } from './commands/weights.ts';

/** Every command, in the order of the help. Holds what the folder `commands/` holds, and a test says so. */
export const commands: readonly Command[] = [
  run,
  report,
  compare,
  embed,
  predict,
  cam,
  weights,
  data,
  methods,
  validators,
  engine,
  mlflow,
  sync,
  schema,
  doctor,
  completion,
];

/** Names of all commands, in the order of the help. */
export const commandNames: readonly string[] = commands.map(({ command }) => command.replace(/ .*/, ''));
