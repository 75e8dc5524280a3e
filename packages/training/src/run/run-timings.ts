import { median } from '../prices/median.ts';

/** What a stage took so far. */
export interface StageTiming {
  /** Median over its steps after the first, batches included; absent before two steps. */
  readonly secondsPerStep?: number;
  /** Absent before its first evaluation. */
  readonly secondsPerEvaluatedImage?: number;
}

/** What a run took so far, by stage. */
export interface RunTiming {
  readonly stages: Readonly<Record<number, StageTiming>>;
  /** Of a run that went through from its first step: what it took beside steps and evaluations. */
  readonly secondsBesideStages?: number;
  /** Two steps of one stage, as long as nothing better is known. */
  readonly isPreliminary: boolean;
}

/** Steps of a stage after which it has a first price: one warms up, two are measured. */
const stepsOfFirstPrice = 3;

interface Times {
  readonly steps: number[];
  evaluationSeconds: number;
  evaluatedImages: number;
}

/** The clock of one run in one process: prices follow from it, no result does. */
export class RunTimings {
  readonly #stages = new Map<number, Times>();
  readonly #onTiming: (timing: RunTiming) => void;
  readonly #begun = performance.now();

  /** `onTiming` is told when a stage has its first price, and at the end. */
  constructor(onTiming: (timing: RunTiming) => void) {
    this.#onTiming = onTiming;
  }

  addStep(stage: number, seconds: number): void {
    const { steps } = this.#of(stage);
    steps.push(seconds);
    if (steps.length === stepsOfFirstPrice) {
      this.#onTiming({ stages: { [stage]: this.#timing(this.#of(stage)) }, isPreliminary: true });
    }
  }

  addEvaluation(stage: number, seconds: number, images: number): void {
    const times = this.#of(stage);
    times.evaluationSeconds += seconds;
    times.evaluatedImages += images;
  }

  /** `isWhole`: the run went through from its first step in this process. */
  end(isWhole: boolean): void {
    const stages = Object.fromEntries([...this.#stages].map(([stage, times]) => [stage, this.#timing(times)]));
    const within = [...this.#stages.values()].reduce(
      (sum, { steps, evaluationSeconds }) => sum + evaluationSeconds + steps.reduce((total, one) => total + one, 0),
      0,
    );
    const seconds = (performance.now() - this.#begun) / 1000;
    this.#onTiming({
      stages,
      isPreliminary: false,
      ...(isWhole && { secondsBesideStages: Math.max(0, seconds - within) }),
    });
  }

  #of(stage: number): Times {
    const times = this.#stages.get(stage) ?? { steps: [], evaluationSeconds: 0, evaluatedImages: 0 };
    this.#stages.set(stage, times);
    return times;
  }

  #timing({ steps, evaluationSeconds, evaluatedImages }: Times): StageTiming {
    const warm = steps.slice(1);
    return {
      ...(warm.length > 0 && { secondsPerStep: median(warm) }),
      ...(evaluatedImages > 0 && { secondsPerEvaluatedImage: evaluationSeconds / evaluatedImages }),
    };
  }
}
