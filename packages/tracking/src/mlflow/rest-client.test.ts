import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateOf } from '../../test/certificate.ts';
import { readObject } from './answers.ts';
import type { Connection } from './connection.ts';
import { RestClient } from './rest-client.ts';

const quick = { attempts: 6, backOff: { firstMilliseconds: 2, longestMilliseconds: 10 } };
const opened: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => (server.closeAllConnections(), server.close()) });
  return (server.address() as AddressInfo).port;
}

const serve = (handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> =>
  listen(createServer(handle));

function client(address: string, more: Partial<Connection> = {}): RestClient {
  const made = new RestClient({ address, timeoutMilliseconds: 2_000, insecure: false, ...more }, quick);
  opened.push(made);
  return made;
}

it('a kept connection that the server closes at the moment of its next use is no trouble', async () => {
  const used = new WeakMap<object, number>();
  let answered = 0;
  const port = await serve((request, response) => {
    const count = (used.get(request.socket) ?? 0) + 1;
    used.set(request.socket, count);
    if (count === 2) return void request.socket.destroy();
    answered += 1;
    response.end('{}');
  });
  const rest = client(`http://127.0.0.1:${port}`);
  for (let request = 0; request < 4; request += 1) expect(await rest.post('x', { request }, readObject)).toEqual({});
  expect(answered).toBe(4);
  await rest.post('x', {}, readObject);
  await expect(rest.post('runs/create', {}, readObject)).rejects.toMatchObject({ kind: 'unreachable' });
});

it('R4: a request that fails five times succeeds at the sixth, one that always fails is given up', async () => {
  let asked = 0;
  const port = await serve((_request, response) => {
    asked += 1;
    if (asked % 6 === 0) response.end('{}');
    else response.writeHead(503).end();
  });
  const rest = client(`http://127.0.0.1:${port}`);
  await rest.get('x', {}, readObject);
  expect(asked).toBe(6);
  asked = 6000;
  const port2 = await serve((_request, response) => void ((asked += 1), response.writeHead(500).end()));
  await expect(client(`http://127.0.0.1:${port2}`).get('x', {}, readObject)).rejects.toMatchObject({ status: 500 });
  expect(asked).toBe(6006);
});

it('R4: close ends what is under way and what waits', async () => {
  const port = await serve((_request, response) => void response.writeHead(429, { 'retry-after': '8' }).end());
  const rest = client(`http://127.0.0.1:${port}`);
  const begun = Date.now();
  setTimeout(() => rest.close(), 100);
  await expect(rest.get('x', {}, readObject)).rejects.toMatchObject({ kind: 'unreachable' });
  expect(Date.now() - begun).toBeLessThan(1_000);
});

it('Retry-After may be a date', async () => {
  const port = await serve((_request, response) => {
    response.writeHead(503, { 'retry-after': new Date(Date.now() + 100_000).toUTCString() }).end();
  });
  const trouble: unknown = await client(`http://127.0.0.1:${port}`)
    .get('x', {}, readObject)
    .catch((error: unknown) => error);
  expect(trouble).toMatchObject({ status: 503, retryAfterMilliseconds: expect.closeTo(100_000, -4) as number });
});

describe('R18: a proxy of the environment', () => {
  it('a server that only the proxy reaches is reached through it, by name, with its user and password', async () => {
    const seen: [string | undefined, string | undefined][] = [];
    const server = await serve((_request, response) => void response.end('{"far":true}'));
    const proxy = await serve((request, response) => {
      seen.push([request.url, request.headers['proxy-authorization']]);
      httpRequest({ port: server, host: '127.0.0.1', method: request.method }, (answer) => {
        response.writeHead(answer.statusCode!);
        answer.pipe(response);
      }).end();
    });
    const proxies = { http: `http://ada:pass@127.0.0.1:${proxy}` };
    const rest = client('http://mlflow.far.invalid:5000', { proxies });
    expect(await rest.get('x', {}, readObject)).toEqual({ far: true });
    expect(seen).toEqual([
      ['http://mlflow.far.invalid:5000/api/2.0/mlflow/x', `Basic ${Buffer.from('ada:pass').toString('base64')}`],
    ]);
  });

  it('https goes through a tunnel', async () => {
    const { key, cert } = certificateOf('127.0.0.1');
    const server = await listen(
      createSecureServer({ key, cert }, (_request, response) => void response.end('{"far":true}')) as unknown as Server,
    );
    const proxied = createServer();
    const asked: (string | undefined)[] = [];
    proxied.on('connect', (request, socket) => {
      asked.push(request.url);
      const far = connect(server, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(far).pipe(socket);
      });
      opened.push({ close: () => (far.destroy(), socket.destroy()) });
    });
    const proxies = { https: `http://127.0.0.1:${await listen(proxied)}` };
    const rest = client('https://mlflow.far.invalid', { proxies, insecure: true });
    expect(await rest.get('x', {}, readObject)).toEqual({ far: true });
    expect(asked).toEqual(['mlflow.far.invalid:443']);
  });

  it('a server that NO_PROXY names is reached without it', async () => {
    const port = await serve((_request, response) => void response.end('{}'));
    const rest = client(`http://127.0.0.1:${port}`, { proxies: { http: 'http://127.0.0.1:9', none: '127.0.0.1' } });
    expect(await rest.get('x', {}, readObject)).toEqual({});
  });
});

describe('R24: a certificate that is not trusted', () => {
  const secure = async (host: string): Promise<{ address: string; cert: string; asked: () => number }> => {
    const { key, cert } = certificateOf(host);
    let asked = 0;
    const server = createSecureServer({ key, cert }, (_request, response) => void response.end('{}'));
    server.on('connection', () => asked++);
    const port = await listen(server as unknown as Server);
    return { address: `https://127.0.0.1:${port}`, cert, asked: () => asked };
  };

  it('is told at once, and trusted when it is named or when all are', async () => {
    const { address, cert, asked } = await secure('127.0.0.1');
    await expect(client(address).get('x', {}, readObject)).rejects.toMatchObject({ kind: 'untrusted' });
    expect(asked()).toBe(1);
    expect(await client(address, { authority: Buffer.from(cert) }).get('x', {}, readObject)).toEqual({});
    expect(await client(address, { insecure: true }).get('x', {}, readObject)).toEqual({});
  });

  it('is told of a certificate for another name as well', async () => {
    const { address, cert } = await secure('elsewhere.example');
    const rest = client(address, { authority: Buffer.from(cert) });
    await expect(rest.get('x', {}, readObject)).rejects.toMatchObject({ kind: 'untrusted' });
  });
});

it('http spoken to an https port, and https to an http port, is no MLflow server', async () => {
  const plain = await serve((_request, response) => void response.end('{}'));
  await expect(client(`https://127.0.0.1:${plain}`).get('x', {}, readObject)).rejects.toMatchObject({
    kind: 'unexpected',
  });
});
