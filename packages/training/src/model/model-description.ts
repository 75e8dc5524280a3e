import { TrunklineError } from '@trunkline/system';
import { z } from 'zod';

const triple = z.tuple([z.number(), z.number(), z.number()]);

const options = z.record(z.string(), z.unknown());
const addedTerm = z.strictObject({ term: z.string(), weight: z.number(), options });

const modelDescription = z.strictObject({
  schema: z.literal(1),
  experiment: z.string(),
  method: z.string(),
  /** The method's options, all of them. */
  options: z.unknown(),
  /** Terms that were added to the method. */
  add: z.array(addedTerm).readonly().optional(),
  /** The methods of a chain. */
  chain: z
    .array(
      z.strictObject({ method: z.string(), options, add: z.array(addedTerm).readonly().optional(), share: z.number() }),
    )
    .readonly()
    .optional(),
  label: z.string(),
  source: z.string(),
  target: z.string(),
  seed: z.number().int(),
  /** The stage that trained last. */
  stage: z.string(),
  step: z.number().int(),
  /** A name and options that make the trunk. */
  trunk: z.looseObject({ name: z.string() }),
  /** A kind and options that make the head, as an experiment gives them. */
  head: z.looseObject({ kind: z.string() }),
  classNames: z.array(z.string()).min(1),
  /** Pixels per side. */
  imageSize: z.number().int().positive(),
  preprocessing: z.strictObject({
    channels: z.enum(['RGB', 'BGR']),
    scale: z.number(),
    mean: triple,
    standardDeviation: triple,
  }),
  /** How many source domains it was trained on. */
  sources: z.number().int().positive(),
  /** What training started from; `partOfFile` where the file has the whole trunk, else the set is needed to load it. */
  weights: z.strictObject({ name: z.string(), digest: z.string(), partOfFile: z.boolean() }),
  /** Whether the method answers by a rule of its own, with networks and notes that the file has then. */
  predicts: z.boolean(),
});

/** What a file of a trained model says of itself. */
export type ModelDescription = z.infer<typeof modelDescription>;

/** Names the format in a file's metadata. */
const format = 'trunkline-model';

/** As safetensors metadata, which are text only. */
export function encodeModelDescription(description: ModelDescription): Record<string, string> {
  return { format, model: JSON.stringify(description) };
}

/** The description in the metadata of a file. Throws `TL_MODEL_INVALID`. */
export function decodeModelDescription(path: string, metadata: Readonly<Record<string, string>>): ModelDescription {
  if (metadata['format'] !== format) throw modelInvalid(path, `its format is "${metadata['format'] ?? ''}"`);
  let given: unknown;
  try {
    given = JSON.parse(metadata['model'] ?? '');
  } catch {
    throw modelInvalid(path, 'its description is no JSON');
  }
  const parsed = modelDescription.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw modelInvalid(path, `its description is wrong at ${issue?.path.join('.') ?? ''} (${issue?.message ?? ''})`);
}

/** The error for a file that is not a trained model, or not a whole one. */
export function modelInvalid(path: string, why: string): TrunklineError {
  return new TrunklineError('TL_MODEL_INVALID', `${path} is no trained model: ${why}.`, {
    hint: 'Give the selected.safetensors of a finished run, or the folder of that run; or run the experiment again.',
    exitStatus: 2,
  });
}
