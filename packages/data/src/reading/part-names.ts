import { partCodes } from '../images/images.ts';

/** What people call the parts of a set, in small letters, as one word. */
const words: Readonly<Record<string, number>> = {
  train: partCodes.train,
  training: partCodes.train,
  trn: partCodes.train,
  val: partCodes.validation,
  valid: partCodes.validation,
  validation: partCodes.validation,
  validate: partCodes.validation,
  validating: partCodes.validation,
  dev: partCodes.validation,
  devel: partCodes.validation,
  development: partCodes.validation,
  test: partCodes.test,
  testing: partCodes.test,
  tst: partCodes.test,
};

/** Words that may stand beside the word of a part: `train_set`, `test-images`, `validation_data`. */
const fillers = new Set(['set', 'data', 'dataset', 'images', 'imgs', 'pictures', 'split', 'part', 'fold']);

/**
 * The part ({@link partCodes}) that a name says, whatever its case and the words beside it (`Train`, `test_images`,
 * `val2017`); undefined for any other name (`train station`, `testudo`).
 */
export function partOfName(name: string): number | undefined {
  return partOfWords(wordsOf(name));
}

/**
 * The part that each of several names says, where all of them say one; what is common to all names does not count
 * (`seg_train`, `seg_test`). Undefined where a name says none.
 */
export function partsOfNames(names: readonly string[]): readonly number[] | undefined {
  const split = names.map(wordsOf);
  const [first = []] = split;
  const common = (at: (list: readonly string[], step: number) => string | undefined): number => {
    let length = 0;
    const isShared = (): boolean => {
      const word = at(first, length);
      return word !== undefined && words[word] === undefined && split.every((list) => at(list, length) === word);
    };
    while (isShared()) length += 1;
    return length;
  };
  const before = common((list, step) => list[step]);
  const behind = common((list, step) => list[list.length - 1 - step]);
  const parts = split.map((list) => partOfWords(list.slice(before, list.length - behind)));
  return names.length > 0 && parts.every((part) => part !== undefined) ? parts : undefined;
}

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s_.-]+|(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/u)
    .filter((word) => word !== '');
}

function partOfWords(list: readonly string[]): number | undefined {
  const meant = list.filter((word) => !fillers.has(word) && !/^\d+$/.test(word));
  const [only] = meant;
  return meant.length === 1 && only !== undefined && Object.hasOwn(words, only) ? words[only] : undefined;
}
