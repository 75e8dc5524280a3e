import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

/** A run on the fake server. Metrics are keyed as MLflow's SQL store keys them. */
export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  status: string;
  endTime?: number;
  lifecycle: 'active' | 'deleted';
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly metrics: Map<string, { key: string; value: number | string; timestamp: number; step: number }>;
  readonly datasets: unknown[];
  readonly artifacts: Map<string, Buffer>;
}

interface Batch {
  run_id: string;
  metrics: { key: string; value: number | string; timestamp: number; step: number }[];
  params: { key: string; value: string }[];
  tags: { key: string; value: string }[];
}

/** One request as it arrived. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly bytes: number;
  readonly body: Buffer;
}

class Refusal extends Error {
  readonly status: number;
  readonly errorCode: string;
  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

const badKey = /[^A-Za-z0-9_\-.:/ ]|^\/|\/\/|(^|\/)\.\.?(\/|$)|\/$|^$/;

/** A small HTTP server with the limits, keys and refusals of MLflow's tracking server. */
export class FakeMlflow {
  readonly experiments = new Map<string, { id: string; name: string; lifecycle: 'active' | 'deleted' }>();
  readonly runs = new Map<string, FakeRun>();
  readonly requests: FakeRequest[] = [];
  /** Answers instead of the server when it returns a status; called before (`'before'`) or after (`'after'`) the work. */
  interfere: (request: FakeRequest, when: 'before' | 'after') => number | 'drop' | undefined = () => undefined;
  #server = http.createServer((request, response) => void this.#handle(request, response));
  #port = 0;
  #next = 1;

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    this.#server = http.createServer((request, response) => void this.#handle(request, response));
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  forgetEverything(): void {
    this.experiments.clear();
    this.runs.clear();
  }

  run(localId: string): FakeRun {
    const found = [...this.runs.values()].filter((run) => run.tags.get('trunkline.runId') === localId);
    if (found.length !== 1) throw new Error(`${found.length} runs have the tag trunkline.runId = ${localId}`);
    return found[0]!;
  }

  /** [step, value] of a metric, in the order of steps. */
  history(localId: string, key: string): [number, number | string][] {
    return [...this.run(localId).metrics.values()]
      .filter((metric) => metric.key === key)
      .sort((a, b) => a.step - b.step)
      .map((metric) => [metric.step, metric.value]);
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const seen: FakeRequest = {
      method: request.method!,
      path: decodeURIComponent(request.url!.split('?')[0]!),
      authorization: request.headers.authorization,
      bytes: body.length,
      body,
    };
    this.requests.push(seen);
    const answer = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    const interfered = (when: 'before' | 'after'): boolean => {
      const result = this.interfere(seen, when);
      if (result === undefined) return false;
      if (result === 'drop') request.socket.destroy();
      else response.writeHead(result, { 'content-type': 'text/html' }).end('<h1>nothing to see</h1>');
      return true;
    };
    if (interfered('before')) return;
    let result: unknown;
    try {
      const query = new URL(request.url!, 'http://x').searchParams;
      result = this.#answer(seen, query, body);
    } catch (error) {
      if (error instanceof Refusal) {
        return answer(error.status, { error_code: error.errorCode, message: error.message });
      }
      return answer(500, { error_code: 'INTERNAL_ERROR', message: String(error) });
    }
    if (!interfered('after')) answer(200, result);
  }

