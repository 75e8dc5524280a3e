import type { PriceBook, Quantity } from './price-book.ts';

/** What the time of a stage follows from. */
export interface StageBill {
  /** Names all that the time of its steps and evaluations depends on; see `stageKey`. */
  readonly key: string;
  readonly steps: number;
  /** Images of all its evaluations together. */
  readonly evaluatedImages: number;
  /** By the table of speeds, where nothing was measured. */
  readonly roughSecondsPerStep: number;
  readonly roughSecondsPerEvaluatedImage: number;
}

/** What the time of a run follows from. */
export interface RunBill {
  readonly stages: readonly StageBill[];
  /** Names all that the time beside the stages depends on: opening, the last evaluation, figures. */
  readonly key: string;
  /** Where nothing was measured: seconds beside the stages. */
  readonly roughSeconds: number;
}

/** An estimate, and how much of it rests on measurements of this machine. */
export interface Price {
  readonly seconds: number;
  /** Of {@link seconds}, those that rest on measurements. */
  readonly measuredSeconds: number;
}

/** The price of a run with so many threads: measured where this machine has done its like, else by the table of speeds. */
export function priceOfRun(
  { stages, key, roughSeconds }: RunBill,
  threads: number,
  prices: Pick<PriceBook, 'get'> | undefined,
): Price {
  const measured = (part: string, quantity: Quantity): number | undefined =>
    prices?.get(keyOfThreads(part, threads), quantity);
  const total = { seconds: 0, measuredSeconds: 0 };
  const add = (times: number, known: number | undefined, rough: number): void => {
    total.seconds += times * (known ?? rough);
    total.measuredSeconds += times * (known ?? 0);
  };
  for (const stage of stages) {
    add(stage.steps, measured(stage.key, 'secondsPerStep'), stage.roughSecondsPerStep);
    const perImage = measured(stage.key, 'secondsPerEvaluatedImage');
    add(stage.evaluatedImages, perImage, stage.roughSecondsPerEvaluatedImage);
  }
  add(1, measured(key, 'secondsBesideStages'), roughSeconds);
  return total;
}

/** Under which a price is kept: the same work takes another time with other threads. */
export function keyOfThreads(key: string, threads: number): string {
  return `${key}/${threads}`;
}
