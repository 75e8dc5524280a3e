import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import type { EngineInfo } from '@trunkline/engine';
import { cacheFolder, writeFileAtomic } from '@trunkline/system';
import { median } from './median.ts';

/** What is measured of a stage, or of a run beside its stages. */
export type Quantity = 'secondsPerStep' | 'secondsPerEvaluatedImage' | 'secondsBesideStages';

/** The newest measurements of one kind of stage or run; the oldest stands first. */
type Entry = Partial<Record<Quantity, readonly number[]>>;

interface PriceFile {
  readonly schema: 1;
  /** By machine, then by key. */
  readonly machines: Record<string, Record<string, Entry>>;
}

/** So many measurements are kept, and their median counts: a moment in which the machine was busy decides nothing. */
const kept = 5;

/** So many keys are kept a machine; those that were measured longest ago go first. */
const keptKeys = 1000;

/** What steps and evaluations have taken on this machine with this engine, from the runs before. */
export class PriceBook {
  readonly #path: string;
  readonly #machine: string;
  readonly #entries: Map<string, Entry>;
  readonly #fresh: { readonly key: string; readonly quantity: Quantity; readonly value: number }[] = [];

  private constructor(path: string, machine: string, entries: Map<string, Entry>) {
    this.#path = path;
    this.#machine = machine;
    this.#entries = entries;
  }

  /** Reads the file of the user's cache; one that is missing or damaged counts as empty. */
  static async open(
    engine: Pick<EngineInfo, 'name' | 'version' | 'device'>,
    path: string = cacheFolder('prices.json'),
  ): Promise<PriceBook> {
    const machine = machineOf(engine);
    const { machines } = await readPrices(path);
    return new PriceBook(path, machine, new Map(Object.entries(machines[machine] ?? {})));
  }

  /** The median of the newest measurements. */
  get(key: string, quantity: Quantity): number | undefined {
    const values = this.#entries.get(key)?.[quantity] ?? [];
    return values.length === 0 ? undefined : median(values);
  }

  add(key: string, quantity: Quantity, value: number): void {
    if (!Number.isFinite(value) || value < 0) return;
    this.#fresh.push({ key, quantity, value });
    addTo(this.#entries, key, quantity, value);
  }

  /** Adds what is new to the file, beside what others have written meanwhile. */
  async save(): Promise<void> {
    if (this.#fresh.length === 0) return;
    const { machines } = await readPrices(this.#path);
    const entries = new Map(Object.entries(machines[this.#machine] ?? {}));
    for (const { key, quantity, value } of this.#fresh.splice(0)) addTo(entries, key, quantity, value);
    const newest = Object.fromEntries([...entries].slice(-keptKeys));
    const file: PriceFile = { schema: 1, machines: { ...machines, [this.#machine]: newest } };
    await writeFileAtomic(this.#path, `${JSON.stringify(file)}\n`);
  }
}

function addTo(entries: Map<string, Entry>, key: string, quantity: Quantity, value: number): void {
  const before = entries.get(key) ?? {};
  entries.delete(key); // what was measured last stands last
  entries.set(key, { ...before, [quantity]: [...(before[quantity] ?? []), value].slice(-kept) });
}

/** What a measurement holds for: another processor, or another engine, has prices of its own. */
function machineOf({ name, version, device }: Pick<EngineInfo, 'name' | 'version' | 'device'>): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  return `${processor}, ${availableParallelism()} processors; ${name} ${version} on ${device}`;
}

async function readPrices(path: string): Promise<PriceFile> {
  try {
    const file = JSON.parse(await readFile(path, 'utf8')) as PriceFile;
    if (file.schema === 1 && typeof file.machines === 'object') return file;
  } catch {
    // prices are measured again
  }
  return { schema: 1, machines: {} };
}
