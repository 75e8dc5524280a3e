import { nearest } from '@trunkline/system';
import { counted } from '../output/readable.ts';

/** Counts what a model says of pictures, and how often that is their label. */
export class Tally {
  readonly #right = new Map<string, number>();
  readonly #labelled = new Map<string, number>();
  readonly #predicted = new Map<string, number>();
  /** Pictures in folders, or under labels, that name no class of the model. */
  readonly #unknown = new Map<string, number>();
  readonly #classNames: readonly string[];
  #count = 0;

  /** For a model of these classes. */
  constructor(classNames: readonly string[]) {
    this.#classNames = classNames;
  }

  /** Pictures so far. */
  get count(): number {
    return this.#count;
  }

  /** One picture; its label is undefined where nobody knows it. `called`: its folder or what a manifest says of it. */
  add(label: string | undefined, predicted: string, called?: string): void {
    this.#count += 1;
    increase(this.#predicted, predicted);
    if (label === undefined) {
      if (called !== undefined) increase(this.#unknown, called);
      return;
    }
    increase(this.#labelled, label);
    if (label === predicted) increase(this.#right, label);
  }

  /** Sentences for a person: accuracy where labels are known, and a model that says one thing of everything. */
  lines(): string[] {
    const lines: string[] = [];
    const known = sum(this.#labelled);
    if (known > 0) {
      const shares = [...this.#labelled].map(([label, count]) => (this.#right.get(label) ?? 0) / count);
      const mean = shares.reduce((total, share) => total + share, 0) / shares.length;
      const of = known === this.#count ? counted(known, 'picture') : `${known} of ${counted(this.#count, 'picture')}`;
      lines.push(
        `Accuracy ${percent(sum(this.#right) / known)} ${shares.length > 1 ? `(mean over ${shares.length} classes ${percent(mean)}) ` : ''}` +
          `of ${of} whose folder or manifest names a class.`,
      );
    }
    const unknown = [...this.#unknown].map(([name, count]) => ({
      count,
      meant: nearest(name, this.#classNames),
      name,
    }));
    // a folder of pictures that nobody sorted has a name as well
    if (known > 0 || unknown.some(({ meant }) => meant !== undefined)) {
      const named = unknown.map(
        ({ name, count, meant }) => `"${name}" (${count}${meant === undefined ? '' : `; the model has "${meant}"`})`,
      );
      const shown = named.length > 5 ? [...named.slice(0, 5), `${named.length - 5} more`] : named;
      if (named.length > 0) lines.push(`warning: the model knows no class of these names: ${shown.join(', ')}.`);
    }
    const [only] = this.#predicted.keys();
    if (this.#count >= 10 && this.#predicted.size === 1 && this.#classNames.length > 1) {
      lines.push(`warning: the model says "${only}" of every picture: it tells nothing apart here.`);
    }
    return lines;
  }
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
