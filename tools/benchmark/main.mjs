// Every benchmark beside its peer, in turn, in one run. Run it by `npm run bench`, which builds first.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runSuite } from './run-suite.mjs';
import { suite } from './suite.mjs';
import { table } from './table.mjs';

const usage = `Usage: npm run bench -- [options]
  --only <prefix>  only benchmarks whose names begin so; may be repeated
  --list           print the names and end
  --json           print one JSON object instead of a table
  --output <file>  keep the JSON
  --quick          few rounds and few images, to see that everything works
  --full           run whole what is otherwise estimated from a part`;

const values = options();
const wanted = (name) => values.only.some((prefix) => name.startsWith(prefix));
const chosen = suite.filter(({ names }) => names.some(wanted));
if (chosen.length === 0) stop(`No benchmark begins with ${values.only.join(' or ')}; --list names them.`);

if (values.help) console.log(usage);
else if (values.list) console.log(chosen.flatMap(({ names }) => names.filter(wanted)).join('\n'));
else {
  const report = await runSuite(chosen, { ...values, wanted }).catch((error) => stop(error.message));
  if (!report) process.exit(130);
  if (values.output) await writeFile(values.output, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(values.json ? JSON.stringify(report) : table(report));
  if (report.results.some(({ error }) => error)) process.exitCode = 1;
}

function options() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', multiple: true, default: [''] },
        list: { type: 'boolean' },
        json: { type: 'boolean' },
        output: { type: 'string' },
        quick: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return stop(`${error.message}\n${usage}`);
  }
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
