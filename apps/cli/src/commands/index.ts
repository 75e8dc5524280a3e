import type { Command } from '../usage/define-command.ts';
import { command as augmentations } from './augmentations.ts';
import { command as cam } from './cam.ts';
import { command as compare } from './compare.ts';
import { command as completion } from './completion.ts';
import { command as data } from './data.ts';
import { command as doctor } from './doctor.ts';
import { command as embed } from './embed.ts';
import { command as engine } from './engine.ts';
import { command as heads } from './heads.ts';
import { command as init } from './init.ts';
import { command as methods } from './methods.ts';
import { command as mlflow } from './mlflow.ts';
import { command as predict } from './predict.ts';
import { command as pretrain } from './pretrain.ts';
import { command as report } from './report.ts';
import { command as run } from './run.ts';
import { command as runs } from './runs.ts';
import { command as schema } from './schema.ts';
import { command as sync } from './sync.ts';
import { command as trunks } from './trunks.ts';
import { command as validators } from './validators.ts';
import { command as weights } from './weights.ts';

/** Every command, in the order of the help. Holds what the folder `commands/` holds, and a test says so. */
export const commands: readonly Command[] = [
  init,
  run,
  runs,
  report,
  compare,
  embed,
  predict,
  cam,
  pretrain,
  weights,
  data,
  methods,
  validators,
  trunks,
  heads,
  augmentations,
  engine,
  mlflow,
  sync,
  schema,
  doctor,
  completion,
];

/** Names of all commands, in the order of the help. */
export const commandNames: readonly string[] = commands.map(({ command }) => command.replace(/ .*/, ''));
