import { createHash } from 'node:crypto';
import { TrunklineError } from './errors.ts';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The whole state of a stream: plain JSON, for a checkpoint. */
export interface RandomState {
  readonly algorithm: 'xoroshiro128plus';
  /** Identity of the stream, from the seed and the names on the way to it. */
  readonly key: string;
  readonly state: readonly number[];
}

/** A seeded stream of random numbers: the same seed and names give the same numbers on every machine. */
export interface Random {
  /** The stream of this name below this one. It depends on the seed and the names only, not on what was drawn so far. */
  fork(name: string): Random;
  /** In [0, 1), with 53 random bits. */
  uniform(): number;
  /** An integer in [low, highExclusive). */
  integer(low: number, highExclusive: number): number;
  /** Standard normal (Box and Muller, 1958). */
  normal(): number;
  /** The numbers 0 … n − 1 in random order (Fisher and Yates). */
  permutation(n: number): Int32Array;
  state(): RandomState;
}

class Stream implements Random {
  readonly #key: string;
  readonly #generator: ReturnType<typeof xoroshiro128plusFromState>;

  constructor(key: string, state: readonly number[]) {
    this.#key = key;
    this.#generator = xoroshiro128plusFromState(state);
  }

  fork(name: string): Random {
    return fromIdentity(`${this.#key}/${name}`);
  }

  uniform(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  integer(low: number, highExclusive: number): number {
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(highExclusive) || highExclusive <= low) {
      throw new RangeError(`integer(${low}, ${highExclusive}): expected whole numbers, the second above the first`);
    }
    return low + Math.floor(this.uniform() * (highExclusive - low));
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last -= 1) {
      const other = this.integer(0, last + 1);
      const kept = order[last] as number;
      order[last] = order[other] as number;
      order[other] = kept;
    }
    return order;
  }

  state(): RandomState {
    return { algorithm: 'xoroshiro128plus', key: this.#key, state: [...this.#generator.getState()] };
  }
}

function fromIdentity(identity: string): Random {
  const digest = createHash('sha256').update(identity).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  return new Stream(digest.toString('hex').slice(0, 32), state);
}

/** The stream of a seed (a whole number). Throws `TL_BAD_SEED`. */
export function createRandom(seed: number): Random {
  if (Number.isSafeInteger(seed)) return fromIdentity(`trunkline:${seed}`);
  throw new TrunklineError('TL_BAD_SEED', `The seed is ${String(seed)}, expected a whole number.`, {
    hint: 'Give a seed such as 0.',
    exitStatus: 2,
  });
}

/** The stream that goes on exactly where {@link Random.state} was taken. Throws `TL_BAD_RANDOM_STATE`. */
export function restoreRandom(state: RandomState): Random {
  const whole =
    state.algorithm === 'xoroshiro128plus' &&
    typeof state.key === 'string' &&
    Array.isArray(state.state) &&
    state.state.length === 4 &&
    state.state.every((word) => Number.isInteger(word));
  if (whole) return new Stream(state.key, state.state);
  throw new TrunklineError('TL_BAD_RANDOM_STATE', `Not a state of a random stream: ${JSON.stringify(state)}.`, {
    hint: 'Resume from an older checkpoint.',
  });
}
