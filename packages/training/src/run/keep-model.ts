import { join } from 'node:path';
import { weightSets, type TensorToWrite } from '@trunkline/backbone';
import { writeTrainedModel } from '../model/write-trained-model.ts';
import type { LiveRun } from './live-run.ts';

/**
 * Writes the model that selection chose, so that it can be loaded without the experiment. The trunk is in the file as a
 * whole unless training began from a published weight set: then only what changed, with the set's name and digest. The
 * method's own networks and notes are in it only where the method's predictions need them.
 */
export async function keepModel({
  settings,
  data,
  services,
  parameters,
  changing,
  state,
  notes,
}: LiveRun): Promise<void> {
  const { experiment, row, method, modules, run, architecture, stages } = settings;
  const { trunk, head } = architecture;
  const { source, weighted } = data;
  const { weights } = row.trunk;
  const published = weightSets().some(({ name }) => name === weights);
  const changed = new Set(changing);
  const predicts = method.predict !== undefined;
  const kept = [
    ...trunk.parameters().filter(({ name }) => !published || changed.has(name)),
    ...head.parameters,
    ...(predicts ? Object.values(modules).flatMap((module) => module.parameters) : []),
  ].map(({ name }) => name);
  const valueOf = (name: string): TensorToWrite => {
    const parameter = parameters[name];
    if (parameter) return { shape: parameter.shape, data: parameter.dataSync() as Float32Array };
    const initial = weighted.parameters[name];
    if (!initial) throw new Error(`Parameter '${name}' is gone.`);
    return initial; // frozen, and before the place where activations enter
  };
  await writeTrainedModel(
    join(services.folder, 'checkpoint', 'selected.safetensors'),
    {
      schema: 1,
      experiment: experiment.name,
      method: row.method,
      options: row.options,
      ...(row.add && { add: row.add }),
      ...(row.chain && { chain: row.chain }),
      label: row.label,
      source: run.source,
      target: run.target,
      seed: run.seed,
      stage: stages.at(-1)?.name ?? '',
      step: state.selectedStep,
      trunk: { name: trunk.name, ...trunk.options },
      head: row.head,
      classNames: [...source.classNames],
      imageSize: experiment.data.imageSize,
      preprocessing: {
        ...weighted.preprocessing,
        mean: [...weighted.preprocessing.mean],
        standardDeviation: [...weighted.preprocessing.standardDeviation],
      },
      sources: architecture.sources,
      weights: { name: weights ?? 'random', digest: weighted.digest, partOfFile: !published },
      predicts,
    },
    {
      parameters: Object.fromEntries(kept.map((name) => [name, valueOf(name)])),
      notes: predicts ? notes : {},
    },
  );
}
