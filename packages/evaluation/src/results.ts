import type { Role } from './role.ts';

/** One point of a learning curve: the step and the value there. */
export type CurvePoint = readonly [step: number, value: number];

/** Everything measured on one labelled test set with one checkpoint. Fractions in [0, 1]. */
export interface TestScores {
  readonly count: number;
  readonly accuracy: number;
  readonly macroAccuracy: number;
  readonly perClassAccuracy: readonly number[];
  /** Rows are true classes, columns predicted ones; counts. */
  readonly confusion: readonly (readonly number[])[];
  readonly expectedCalibrationError: number;
  readonly calibrationBins: readonly {
    readonly confidence: number;
    readonly accuracy: number;
    readonly count: number;
  }[];
}

/** What one validator chose among a run's checkpoints, and what that cost against the oracle. */
export interface ValidatorChoice {
  readonly validator: string;
  /** Which of its scores are better; absent in records of an older version. */
  readonly better?: 'higher' | 'lower';
  readonly scores: readonly CurvePoint[];
  /** What a rule that combines others says of each checkpoint by itself. */
  readonly ownScores?: readonly CurvePoint[];
  readonly chosenStep: number;
  /** Target test accuracy at the chosen step; absent, like {@link regret}, where nobody knows the target's classes. */
  readonly targetAccuracy?: number;
  /** Oracle accuracy minus {@link targetAccuracy}; never negative. */
  readonly regret?: number;
}

