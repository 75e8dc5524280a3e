import { counted } from '../output/readable.ts';

/** Counts what a model says of pictures, and how often that is their label. */
export class Tally {
  readonly #right = new Map<string, number>();
  readonly #labelled = new Map<string, number>();
  readonly #predicted = new Map<string, number>();
  readonly #classes: number;
  #count = 0;

  /** For a model of so many classes. */
  constructor(classes: number) {
    this.#classes = classes;
  }

  /** Pictures so far. */
  get count(): number {
    return this.#count;
  }

  /** One picture; its label is undefined where nobody knows it. */
  add(label: string | undefined, predicted: string): void {
    this.#count += 1;
    increase(this.#predicted, predicted);
    if (label === undefined) return;
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
    const [only] = this.#predicted.keys();
    if (this.#count >= 10 && this.#predicted.size === 1 && this.#classes > 1) {
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
