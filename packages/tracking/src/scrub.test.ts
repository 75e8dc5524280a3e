import { expect, it } from 'vitest';
import { createScrub } from './scrub.ts';

const environment = {
  MLFLOW_TRACKING_TOKEN: 'tok+en/1',
  MLFLOW_TRACKING_USERNAME: 'ada',
  MLFLOW_TRACKING_PASSWORD: 'pa$$ wörd',
  MY_SERVICE_API_KEY: 'abcdefgh12345',
  DATABASE: 'postgres://someone:s3cr3t-word@db/x',
  DEPLOY_KEY: 'k1k2k3k4k5',
  SSH_AUTH_SOCK: '/tmp/agent',
  KEYBOARD: 'german-layout',
  HOME: '/home/ada',
};
const scrub = createScrub(environment);

it.each([
  'https://user:hunter22@host/path?x=1',
  'https://sometoken@host/path',
  'git clone https://x-access-token:abc@github.com/a/b.git',
  'tok+en/1',
  'password is pa$$ wörd!',
  encodeURIComponent('pa$$ wörd'),
  Buffer.from('ada:pa$$ wörd').toString('base64'),
  'key abcdefgh12345 in a sentence',
  's3cr3t-word',
  'deploys with k1k2k3k4k5',
  'hf_hunter22hunter22hunter22',
  'sk-hunter22hunter22hunter22',
  'trunkline run --password hunter22 x',
  'trunkline run --mlflow-token=hunter22 x',
  'https://host/file?X-Amz-Signature=hunter22&y=1',
  'Authorization: Bearer hunter22hunter22',
  'ghp_hunter22hunter22hunter22hunter22abcd',
  'AKIAABCDEFGHIJKLMNOP',
])('%s loses its secret', (text) => {
  const clean = scrub(text);
  expect(clean).toContain('***');
  for (const secret of [
    'hunter22',
    'tok+en',
    'wörd',
    'abcdefgh12345',
    's3cr3t',
    'sometoken',
    ':abc@',
    'AKIAA',
    'k1k2k3',
  ]) {
    expect(clean).not.toContain(secret);
  }
});

it.each([
  'train/loss/total',
  '/home/ada/runs',
  '/tmp/agent',
  'trunkline run experiments/a.experiment.ts --set training.steps=500',
  'someone@example.org',
  'https://example.org/path@2',
  'a german-layout keyboard',
  'the token of the day, and its password',
  'sha256 3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4',
])('%s stays as it is', (text) => {
  expect(scrub(text)).toBe(text);
});
