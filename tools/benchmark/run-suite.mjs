import { describeMachine } from './machine.mjs';
import { pythonEnvironment } from './python-environment.mjs';

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * Runs cases one after another. Gives the machine and a row for each wanted name; one that fails is a row with its
 * `error`, and the others go on. Progress goes to stderr. Undefined: it was interrupted.
 */
export async function runSuite(cases, { wanted, quick, full }) {
  // The first Ctrl-C reaches the processes that measure; what they leave is cleared away, and then this ends.
  let interrupted = false;
  process.on('SIGINT', () => {
    if (interrupted) process.exit(130);
    interrupted = true;
  });
  const python = await pythonEnvironment((line) => console.error(line));
  const options = { quick, full, python, wanted };
  const machine = await describeMachine(python);
  const expected = cases.map((one) => one.seconds(options));
  const results = [];
  const begun = performance.now();
  for (const [index, { names, run }] of cases.entries()) {
    const shown = names.filter(wanted);
    const done = sum(expected.slice(0, index));
    const pace = done > 0 ? (performance.now() - begun) / 1000 / done : 1;
    const left = process.stderr.isTTY ? ` · about ${duration(sum(expected.slice(index)) * pace)} left` : '';
    console.error(`[${index + 1}/${cases.length}] ${shown.join(', ')}${left}`);
    try {
      results.push(...(await run(options)).filter(({ name }) => wanted(name)));
    } catch (error) {
      if (!interrupted) console.error(error.message);
      results.push(...shown.map((name) => ({ name, error: error.message })));
    }
    if (interrupted) return undefined;
  }
  return { machine, results };
}

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
