import { fitValue, limits } from './limits.ts';
import type { RestClient } from './rest-client.ts';
import { ServerTrouble } from './server-trouble.ts';

/** The experiments of a server by name, found or made once. */
export class Experiments {
  readonly #client: RestClient;
  readonly #onNotice: (line: string) => void;
  readonly #ids = new Map<string, string>();
  /** How often the server has lost its data: what was found there before no longer counts. */
  generation = 0;

  constructor(client: RestClient, onNotice: (line: string) => void) {
    this.#client = client;
    this.#onNotice = onNotice;
  }

  /** The server lost its data. */
  forget(): void {
    this.generation++;
    this.#ids.clear();
  }

  /** Id of the experiment of this name. One that was deleted stays deleted: the name gets a number. */
  async idOf(given: string): Promise<string> {
    const name = fitValue(given || 'Default', limits.experimentName - 8).text;
    const cached = this.#ids.get(name);
    if (cached !== undefined) return cached;
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? name : `${name} (${number})`;
      const found = await this.#find(candidate);
      if (found?.lifecycle_stage === 'deleted') {
        this.#onNotice(
          `TL_MLFLOW_EXPERIMENT_DELETED: The experiment "${candidate}" was deleted on ${this.#client.connection.address} and stays so; the runs go to "${name} (${number + 1})". Restore it there to use it again.`,
        );
        continue;
      }
      const id = found?.experiment_id ?? (await this.#create(candidate));
      if (id === undefined) {
        number--; // another process made it just now
        continue;
      }
      this.#ids.set(name, id);
      return id;
    }
  }

  async #find(name: string): Promise<{ experiment_id: string; lifecycle_stage?: string } | undefined> {
    try {
      const answer = await this.#client.get('experiments/get-by-name', { experiment_name: name });
      return (answer as { experiment: { experiment_id: string; lifecycle_stage?: string } }).experiment;
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw error;
    }
  }

  async #create(name: string): Promise<string | undefined> {
    try {
      return ((await this.#client.post('experiments/create', { name })) as { experiment_id: string }).experiment_id;
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_ALREADY_EXISTS') return undefined;
      throw error;
    }
  }
}
