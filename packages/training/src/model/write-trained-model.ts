import { writeSafetensors, type TensorToWrite } from '@trunkline/backbone';
import type { Note } from '@trunkline/methods';
import { withoutSecrets } from '../values/without-secrets.ts';
import { encodeModelDescription, type ModelDescription } from './model-description.ts';

/** Before the names of notes in the file: parameters have other names. */
export const notePrefix = 'notes/';

/** What {@link writeTrainedModel} writes beside the description. */
export interface TrainedTensors {
  readonly parameters: Readonly<Record<string, TensorToWrite>>;
  /** What the method's last pass over whole splits found, where its predictions read it. */
  readonly notes: Readonly<Record<string, Note>>;
}

/** Writes a model that `loadTrainedModel` reads, as safetensors. Throws what `writeFileAtomic` throws. */
export async function writeTrainedModel(
  path: string,
  description: ModelDescription,
  { parameters, notes }: TrainedTensors,
): Promise<void> {
  const found = Object.entries(notes).map(([name, { shape, values }]) => [
    `${notePrefix}${name}`,
    { shape, data: values },
  ]);
  await writeSafetensors(
    path,
    { ...parameters, ...(Object.fromEntries(found) as Record<string, TensorToWrite>) },
    encodeModelDescription(withoutSecrets(description)),
  );
}