  #answer(request: FakeRequest, query: URLSearchParams, body: Buffer): unknown {
    const artifact = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(\d+)\/([^/]+)\/artifacts\/(.+)$/.exec(request.path);
    if (artifact) {
      this.#run(artifact[2]!).artifacts.set(artifact[3]!, body);
      return {};
    }
    const endpoint = request.path.replace('/api/2.0/mlflow/', '');
    const json = (): never => JSON.parse(body.toString()) as never;
    switch (endpoint) {
      case 'experiments/get-by-name': {
        const found = [...this.experiments.values()].find((one) => one.name === query.get('experiment_name'));
        if (!found) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', 'no such experiment');
        return { experiment: { experiment_id: found.id, name: found.name, lifecycle_stage: found.lifecycle } };
      }
      case 'experiments/create': {
        const { name } = json() as { name: string };
        if ([...this.experiments.values()].some((one) => one.name === name)) {
          throw new Refusal(400, 'RESOURCE_ALREADY_EXISTS', 'exists');
        }
        const id = String(this.#next++);
        this.experiments.set(id, { id, name, lifecycle: 'active' });
        return { experiment_id: id };
      }
      case 'runs/get':
        return { run: this.#info(this.#run(query.get('run_id')!)) };
      case 'runs/search': {
        const { experiment_ids: ids, filter } = json() as { experiment_ids: string[]; filter: string };
        const wanted = /= '(.*)'$/.exec(filter)![1]!;
        const found = [...this.runs.values()].filter(
          (run) => ids.includes(run.experiment) && run.tags.get('trunkline.runId') === wanted,
        );
        return { runs: found.map((run) => this.#info(run)) };
      }
      case 'runs/create': {
        const given = json() as { experiment_id: string; run_name: string; tags: { key: string; value: string }[] };
        const run: FakeRun = {
          id: `run${this.#next++}`,
          experiment: given.experiment_id,
          name: given.run_name,
          status: 'RUNNING',
          lifecycle: 'active',
          params: new Map(),
          tags: new Map(given.tags.map((tag) => [tag.key, tag.value])),
          metrics: new Map(),
          datasets: [],
          artifacts: new Map(),
        };
        this.runs.set(run.id, run);
        return { run: this.#info(run) };
      }
      case 'runs/log-batch':
        return this.#logBatch(json(), body.length);
      case 'runs/log-inputs': {
        const { run_id: id, datasets } = json() as { run_id: string; datasets: unknown[] };
        this.#run(id).datasets.push(...datasets);
        return {};
      }
      case 'runs/update': {
        const { run_id: id, status, end_time: end } = json() as { run_id: string; status: string; end_time?: number };
        const run = this.#run(id);
        run.status = status;
        if (end !== undefined) run.endTime = end;
        return { run_info: { run_id: id, status } };
      }
      case 'artifacts/list': {
        const run = this.#run(query.get('run_id')!);
        const folder = query.get('path') ?? '.';
        const files = [...run.artifacts].filter(([path]) => dirname(path) === folder);
        return {
          root_uri: `mlflow-artifacts:/${run.experiment}/${run.id}/artifacts`,
          files: files.map(([path, bytes]) => ({ path, is_dir: false, file_size: bytes.length })),
        };
      }
      default:
        throw new Refusal(404, 'ENDPOINT_NOT_FOUND', endpoint);
    }
  }

  #run(id: string): FakeRun {
    const run = this.runs.get(id);
    if (!run) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', `no run ${id}`);
    return run;
  }

  #info(run: FakeRun): unknown {
    const artifact_uri = `mlflow-artifacts:/${run.experiment}/${run.id}/artifacts`;
    const texts = (map: ReadonlyMap<string, string>): unknown => [...map].map(([key, value]) => ({ key, value }));
    const newest = [...run.metrics.values()].sort((a, b) => a.step - b.step || a.timestamp - b.timestamp);
    return {
      info: { run_id: run.id, artifact_uri, lifecycle_stage: run.lifecycle, status: run.status },
      data: {
        metrics: [...new Map(newest.map((metric) => [metric.key, metric])).values()],
        params: texts(run.params),
        tags: texts(run.tags),
      },
      inputs: { dataset_inputs: run.datasets },
    };
  }

  /** Writes up to the first value that is wrong, then refuses: as the real server may. */
  #logBatch({ run_id: id, metrics, params, tags }: Batch, bytes: number): unknown {
    const run = this.#run(id);
    const refuse = (message: string): never => {
      throw new Refusal(400, 'INVALID_PARAMETER_VALUE', message);
    };
    if (run.lifecycle === 'deleted') refuse(`The run ${id} must be in the 'active' state.`);
    if (metrics.length > 1000 || params.length > 100 || tags.length > 100) refuse('too many');
    if (metrics.length + params.length + tags.length > 1000) refuse('too many together');
    if (bytes > 1_000_000) refuse('too long');
    for (const { key } of [...metrics, ...params, ...tags])
      if (badKey.test(key) || key.length > 250) refuse(`key ${key}`);
    for (const param of params) {
      if (param.value.length > 6000) refuse('value');
      if ((run.params.get(param.key) ?? param.value) !== param.value) refuse(`Changing param ${param.key}`);
      run.params.set(param.key, param.value);
    }
    for (const metric of metrics) {
      if (typeof metric.value === 'string' && !/^(NaN|-?Infinity)$/.test(metric.value)) refuse('value');
      if (!Number.isInteger(metric.timestamp) || !Number.isInteger(metric.step)) refuse('not an integer');
      run.metrics.set(JSON.stringify([metric.key, metric.timestamp, metric.step, metric.value]), metric);
    }
    for (const tag of tags) {
      if (tag.value.length > 8000) refuse('tag');
      run.tags.set(tag.key, tag.value);
    }
    return {};
  }
}
