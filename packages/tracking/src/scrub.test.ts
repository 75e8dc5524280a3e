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
  'https://ada:p@hunter22@host/path',
  'https://host/file?sv=2024&sig=hunter22',
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

it.each([
  ['https://user:p@ss/word@host/', 'https://***@host/'],
  ['https://user:p@ss/w@rd@host.example:8080/x?y=1', 'https://***@host.example:8080/x?y=1'],
  ['git clone https://ada:pass/word@host.example/a/b.git now', 'git clone https://***@host.example/a/b.git now'],
  ['"postgres://ada:pa//ss/@db"', '"postgres://***@db"'],
  ['https://ada:123456/7@host/', 'https://***@host/'],
  ['http://ada:a/b@one/x https://bob:c@d/e@two', 'http://***@one/x https://***@two'],
])('an unescaped slash in a password is part of it: %s', (text, clean) => {
  expect(scrub(text)).toBe(clean);
});

it.each([
  'http://localhost:8080/models/vgg@2 and a@b',
  'http://[::1]:8080/models/vgg@2',
  'https://example.org/a:b/c@2',
  'http://localhost:${PORT}/models/vgg@2',
  'file:///home/ada/a:b/c@2x.png',
  'npm:@trunkline/data@0.1.0, ada@example.org: see data/a@b',
  'from http://one:80/a to http://two:90/b@c',
])('an @ in the path of an address stays: %s', (text) => {
  expect(scrub(text)).toBe(text);
});

it('a host behind user and password stays, also where an @ follows in the path', () => {
  expect(scrub('https://ada:hunter22@host.example/a/b@v2')).toBe('https://***@host.example/a/b@v2');
  expect(scrub('http://ada:hunter22@mlflow:5000/a@v2')).toBe('http://***@mlflow:5000/a@v2');
  expect(scrub('http://ada:hunter22@localhost/a@v2')).toBe('http://***@localhost/a@v2');
});

it('the password of an address in the environment is known elsewhere, with its slash', () => {
  const known = createScrub({ DATABASE: 'postgres://someone:s3c@ret/word@db/x' });
  expect(known('said s3c@ret/word twice')).toBe('said *** twice');
});

it.each([
  'Basic training of the upper blocks, basic augmentations, bearer tokens explained',
  'runs/sk-learn-comparison-of-all-methods',
  'image@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
])('R1: ordinary text stays whole: %s', (text) => {
  expect(scrub(text)).toBe(text);
});

it('R1: a header keeps no token, whatever it is made of', () => {
  expect(scrub('Authorization: Bearer abcdefghijkl')).toBe('Authorization: Bearer ***');
  expect(scrub('sk-proj-abcdefghijklmnop1234')).toBe('***');
  expect(createScrub({ KEY_OF_HOUSE: 'open-sesame', ENCRYPTIONKEY2: 'walrus-tusk' })('open-sesame walrus-tusk')).toBe(
    '*** ***',
  );
});
