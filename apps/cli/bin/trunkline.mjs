#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

module.enableCompileCache?.();
const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  const { main: start } = await import(main.href);
  process.exitCode = await start(process.argv.slice(2));
} else {
  process.stderr.write(
    'error: the command line is not built yet (apps/cli/dist is missing). [TL_NOT_BUILT]\n' +
      '→ Run `npm run setup` in the root of the repository; if all else is set up, `npx tsc -b apps/cli`.\n',
  );
  process.exitCode = 1;
}
