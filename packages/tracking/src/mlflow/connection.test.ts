import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConnection } from './connection.ts';

const of = (uri: string, more: NodeJS.ProcessEnv = {}) => readConnection({ MLFLOW_TRACKING_URI: uri, ...more });

describe('R24: an address with a user and a password', () => {
  it.each([
    'http://ada:p@ss:w/ord%@host:5000',
    'http://ada:p/ss@host:5000',
    'https://ada:12/ss@host',
    'http://ada:1#ss@host',
    'http://ada:p?ss@host',
    'http://a/b:pass@host',
  ])('%s is told to need percent-encoding, without a word of the password', (uri) => {
    const error = thrownBy(() => of(uri));
    expect(error).toMatchObject({ code: 'TL_MLFLOW_ADDRESS', exitStatus: 2 });
    expect(error.message).toContain('characters that mean something else');
    expect(error.hint).toMatch(/percent-encoded.*MLFLOW_TRACKING_PASSWORD/);
    expect(`${error.message} ${error.hint}`).not.toMatch(/ada:|w\/ord|ss@|pass@/);
  });

  it.each([
    ['http://ada:p%40ss%3Aw%2Ford%25@host:5000', 'ada:p@ss:w/ord%', 'http://host:5000'],
    ['http://ada:p@ss@host', 'ada:p@ss', 'http://host'],
    ['http://ada:100%@host', 'ada:100%', 'http://host'],
  ])('%s is read', (uri, credentials, address) => {
    const connection = of(uri);
    expect(connection?.authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`);
    expect(connection?.address).toBe(address);
  });
});

it('R24: a certificate file that is missing or is none is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracking-'));
  const path = join(folder, 'ca.pem');
  expect(thrownBy(() => of('https://host', { MLFLOW_TRACKING_SERVER_CERT_PATH: path })).code).toBe('TL_FILE_MISSING');
  writeFileSync(path, 'not a certificate');
  const error = thrownBy(() => of('https://host', { MLFLOW_TRACKING_SERVER_CERT_PATH: path }));
  expect(error.code).toBe('TL_MLFLOW_CERTIFICATE');
  expect(error.message).toContain(path);
  rmSync(folder, { recursive: true });
});

describe('R18: the proxy of the environment', () => {
  it.each([
    [{ HTTP_PROXY: 'http://proxy:3128' }, { http: 'http://proxy:3128' }],
    [{ http_proxy: 'proxy:3128', HTTP_PROXY: 'http://other' }, { http: 'http://proxy:3128' }],
    [
      { HTTPS_PROXY: 'http://u:p@proxy', NO_PROXY: 'a, .b' },
      { https: 'http://u:p@proxy', none: 'a, .b' },
    ],
    [{ ALL_PROXY: 'http://proxy' }, { http: 'http://proxy', https: 'http://proxy' }],
    [{ HTTP_PROXY: '' }, {}],
  ])('%j is %j', (environment, proxies) => {
    expect(of('http://host', environment)?.proxies).toEqual(proxies);
  });

  it.each(['socks5://proxy:1080', 'http://:0:0'])('%s is refused by name', (proxy) => {
    expect(thrownBy(() => of('http://host', { HTTP_PROXY: proxy }))).toMatchObject({
      code: 'TL_MLFLOW_ADDRESS',
      message: expect.stringContaining('HTTP_PROXY') as string,
    });
  });
});

function thrownBy(work: () => unknown): Error & { code?: string; hint?: string } {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
