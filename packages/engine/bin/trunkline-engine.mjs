#!/usr/bin/env node
import { engineCommand } from '../dist/install/command.js';

process.exitCode = await engineCommand(
  process.argv.slice(2),
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
);
