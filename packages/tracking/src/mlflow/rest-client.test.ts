import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { RestClient } from './rest-client.ts';

it('a kept connection that the server closes at the moment of its next use is no trouble', async () => {
  const used = new WeakMap<object, number>();
  let answered = 0;
  const server = createServer((request, response) => {
    const count = (used.get(request.socket) ?? 0) + 1;
    used.set(request.socket, count);
    if (count === 2) return void request.socket.destroy();
    answered += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new RestClient({
    address: `http://127.0.0.1:${port}`,
    timeoutMilliseconds: 2_000,
    insecure: false,
  });
  try {
    for (let request = 0; request < 4; request += 1) expect(await client.post('x', { request })).toEqual({});
    expect(answered).toBe(4);
    await client.post('x', {});
    await expect(client.post('runs/create', {})).rejects.toMatchObject({ kind: 'unreachable' });
  } finally {
    client.close();
    server.close();
  }
});
