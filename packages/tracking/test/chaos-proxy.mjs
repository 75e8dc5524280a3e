// A proxy before an MLflow server that misbehaves as it is told to. Used by the end-to-end tests and by tools/chaos.
import http from 'node:http';

/** 32-bit generator (mulberry32): the same faults at the same seed, as far as the order of requests is the same. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const html = (text) => `<!doctype html><html><body><h1>${text}</h1></body></html>`;
const page =
  (status, text, headers = {}) =>
  ({ response }) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html(text));
const json =
  (status, value) =>
  ({ response }) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * What may happen to a request, by name. A row is given the request, the response, and `forward`, which lets the server do
 * its work and resolves with what it answered. To try another fault, add a row.
 */
export const faults = {
  500: page(500, 'Internal Server Error'),
  502: page(502, 'Bad Gateway'),
  503: page(503, 'Service Unavailable'),
  429: page(429, 'Too Many Requests', { 'retry-after': '0.05' }),
  'busy for a second': page(429, 'Too Many Requests', { 'retry-after': '1' }),
  'busy for long': page(503, 'Back soon', { 'retry-after': '3600' }),
  reset: ({ request }) => request.socket.destroy(),
  async 'lost answer'({ request, forward }) {
    await forward();
    request.socket.destroy();
  },
  async cut({ request, response, forward }) {
    const { status, headers, body } = await forward();
    response.writeHead(status, { ...headers, 'content-length': body.length + 10 });
    response.write(body.subarray(0, body.length >> 1));
    await wait(10);
    request.socket.destroy();
  },
  async slow({ response, forward, slowness }) {
    await wait(slowness);
    const { status, headers, body } = await forward();
    response.writeHead(status, headers).end(body);
  },
  drip({ response }) {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  },
  async 'late answer'({ response, forward, slowness }) {
    const { status, headers, body } = await forward();
    await wait(slowness);
    response.writeHead(status, headers).end(body);
  },
  silence: () => undefined,
  'sign-in page': page(200, 'Sign in with your company account'),
  'not found': page(404, 'nginx: not found'),
  'empty object': json(200, {}),
  'empty list': json(200, []),
  null: json(200, null),
  'other json': json(200, { status: 'ok', experiment: 'e', run: [1], runs: 'none' }),
  nothing: ({ response }) => response.writeHead(200).end(),
  redirect: ({ response }) => response.writeHead(302, { location: 'https://login.example.invalid/' }).end(),
};

/** Faults that pass: a client that asks again gets its answer. */
export const passing = ['500', '502', '503', '429', 'reset', 'lost answer', 'cut'];

export class ChaosProxy {
  #server;
  #target;
  /** Name of the fault that a request meets, or undefined for none. */
  choose = () => undefined;
  /** How long the slow faults take, in milliseconds. */
  slowness = 300;
  /** How many requests met what. */
  counts = new Map();
  address = '';

  constructor(target) {
    this.#target = new URL(target);
    this.#server = http.createServer((request, response) => void this.#handle(request, response));
  }

  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A share of the requests meets one of these faults, drawn from a seed. */
  share(share, names, seed) {
    const random = randomFrom(seed);
    this.choose = () => (random() < share ? names[Math.floor(random() * names.length)] : undefined);
  }

  async #handle(request, response) {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const name = this.choose(request);
    this.counts.set(name ?? 'none', (this.counts.get(name ?? 'none') ?? 0) + 1);
    const forward = () => this.#forward(request, body);
    try {
      if (name !== undefined) return await faults[name]({ request, response, forward, slowness: this.slowness });
      const answer = await forward();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      if (!response.headersSent) response.writeHead(502).end(html('Bad gateway'));
    }
  }

  #forward(request, body) {
    return new Promise((resolve, reject) => {
      const { hostname, port, host } = this.#target;
      const options = {
        hostname,
        port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, host },
      };
      const asked = http.request(options, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => {
          const headers = { ...answer.headers };
          delete headers.connection;
          delete headers['transfer-encoding'];
          resolve({ status: answer.statusCode, headers, body: Buffer.concat(chunks) });
        });
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
