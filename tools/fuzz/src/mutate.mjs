// Damaged files, each determined by the seeds, a number and nothing else.

/** A stream of numbers from 0 up to below 1 (mulberry32). */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const lengths = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
const words = [
  '"',
  "'",
  ',',
  ';',
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '[',
  ']',
  ':',
  '-1',
  '1e999',
  'null',
  '""',
  '../',
  '\ufeff',
  '\ud800',
];

/** What one step does to the bytes. */
const steps = {
  bits(bytes, { below }) {
    const changed = Buffer.from(bytes);
    for (let flips = 1 + below(8); flips > 0 && changed.length > 0; flips--)
      changed[below(changed.length)] ^= 1 << below(8);
    return changed;
  },
  bytes(bytes, { below }) {
    const changed = Buffer.from(bytes);
    for (let places = 1 + below(4); places > 0 && changed.length > 0; places--)
      changed[below(changed.length)] = below(256);
    return changed;
  },
  cut: (bytes, { below }) => bytes.subarray(0, below(bytes.length + 1)),
  length(bytes, { below }) {
    const changed = Buffer.from(bytes);
    const size = [1, 2, 4, 8][below(4)];
    if (changed.length < size) return changed;
    const early = below(2) === 0 ? Math.min(changed.length, 512) : changed.length;
    const at = below(Math.max(1, early - size + 1));
    const value = lengths[below(lengths.length)] % 2 ** Math.min(32, size * 8);
    const field = Buffer.alloc(8);
    if (below(2) === 0) field.writeUIntLE(value, 0, 6);
    else field.writeUIntBE(value, Math.max(0, size - 6), Math.min(6, size));
    field.copy(changed, at, 0, size);
    return changed;
  },
  remove(bytes, { below }) {
    const at = below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(32))]);
  },
  repeat(bytes, { below }) {
    const at = below(bytes.length + 1);
    const part = bytes.subarray(at, at + 1 + below(64));
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  splice(bytes, { below, other }) {
    const from = other();
    const start = below(from.length + 1);
    const part = from.subarray(start, start + below(256));
    const at = below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + (below(2) === 0 ? part.length : 0))]);
  },
  word(bytes, { below }) {
    const at = below(bytes.length + 1);
    const word = Buffer.from(words[below(words.length)]);
    return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(at + below(3))]);
  },
};
const stepList = Object.values(steps);

/** The damaged file of that number: one of the seeds after one to three steps. */
export function mutate(seeds, seed, number) {
  const next = numbersFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const below = (limit) => Math.floor(next() * limit);
  const other = () => seeds[below(seeds.length)];
  let bytes = other();
  for (let count = 1 + below(3); count > 0; count--) bytes = stepList[below(stepList.length)](bytes, { below, other });
  return bytes;
}
