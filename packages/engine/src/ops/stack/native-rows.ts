import { isIdentity, nativeActivation, nativeActivationGradient, readsInput, type Activation } from './activation.ts';
import { isTrainable, type BoundRow } from './bind-rows.ts';
import type { Handle, Kernels } from './kernels/kernels.ts';
import type { NativeCall, NativeWay } from './layer.ts';
import { moveByHandle } from './move-statistics.ts';

/** What all rows of one call share. */
export interface NativePass {
  readonly kernels: Kernels;
  readonly batch: number;
  /** Handles of every row's parameters. */
  readonly handles: ReadonlyMap<BoundRow, Readonly<Record<string, Handle>>>;
  /** Gradients of parameters, float32, by row; whoever takes them takes them over. */
  readonly gradients: Map<BoundRow, Readonly<Record<string, Handle>>>;
}

/** How a forward pass runs. */
interface Mode {
  /** A gradient will be taken: what it needs is kept. */
  readonly keeps: boolean;
  /** Running statistics move: not where a block is computed again. */
  readonly moves: boolean;
}

/** Rows one after another on TensorFlow's kernels, with what waits for their backward pass. */
export class NativeRows {
  /** The lowest row that the backward pass reaches. */
  readonly lowest: number;
  readonly #pass: NativePass;
  readonly #rows: readonly BoundRow[];
  readonly #differentiatesInput: boolean;
  /** `maps[i]` goes into row i, the last comes out of all; the input of the first is not kept here. */
  readonly #maps = new Map<number, Handle>();
  /** What goes into activations, where a gradient reads it. */
  readonly #before = new Map<number, Handle>();
  /** What else a gradient takes: statistics of a batch normalisation, places of a pool's maxima. */
  readonly #kept = new Map<number, readonly Handle[]>();
  readonly #inner = new Map<number, readonly NativeRows[]>();