/** One of the settings that a sweep tries for a row. */
export interface Trial {
  /** Counts from 0. */
  readonly index: number;
  /** What the sweep set, by place in the entry of the method: `options.adaptationWeight`. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The weights that a trunk starts from. */
export interface StartingWeights {
  /** A weight set or a file; `random` where nothing was trained before. */
  readonly name: string;
  readonly digest: string;
  /** What the trunk has seen, in words, where the weights say. */
  readonly seen?: string;
}

/** What a run cost. Times in seconds, memory in bytes. */
export interface RunCost {
  readonly totalParameters: number;
  /** Of {@link totalParameters}, those that learn in some stage. */
  readonly trainableParameters: number;
  /** Of networks that the method brings along for training, such as a discriminator: no part of the total. */
  readonly methodParameters: number;
  /** Multiply-adds of one forward pass for one image. */
  readonly multiplyAddsPerImage: number;
  readonly seconds: number;
  readonly secondsPerStep: number;
  readonly peakMemoryBytes: number;
  /** Images that went through the frozen prefix in this run; 0 when everything came from the cache. */
  readonly prefixImagesComputed: number;
}

/** The checkpoint that target labels would have chosen. */
export interface OracleChoice {
  readonly step: number;
  readonly targetAccuracy: number;
}

/** One candidate of a run on the target's test images, known after training only. */
export interface CheckpointScores {
  /** Where the scores of validators stand for it as well. */
  readonly step: number;
  readonly targetAccuracy: number;
  /** Share of the images that were given the class it predicts most: near 1, the model has collapsed. */
  readonly largestShare: number;
}

/** The record of one run (`result.json`): one method × one seed × one source→target pair. */
export interface RunResult {
  readonly schema: 1;
  readonly experiment: string;
  /** Row of the comparison: the method's label in the experiment file. */
  readonly label: string;
  /** There for a row with a sweep. */
  readonly trial?: Trial;
  readonly method: string;
  readonly family: string;
  readonly role: Role;
  readonly head: string;
  readonly seed: number;
  readonly source: string;
  readonly target: string;
  readonly classNames: readonly string[];
  readonly steps: number;
  readonly weights: StartingWeights;
  /** The checkpoint that the experiment's label-free rule chose. */
  readonly selection: {
    readonly validator: string;
    readonly better: 'higher' | 'lower';
    readonly step: number;
    readonly score: number;
    /** Name of the weights that were chosen, where the method made them after its last step; they stand behind it. */
    readonly candidate?: string;
  };
  /** Absent where nobody knows the target's classes. */
  readonly targetTest?: TestScores;
  readonly sourceTest: TestScores;
  readonly validators: readonly ValidatorChoice[];
  /** What target labels would have chosen; reported, never used. Absent where there are none. */
  readonly oracle?: OracleChoice;
  /** Every candidate in order; reported, never used. Absent without target labels, and in records of an older version. */
  readonly checkpoints?: readonly CheckpointScores[];
  /** By metric name as in the tracker: `train/loss/total`, `validation/source/accuracy`, `validator/info-max`, … */
  readonly curves: Readonly<Record<string, readonly CurvePoint[]>>;
  readonly cost: RunCost;
  readonly figures: {
    /** Class activation maps, the same images under each method; absent for heads that have none. */
    readonly cam?: readonly {
      readonly image: string;
      readonly overlay: string;
      readonly domain: 'source' | 'target';
      readonly trueClass?: string;
      readonly predictedClass: string;
      /** Index of the picture, equal across methods of one pair and seed. */
      readonly index: number;
    }[];
    /** `embeddings.json`: {@link EmbeddingSample}. */
    readonly embeddings?: string;
  };
}

/** The record of a run whose target has labels to test with. */
export interface TestedResult extends RunResult {
  readonly targetTest: TestScores;
  readonly validators: readonly (ValidatorChoice & Required<Pick<ValidatorChoice, 'targetAccuracy' | 'regret'>>)[];
  readonly oracle: OracleChoice;
}

/** A sample of embeddings of one run, the same pictures for every method of one pair and seed. */
export interface EmbeddingSample {
  readonly width: number;
  readonly source: { readonly embedding_ND: readonly (readonly number[])[]; readonly labels_N: readonly number[] };
  /**
   * Target labels here are opened by the final evaluator, after training, for the plot's colours only; absent where nobody
   * knows them.
   */
  readonly target: { readonly embedding_ND: readonly (readonly number[])[]; readonly labels_N?: readonly number[] };
}

/**
 * Mean of a quantity over seeds with its 95 % t-interval (absent with fewer than two seeds), cut to what the quantity can
 * be: a share lies between 0 and 1, a time is not negative.
 */
export interface MeanInterval {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  readonly count: number;
  readonly perSeed: Readonly<Record<string, number>>;
}

/** One trial of a sweep over all seeds. */
export interface TrialSummary extends Trial {
  /** The selecting validator's score of the selected checkpoint. */
  readonly score: MeanInterval;
  /** Absent where nobody knows the target's classes. */
  readonly targetAccuracy?: MeanInterval;
}

/** Differences to another row, seed by seed, over the seeds that both have. */
export interface PairedDifference extends MeanInterval {
  /** The interval excludes 0. */
  readonly significant: boolean;
  /** Of the two-sided paired t-test; absent with fewer than two seeds. */
  readonly pValue?: number;
}

/** {@link PairedDifference} of one row among several that are compared with the same row. */
export interface CorrectedDifference extends PairedDifference {
  /** Absent with fewer than two seeds. */
  readonly holm?: {
    /** How many rows are tested together. */
    readonly comparisons: number;
    /** Holm's; above 0.05 the difference may be noise. */
    readonly adjustedPValue: number;
    /** The 95 % interval at the level that Holm's procedure gives this row: it excludes 0 exactly when the verdict does. */
    readonly low: number;
    readonly high: number;
    readonly verdict: 'above' | 'below' | 'level';
  };
}

/**
 * Difference to the row that a pair's rows are compared with. Holm's correction is over the rows of the pair that are no
 * oracles; an oracle is not a method that was tried, and has none.
 */
export interface BaselineDifference extends CorrectedDifference {
  /** That row's label. */
  readonly baseline: string;
}

/** One row of the comparison: one label and pair over all seeds. */
export interface MethodSummary {
  readonly label: string;
  readonly method: string;
  readonly family: string;
  readonly role: Role;
  readonly head: string;
  readonly source: string;
  readonly target: string;
  /** The rule that chose the row's checkpoints: the experiment's, or another where the method sees no source for it. */
  readonly selectionValidator: string;
  /** That rule's score of the selected checkpoints: what compares rows where nobody knows the target's classes. */
  readonly selectionScore: MeanInterval;
  readonly selectionBetter: 'higher' | 'lower';
  /** Those of the target are absent where nobody knows its classes. */
  readonly metrics: {
    readonly 'test/target/accuracy'?: MeanInterval;
    readonly 'test/target/macro-accuracy'?: MeanInterval;
    readonly 'test/target/calibration-error'?: MeanInterval;
    readonly 'test/source/accuracy': MeanInterval;
  };
  /** Test images of a seed; a summary of an older version has none. */
  readonly testImages?: { readonly source: number; readonly target?: number };
  /** By seed, the one class that every target test picture was given; absent where no seed's model did that. */
  readonly oneClass?: Readonly<Record<string, string>>;
  /** Against the baseline of the same pair; absent for that row itself and without one. */
  readonly differenceToBaseline?: BaselineDifference;
  readonly seconds: MeanInterval;
  readonly trainableParameters: number;
  readonly methodParameters: number;
  readonly totalParameters: number;
  readonly multiplyAddsPerImage: number;
  readonly validators: readonly ValidatorSummary[];
  /** Absent where nobody knows the target's classes. */
  readonly oracle?: MeanInterval;
  /** There for a row with a sweep: every other number of the row is of the chosen trial. */
  readonly sweep?: SweepSummary;
}

/** What one validator says of a row over all seeds. */
export interface ValidatorSummary {
  readonly validator: string;
  readonly chosenSteps: Readonly<Record<string, number>>;
  /**
   * Its score of the checkpoints that the row's own rule selected; absent where it gave those none, and for a rule that
   * combines others where it did not select: a rank within one run cannot be compared.
   */
  readonly score?: MeanInterval;
  /** Of the checkpoints that it chose itself; absent, like {@link regret}, where nobody knows the target's classes. */
  readonly targetAccuracy?: MeanInterval;
  readonly regret?: MeanInterval;
  /**
   * Spearman's rank correlation of its scores with the target accuracy over the checkpoints of a run, 1 where it ranks them
   * as labels would; over seeds. Absent without labels, and where no run has three checkpoints that differ in both.
   */
  readonly rankCorrelation?: MeanInterval;
}

/** The trials of a row with a sweep. */
export interface SweepSummary {
  readonly chosen: number;
  /** The trial that target labels would have chosen: reported, never used. Absent, like {@link regret}, without them. */
  readonly oracle?: number;
  /** Mean target accuracy of the oracle's trial minus the chosen one's. */
  readonly regret?: number;
  readonly trials: readonly TrialSummary[];
}

/** A row whose target has labels to test with. */
export interface TestedSummary extends MethodSummary {
  readonly metrics: Required<MethodSummary['metrics']>;
  readonly validators: readonly (ValidatorSummary & Required<Pick<ValidatorSummary, 'targetAccuracy' | 'regret'>>)[];
  readonly oracle: MeanInterval;
  readonly sweep?: Required<SweepSummary> & { readonly trials: readonly Required<TrialSummary>[] };
}

/** `summary.json` of an invocation. */
export interface Summary {
  readonly schema: 1;
  readonly experiment: string;
  readonly description: string;
  readonly invocation: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly status: 'finished' | 'interrupted' | 'failed';
  readonly command: string;
  readonly seconds: number;
  /** Of these: images through frozen layers that every row shares; not in the rows' own `seconds`. */
  readonly prefixSeconds?: number;
  readonly smoke: boolean;
  readonly selectionValidator: string;
  readonly imageSize: number;
  readonly methods: readonly MethodSummary[];
  readonly failures: readonly {
    readonly label: string;
    readonly trial?: number;
    readonly seed: number;
    readonly source: string;
    readonly target: string;
    readonly message: string;
  }[];
  readonly engine: Readonly<Record<string, string | number | boolean>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly git: Readonly<Record<string, string | boolean>>;
  readonly dataSets: readonly {
    readonly name: string;
    readonly domain: string;
    readonly count: number;
    readonly digest: string;
    readonly licence?: string;
    readonly citation?: string;
  }[];
  /** What the trunks of the rows started from; random weights, which each seed draws anew, have no digest here. */
  readonly weights: readonly (Omit<StartingWeights, 'digest'> & {
    readonly digest?: string;
    /** The rows that start from it. */
    readonly labels: readonly string[];
  })[];
}
