// Logs runs to a real MLflow server through a proxy that misbehaves, and stops the server in mid-run; says whether
// everything is there, once. Usage: npm run chaos -- [--rounds 10] [--stops 40] [--seed 0]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, doSteps, root, setupSteps } from './steps.mjs';

checkNode();
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    stops: { type: 'string', default: '40' },
    seed: { type: 'string', default: '0' },
  },
});
const [rounds, stops, seed] = [values.rounds, values.stops, values.seed].map(Number);
const needed = ['npm packages', 'build of the packages'];
await doSteps(setupSteps.filter(({ label }) => needed.some((start) => label.startsWith(start))));

const tracking = join(root, 'packages', 'tracking');
const { mlflowDown, mlflowUp, openTracker, syncFolder } = await import(join(tracking, 'dist', 'index.js'));
const { ChaosProxy, passing, randomFrom } = await import(join(tracking, 'test', 'chaos-proxy.mjs'));
const { faultsOnServer, logRuns } = await import(join(tracking, 'test', 'logged-runs.mjs'));

const folder = mkdtempSync(join(tmpdir(), 'trunkline-chaos-'));
const store = join(folder, 'store');
const silent = { quiet: true, onNotice: () => undefined };
let server = await mlflowUp({ folder: store, port: 5790, ...silent });
const backOff = { firstMilliseconds: 50, longestMilliseconds: 1_000 };
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let wrong = 0;

/** Logs runs live, syncs what is left, and compares with the server. */
async function tryOnce(name, address, size, between) {
  const own = join(folder, name.replaceAll(' ', '-'));
  const environment = { MLFLOW_TRACKING_URI: address, MLFLOW_EXPERIMENT_NAME: name, MLFLOW_HTTP_REQUEST_TIMEOUT: '5' };
  const options = { folder: own, environment, onNotice: () => undefined, gatherMilliseconds: 20, backOff };
  const tracker = await openTracker(options);
  await logRuns(tracker, own, { ...size, between });
  let { pending } = await tracker.close();
  const left = pending;
  for (let attempt = 0; pending > 0 && attempt < 5; attempt++) {
    ({ pending } = await syncFolder(own, { environment, onNotice: () => undefined, backOff }));
  }
  const faults = pending > 0 ? [`${pending} records are not there`] : await faultsOnServer(server.address, name, size);
  if (faults.length > 0) wrong++;
  console.log(`${name}: ${faults.length === 0 ? 'all there, once' : faults.join('; ')}; ${left} left to sync`);
}

try {
  const random = randomFrom(seed);
  for (let round = 0; round < rounds; round++) {
    const proxy = await new ChaosProxy(server.address).start();
    const share = [0.05, 0.2, 0.4][round % 3];
    const slow = random() < 0.5 ? ['slow'] : [];
    proxy.share(share, [...passing, ...slow], seed + round);
    const name = `round ${round} at ${100 * share} percent${slow.length > 0 ? ' with slow ones' : ''}`;
    await tryOnce(name, proxy.address, { children: 3, steps: 100 }, () => pause(2));
    console.log(`  ${[...proxy.counts].map(([fault, count]) => `${fault} ${count}`).join(', ')}`);
    await proxy.stop();
  }
  if (stops > 0) {
    const every = 50;
    let [calls, killed, stopped] = [0, 0, 0];
    const port = Number(new URL(server.address).port);
    const size = { children: 4, steps: Math.ceil(stops / 4) * every };
    await tryOnce(`${stops} stops`, server.address, size, async () => {
      const place = calls++ % every;
      if (killed + stopped < stops || place > 10) {
        if (place === 10 && (killed + stopped) % 2 === 0) {
          process.kill(-server.process, 'SIGKILL');
          killed++;
        } else if (place === 10) {
          await mlflowDown({ folder: store });
          stopped++;
        }
        if (place === 30) server = await mlflowUp({ folder: store, port, ...silent });
      }
      await pause(5);
    });
    console.log(`  ${killed} kills, ${stopped} stops, ${calls} steps`);
  }
} finally {
  await mlflowDown({ folder: store });
  rmSync(folder, { recursive: true, force: true });
}
console.log(wrong === 0 ? 'Nothing is lost, nothing doubled.' : `${wrong} are wrong.`);
process.exitCode = wrong === 0 ? 0 : 1;