  /** `differentiateInput`: a gradient of what goes in is wanted. */
  constructor(pass: NativePass, rows: readonly BoundRow[], differentiateInput: boolean) {
    this.#pass = pass;
    this.#rows = rows;
    this.#differentiatesInput = differentiateInput;
    const lowest = differentiateInput ? 0 : rows.findIndex(isTrainable);
    this.lowest = lowest < 0 ? rows.length : lowest;
    for (const [index, { ways }] of rows.entries()) {
      if (ways.length === 0) continue;
      const needsInput = differentiateInput || index > this.lowest;
      const inner = ways.map((way) => new NativeRows(pass, way, needsInput));
      this.#inner.set(index, inner);
    }
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Keeps what goes into row `index`, or comes out of the last, and owns it. */
  keepMaps(index: number, maps: Handle): void {
    this.#maps.set(index, maps);
  }

  keptMaps(index: number): Handle | undefined {
    return this.#maps.get(index);
  }

  /** Frees what waits for a backward pass. */
  freeAll(): void {
    const { kernels } = this.#pass;
    for (const kept of [this.#maps, this.#before]) {
      kernels.free(...kept.values());
      kept.clear();
    }
    for (const handles of this.#kept.values()) kernels.free(...handles);
    this.#kept.clear();
    for (const inner of this.#inner.values()) for (const rows of inner) rows.freeAll();
  }

  /**
   * Runs rows `begin` to `end` (exclusive) on `start`, which stays the caller's, and gives the last one's output.
   * `keeps` tells of a row whether its gradient will be taken from what this pass keeps, `keepsInput` whether at least
   * what goes into it stays.
   */
  forward(
    start: Handle,
    begin: number,
    end: number,
    how: { keeps(index: number): boolean; keepsInput?(index: number): boolean; readonly moves: boolean },
  ): Handle {
    const { kernels } = this.#pass;
    let maps = start;
    for (let index = begin; index < end; index += 1) {
      const keeps = how.keeps(index);
      let output: Handle;
      try {
        output = this.#forwardRow(index, maps, { keeps, moves: how.moves });
      } finally {
        if (maps !== start) {
          if (keeps || how.keepsInput?.(index)) this.#maps.set(index, maps);
          else kernels.free(maps);
        }
      }
      maps = output;
    }
    return maps;
  }

  #forwardRow(index: number, maps: Handle, mode: Mode): Handle {
    const { kernels } = this.#pass;
    const { row, kind } = this.#rows[index] as BoundRow;
    const { output, kept = [] } = kind.forward(row, maps, this.#call(index, mode));
    if (mode.keeps) this.#kept.set(index, kept);
    else kernels.free(...kept);
    if (isIdentity(row.activation)) return output;
    const activation = row.activation as Activation;
    const keepsBefore = mode.keeps && (readsInput(activation) || kind.readsOutput === true);
    try {
      return nativeActivation(kernels, activation, output);
    } finally {
      if (keepsBefore) this.#before.set(index, output);
      else kernels.free(output);
    }
  }

  #call(index: number, mode: Mode): NativeCall {
    const { kernels, batch, handles } = this.#pass;
    const one = this.#rows[index] as BoundRow;
    return {
      kernels,
      batch,
      input: one.input,
      output: one.output,
      parameters: handles.get(one) as Readonly<Record<string, Handle>>,
      statistics: one.statistics,
      move(what, statistic, momentum) {
        try {
          if (mode.moves) moveByHandle(kernels, one, what, statistic, momentum);
        } finally {
          kernels.free(statistic);
        }
      },
      ways: (this.#inner.get(index) ?? []).map((rows) => rows.#way(mode)),
      wayOutputs: one.ways.map((way) => way.at(-1)?.output ?? one.input),
    };
  }

  #way(mode: Mode): NativeWay {
    const { kernels } = this.#pass;
    const last = this.#rows.at(-1);
    return {
      forward: (maps) => {
        if (last === undefined) return kernels.share(maps);
        const keeps = (index: number): boolean => mode.keeps && index >= this.lowest;
        const output = this.forward(maps, 0, this.length, { keeps, moves: mode.moves });
        if (!keeps(this.length - 1) || !readsOutput(last)) return output;
        this.#maps.set(this.length, output);
        return kernels.share(output);
      },
      backward: (maps, gradient) => {
        if (last === undefined) return kernels.share(gradient);
        const into = (index: number): Handle => this.#maps.get(index) ?? maps;
        return this.backward(gradient, this.length, into);
      },
    };
  }

  /**
   * Gradients from row `end` (exclusive) down to the lowest that needs one; answers that of the input, undefined where
   * there is none. `into` gives what goes into a row, and by the number of rows what comes out of the last; `prepare` is
   * told of each row before its turn. `gradient` stays the caller's.
   */
  backward(
    gradient: Handle,
    end: number,
    into: (index: number) => Handle,
    prepare?: (index: number) => void,
  ): Handle | undefined {
    const { kernels, gradients } = this.#pass;
    let current = gradient;
    const replace = (next: Handle): void => {
      if (current !== gradient) kernels.free(current);
      current = next;
    };
    try {
      for (let index = end - 1; index >= this.lowest; index -= 1) {
        prepare?.(index);
        const one = this.#rows[index] as BoundRow;
        const { row, kind } = one;
        if (!isIdentity(row.activation)) {
          const activation = row.activation as Activation;
          const read = readsInput(activation) ? (this.#before.get(index) as Handle) : into(index + 1);
          replace(nativeActivationGradient(kernels, activation, current, read));
        }
        if (!kind.readsOutput) this.#free(this.#maps, index + 1);
        const needsInput = index > this.lowest || this.#differentiatesInput;
        const made = kind.backward(row, current, {
          ...this.#call(index, { keeps: true, moves: false }),
          maps: into(index),
          outputMaps: kind.readsOutput ? (this.#before.get(index) ?? into(index + 1)) : undefined,
          kept: this.#kept.get(index) ?? [],
          needsInput,
          trainable: one.trainable,
        });
        if (made.parameters) gradients.set(one, made.parameters);
        this.#free(this.#before, index);
        this.#free(this.#maps, index + 1);
        kernels.free(...(this.#kept.get(index) ?? []));
        this.#kept.delete(index);
        if (!needsInput) {
          kernels.free(made.input);
          return undefined;
        }
        replace(made.input as Handle);
      }
      if (this.lowest >= end || current === gradient) return undefined;
      const result = current;
      current = gradient;
      return result;
    } finally {
      if (current !== gradient) kernels.free(current);
    }
  }

  #free(from: Map<number, Handle>, index: number): void {
    this.#pass.kernels.free(from.get(index));
    from.delete(index);
  }
}

/** Its gradient reads what comes out of it. */
function readsOutput({ row, kind }: BoundRow): boolean {
  return kind.readsOutput === true || (!isIdentity(row.activation) && !readsInput(row.activation as Activation));
}
