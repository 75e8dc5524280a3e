// Takes the pictures of docs/dashboard.md from a running MLflow server that holds a finished experiment.
// Usage: MLFLOW_TRACKING_URI=http://127.0.0.1:5000 node tools/workspace/dashboard-screenshots.mjs [experiment]
// Needs Chromium: CHROMIUM_PATH, default /usr/bin/chromium. Writes docs/images/dashboard-*.png.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './steps.mjs';

const server = process.env.MLFLOW_TRACKING_URI ?? 'http://127.0.0.1:5000';
const experimentName = process.argv[2] ?? 'mnist-to-mnist-m';

async function ask(path, body) {
  const response = await fetch(`${server}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

const { experiments = [] } = await ask('experiments/search', {
  max_results: 1,
  filter: `name = '${experimentName}'`,
});
const [experiment] = experiments;
if (!experiment) {
  console.error(`${server} has no experiment ${experimentName}. Run it with MLFLOW_TRACKING_URI set first.`);
  process.exit(2);
}
const { runs = [] } = await ask('runs/search', {
  experiment_ids: [experiment.experiment_id],
  filter: "tags.`trunkline.kind` = 'run' and tags.`trunkline.method` = 'dann'",
  max_results: 1,
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
const address = (path, query = {}) => {
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${server}/#/experiments/${experiment.experiment_id}/${path}?${words.join('&')}`;
};
const sorted = {
  searchFilter: "tags.`trunkline.kind` = 'run'",
  orderByKey: 'metrics.`test/target/accuracy`',
  orderByAsc: 'false',
  startTime: 'ALL',
  lifecycleFilter: 'Active',
};
const shot = async (name, settle = 2500) => {
  await page.waitForTimeout(settle); // the dashboard draws its charts after its requests have ended
  await page.screenshot({ path: join(root, 'docs', 'images', `dashboard-${name}.png`) });
  console.log(`docs/images/dashboard-${name}.png`);
};

await page.goto(address('runs'));
await page.getByText('Model training', { exact: true }).click();
const assistant = page.getByText('MLflow Assistant');
await assistant.waitFor({ timeout: 3000 }).catch(() => undefined);
if (await assistant.isVisible()) await page.locator('button:right-of(:text("MLflow Assistant"))').nth(2).click();
await page.goto(address('runs', sorted));
await page.waitForTimeout(3000);

// the columns that answer the question, instead of those that MLflow shows by itself
await page.getByRole('button', { name: 'Columns' }).click();
const search = page.getByPlaceholder('Search columns');
for (const column of ['Dataset', 'Source', 'Models']) await toggle(column, false);
for (const column of ['method', 'seed', 'test/target/accuracy', 'test/source/accuracy', 'cost.parametersTrained'])
  await toggle(column, true);
await page.keyboard.press('Escape');
await shot('runs');

await page.goto(address('runs', { ...sorted, compareRunsMode: 'CHART' }));
await page.getByPlaceholder('Search metric charts').fill('train/loss/classification|validation/source');
await shot('charts', 9000);

if (runs[0]) {
  await page.goto(address(`runs/${runs[0].info.run_id}`));
  await shot('run', 5000);
  await page.goto(address(`runs/${runs[0].info.run_id}/model-metrics`));
  await page.getByPlaceholder('Search metric charts').fill('train/loss|discriminator');
  await shot('curves', 8000);
  await page.goto(address(`runs/${runs[0].info.run_id}/artifacts`));
  await page.getByText('evaluation', { exact: true }).click();
  await page
    .getByText(/^confusion.*json$/)
    .first()
    .click();
  await shot('artifacts', 5000);
}
await browser.close();

async function toggle(column, wanted) {
  await search.fill(column);
  await page.waitForTimeout(600);
  const row = page
    .locator('[class*=tree-treenode]')
    .filter({ has: page.getByText(column, { exact: true }) })
    .last();
  const box = row.locator('[class$=tree-checkbox], [class*="tree-checkbox "]').first();
  if ((await box.count()) === 0) throw new Error(`The dashboard has no column ${column}.`);
  const checked = ((await box.getAttribute('class')) ?? '').includes('checkbox-checked');
  if (checked !== wanted) await box.click();
}
