import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors, readSafetensors, type TensorToWrite } from '@trunkline/backbone';
import { explainFileError, readStored, sha256, sha256File, syncFolder, writeFileAtomic } from '@trunkline/system';
import { z } from 'zod';

/** Everything a run needs to go on: plain JSON beside arrays. */
export interface Checkpoint<State> {
  readonly step: number;
  readonly state: State;
  readonly tensors: Readonly<Record<string, TensorToWrite>>;
}

const manifestSchema = z.object({
  format: z.literal(1),
  step: z.int().nonnegative(),
  /** SHA-256 by file name. */
  files: z.record(z.string(), z.string()),
});

type Manifest = z.infer<typeof manifestSchema>;

const prefix = 'step-';
const broken = '.broken-';
const files = ['state.json', 'tensors.safetensors'] as const;
/** `step-000000020`, and `step-000000020-0002` for a second one of that step. */
const complete = /^step-(\d{9,})(?:-\d{4,})?$/;
/** What opening a file says when something else stands in its place: other codes say nothing of what it holds. */
const damage = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']);

/**
 * Checkpoints of one run. A checkpoint is a folder that appears whole, by a rename, with a manifest of hashes; older ones
 * are removed only after that, and the one before the newest is kept. A broken one is passed over and named.
 */
export class CheckpointStore<State> {
  readonly #folder: string;
  readonly #onNotice: (line: string) => void;

  constructor(folder: string, onNotice: (line: string) => void = () => undefined) {
    this.#folder = folder;
    this.#onNotice = onNotice;
  }

  /** Writes a checkpoint durably. Throws `TL_DISK_FULL` and `TL_NO_PERMISSION`; what was there before stays. */
  async save({ step, state, tensors }: Checkpoint<State>): Promise<void> {
    const name = `${prefix}${String(step).padStart(9, '0')}`;
    const partial = join(this.#folder, `.${name}.${process.pid}.partial`);
    const final = await this.#unused(name);
    try {
      await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true });
      const chunks = encodeSafetensors(tensors);
      const text = JSON.stringify(state);
      const hash = createHash('sha256');
      for (const chunk of chunks) hash.update(chunk);
      await writeFileAtomic(join(partial, 'tensors.safetensors'), chunks);
      await writeFileAtomic(join(partial, 'state.json'), text);
      const manifest: Manifest = {
        format: 1,
        step,
        files: { 'state.json': sha256(text), 'tensors.safetensors': hash.digest('hex') },
      };
      await writeFileAtomic(join(partial, 'manifest.json'), JSON.stringify(manifest));
      await rename(partial, final);
      await syncFolder(this.#folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
      throw explainFileError(error, final);
    }
    for (const old of (await this.#names()).slice(2))
      await rm(join(this.#folder, old), { recursive: true, force: true });
  }

  /** The newest checkpoint that is whole; undefined when there is none. */
  async newest(): Promise<Checkpoint<State> | undefined> {
    for (const name of await this.#names()) {
      const folder = join(this.#folder, name);
      try {
        const read = await readStored(join(folder, 'manifest.json'), manifestSchema);
        if (read.state !== 'whole') throw new Error('its manifest is missing or damaged');
        const manifest = read.value;
        if (manifest.step !== stepOf(name)) throw new Error('its manifest names another step');
        for (const file of files) {
          if ((await sha256File(join(folder, file))) !== manifest.files[file]) throw new Error(`${file} has changed`);
        }
        const state = JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')) as State;
        const { tensors } = await readSafetensors(join(folder, 'tensors.safetensors'));
        return { step: manifest.step, state, tensors };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        // no permission, too many open files, no memory: the checkpoint may be whole
        if (code !== undefined && /^E[A-Z]/.test(code) && !damage.has(code)) throw explainFileError(error, folder);
        this.#onNotice(`Checkpoint ${folder} is not usable (${message}); going back to the one before it.`);
        // out of the way: later ones with smaller steps would be taken for older ones
        await rename(folder, join(this.#folder, broken + name)).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** The step of the newest checkpoint, whole or not. */
  async newestStep(): Promise<number | undefined> {
    const [name] = await this.#names();
    return name === undefined ? undefined : stepOf(name);
  }

  /** Removes all checkpoints: the run has finished. */
  async clear(): Promise<void> {
    for (const entry of await readdir(this.#folder).catch(() => [])) {
      if (entry.startsWith(prefix) || entry.startsWith(broken) || entry.endsWith('.partial')) {
        await rm(join(this.#folder, entry), { recursive: true, force: true });
      }
    }
  }

  /** A second checkpoint of one step stands beside the first, so that there is always a whole one. */
  async #unused(name: string): Promise<string> {
    const names = await this.#names();
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name}-${String(number).padStart(4, '0')}`;
      if (!names.includes(candidate)) return join(this.#folder, candidate);
    }
  }

  /** Names of complete folders, newest first. */
  async #names(): Promise<string[]> {
    const entries = await readdir(this.#folder).catch(() => []);
    return entries
      .filter((entry) => complete.test(entry))
      .sort()
      .reverse();
  }
}

function stepOf(name: string): number {
  return Number(complete.exec(name)?.[1]);
}
