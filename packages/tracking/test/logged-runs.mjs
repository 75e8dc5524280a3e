// An invocation with runs below it that is logged to a journal, and what a server has of it; for tests with a misbehaving server.
import { join } from 'node:path';

/** Metrics of the child `index` at `step`. */
const metricsAt = (index, step) => ({ 'train/loss/total': 1 / (step + 1 + index), 'train/rate': step * 0.125 });

/** Logs `children` runs of `steps` steps below one run; `between` is awaited after each step. */
export async function logRuns(tracker, folder, { children, steps, between = () => undefined, nested = true }) {
  const parent = tracker.startRun({
    experiment: 'chaos',
    name: 'invocation',
    id: 'parent',
    tags: { kind: 'invocation' },
  });
  parent.logParameters({ seeds: children, steps });
  for (let index = 0; index < children; index++) {
    const own = nested ? await tracker.nested(join(folder, 'runs', `${index}`)) : tracker;
    const run = own.startRun({ experiment: 'chaos', name: `run ${index}`, id: `child${index}`, parent: parent.id });
    run.logParameters({ index, 'training.steps': steps });
    run.setTags({ method: `method ${index % 2}` });
    run.logInputs([{ name: 'shapes', digest: 'd'.repeat(36), source: 'made', context: 'train' }]);
    for (let step = 0; step < steps; step++) {
      run.logMetrics(metricsAt(index, step), step);
      await between(step);
    }
    run.logText(`report of run ${index}`, 'report.txt');
    run.logTable('evaluation/confusion.json', { columns: ['class', 'a'], data: [['a', index]] });
    run.setNote(`Run ${index} of ${children}.`);
    run.end('FINISHED');
    if (nested) await own.close();
  }
  parent.logMetrics({ 'test/mean': 0.5 }, 0);
  parent.end('FINISHED');
}

async function ask(address, method, path, body) {
  const response = await fetch(`${address}/api/2.0/mlflow/${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** What is wrong with what the server has of the runs of {@link logRuns}: nothing when everything is there, once. */
export async function faultsOnServer(address, experiment, { children, steps }) {
  const wrong = [];
  const expect = (what, given, wanted) => {
    if (JSON.stringify(given) !== JSON.stringify(wanted))
      wrong.push(`${what}: ${JSON.stringify(given)} instead of ${JSON.stringify(wanted)}`.slice(0, 300));
  };
  const found = await ask(address, 'GET', `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`);
  const { runs = [] } = await ask(address, 'POST', 'runs/search', {
    experiment_ids: [found.experiment.experiment_id],
    run_view_type: 'ALL',
    max_results: 1000,
  });
  const byId = new Map();
  for (const run of runs) {
    const id = run.data.tags.find(({ key }) => key === 'trunkline.runId')?.value;
    byId.set(id, [...(byId.get(id) ?? []), run]);
  }
  expect('runs', runs.length, children + 1);
  const parents = byId.get('parent') ?? [];
  expect(
    'parents',
    parents.map(({ info }) => info.status),
    ['FINISHED'],
  );
  for (let index = 0; index < children; index++) {
    const name = `child${index}`;
    const [run] = byId.get(name) ?? [];
    if (!run) {
      wrong.push(`${name} is not there`);
      continue;
    }
    const { info, data, inputs } = run;
    const value = (list, wanted) => (list ?? []).find(({ key }) => key === wanted)?.value;
    expect(`status of ${name}`, info.status, 'FINISHED');
    expect(`parent of ${name}`, value(data.tags, 'mlflow.parentRunId'), parents[0]?.info.run_id);
    expect(`note of ${name}`, value(data.tags, 'mlflow.note.content'), `Run ${index} of ${children}.`);
    expect(
      `parameters of ${name}`,
      [value(data.params, 'index'), value(data.params, 'training.steps')],
      [String(index), String(steps)],
    );
    expect(`data sets of ${name}`, inputs?.dataset_inputs?.length, 1);
    for (const key of Object.keys(metricsAt(0, 0))) {
      const query = new URLSearchParams({ run_id: info.run_id, metric_key: key });
      const { metrics = [] } = await ask(address, 'GET', `metrics/get-history?${query}`);
      const points = metrics.map(({ step, value }) => [Number(step ?? 0), value]).sort((a, b) => a[0] - b[0]);
      expect(
        `${key} of ${name}`,
        points,
        Array.from({ length: steps }, (_, step) => [step, metricsAt(index, step)[key]]),
      );
    }
    for (const [folder, files] of [
      ['', ['evaluation', 'report.txt']],
      ['evaluation', ['evaluation/confusion.json']],
    ]) {
      const query = new URLSearchParams({ run_id: info.run_id, ...(folder && { path: folder }) });
      const listed = await ask(address, 'GET', `artifacts/list?${query}`);
      expect(`files of ${name}`, (listed.files ?? []).map(({ path }) => path).sort(), files);
    }
  }
  return wrong;
}
