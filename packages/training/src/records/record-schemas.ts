import type { RunResult } from '@trunkline/evaluation';
import type { StoredSchema } from '@trunkline/system';
import { z } from 'zod';

const text = z.string().min(1);
const seconds = z.number().nonnegative();
const digest = z.string();

/** `invocation.json`: what a resume goes on with. */
const invocationRecord = z.object({
  startedAt: text.refine((value) => !Number.isNaN(Date.parse(value))),
  /** Id of the tracked run above those of the runs. */
  parentRun: text,
  secondsBefore: seconds,
  prefixSecondsBefore: seconds,
  /** What was typed to begin it; a resume is typed otherwise. */
  command: z.string().optional(),
});
export type InvocationRecord = Readonly<z.infer<typeof invocationRecord>>;
export const invocationSchema: StoredSchema<InvocationRecord> = invocationRecord;

/** `inputs.json`: what the runs of an invocation read and compute with. */
const inputsRecord = z.object({
  schema: z.literal(1),
  domains: z.array(
    z.object({
      name: z.string(),
      count: z.int().nonnegative(),
      /** Over names, contents and labels. */
      digest,
      classNames: z.array(z.string()).optional(),
    }),
  ),
  /** By name, of weights that are not drawn at random. */
  weights: z.record(z.string(), digest),
  engine: z.object({ name: z.string(), version: z.string(), device: z.string() }),
  /** What the rows compute in on this machine, by label. */
  precisions: z.record(z.string(), z.string()),
  /** Said when it differs: it does not change what is compared, or the plan holds it. */
  machine: z.object({
    processor: z.string(),
    processors: z.int(),
    threads: z.int(),
    node: z.string(),
    trunkline: z.string(),
  }),
});
export type InputsRecord = z.infer<typeof inputsRecord>;
export const inputsSchema: StoredSchema<InputsRecord> = inputsRecord;

/** `experiment.json`, as far as a resume compares it: any difference is found, whatever it holds. */
export const experimentSchema = z.looseObject({
  name: text,
  data: z.looseObject({}),
  methods: z.array(z.looseObject({ label: z.string() })),
  seeds: z.array(z.int()),
});

/** `plan.json`, as far as a resume reads it. */
export const storedPlanSchema = z.looseObject({
  experiment: experimentSchema,
  runs: z.array(z.looseObject({ id: text, threads: z.int().positive() })),
});

const curve = z.array(z.tuple([z.number(), z.number().nullable()]));
const scores = z.looseObject({
  count: z.number(),
  accuracy: z.number().nullable(),
  perClassAccuracy: z.array(z.number().nullable()),
  confusion: z.array(z.array(z.number())),
});

/** `result.json`: everything that the summary and the report read. Numbers that are not finite are null in JSON. */
export const resultSchema = z.looseObject({
  schema: z.literal(1),
  experiment: z.string(),
  label: z.string(),
  method: z.string(),
  family: z.string(),
  role: z.string(),
  head: z.string(),
  seed: z.int(),
  source: z.string(),
  target: z.string(),
  classNames: z.array(z.string()),
  steps: z.int(),
  weights: z.looseObject({ name: z.string(), digest }),
  selection: z.looseObject({ validator: z.string(), step: z.int(), score: z.number().nullable() }),
  targetTest: scores.optional(),
  sourceTest: scores,
  validators: z.array(z.looseObject({ validator: z.string(), scores: curve, chosenStep: z.int() })),
  curves: z.record(z.string(), curve),
  cost: z.looseObject({ seconds: z.number(), totalParameters: z.number(), prefixImagesComputed: z.number() }),
  figures: z.looseObject({}),
}) as unknown as StoredSchema<RunResult>;
