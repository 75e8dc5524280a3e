import { readExperiment, readExperimentId, type ServerExperiment } from './answers.ts';
import { fitValue, limits } from './limits.ts';
import type { RestClient } from './rest-client.ts';
import { ServerTrouble } from './server-trouble.ts';

/** Experiments of one name that may be deleted before that is taken for a fault. */
const mostDeleted = 100;

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

  /**
   * Id of the experiment of this name. One that was deleted stays deleted: the name gets a number. Throws
   * {@link ServerTrouble}.
   */
  async idOf(given: string): Promise<string> {
    const name = fitValue(given || 'Default', limits.experimentName - 8).text;
    const cached = this.#ids.get(name);
    if (cached !== undefined) return cached;
    for (let number = 1; number <= mostDeleted; number++) {
      const candidate = number === 1 ? name : `${name} (${number})`;
      const id = await this.#findOrCreate(candidate);
      if (id !== undefined) {
        this.#ids.set(name, id);
        return id;
      }
      this.#onNotice(
        `TL_MLFLOW_EXPERIMENT_DELETED: The experiment "${candidate}" was deleted on ${this.#client.connection.address} and stays so; the runs go to "${name} (${number + 1})". Restore it there to use it again.`,
      );
    }
    throw new ServerTrouble('unexpected', `${mostDeleted} experiments named "${name}" are deleted`);
  }

  /** Its id, or `undefined` when it was deleted. Another process may make it at the same moment. */
  async #findOrCreate(name: string): Promise<string | undefined> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const found = await this.#find(name);
      if (found) return found.isDeleted ? undefined : found.id;
      const id = await this.#create(name);
      if (id !== undefined) return id;
    }
    throw new ServerTrouble('unexpected', `the experiment "${name}" neither exists nor can be made`);
  }

  async #find(name: string): Promise<ServerExperiment | undefined> {
    try {
      return await this.#client.get('experiments/get-by-name', { experiment_name: name }, readExperiment);
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      throw error;
    }
  }

  async #create(name: string): Promise<string | undefined> {
    try {
      return await this.#client.post('experiments/create', { name }, readExperimentId);
    } catch (error) {
      if (error instanceof ServerTrouble && error.errorCode === 'RESOURCE_ALREADY_EXISTS') return undefined;
      throw error;
    }
  }
}
