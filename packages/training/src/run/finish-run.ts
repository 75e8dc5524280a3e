import { join } from 'node:path';
import { costOf } from '@trunkline/backbone';
import type { Images } from '@trunkline/data';
import { scoresOf, testScores, type EmbeddingSample, type RunResult } from '@trunkline/evaluation';
import { writeFileAtomic } from '@trunkline/system';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import { classActivationFigures, type ShownImages } from '../figures/class-activation-figures.ts';
import { figureIndices } from '../figures/figure-indices.ts';
import { imagesFor } from '../inputs/run-data.ts';
import { countParameters } from './count-parameters.ts';
import { finalEvaluation } from './final-evaluation.ts';
import { keepModel } from './keep-model.ts';
import type { LiveRun } from './live-run.ts';
import { predictorOf } from './method-context.ts';
import { logResult } from './log-run.ts';
import { outputsOf } from './outputs.ts';
import { partPredictions, predictionsFile, type PicturePredictions } from './picture-predictions.ts';
import { setNotes } from './refresh-notes.ts';
import { withoutSecrets } from '../values/without-secrets.ts';
import { assign, type RunState } from './run-state.ts';

/**
 * The end of a run: the selected weights are kept and tested once, target labels are opened, figures drawn, everything is
 * logged, and `result.json` is written last: its presence says that the run is done.
 */
export async function finishRun(live: LiveRun, store: CheckpointStore<RunState>): Promise<RunResult> {
  const { settings, data, services, model, parameters, state } = live;
  const { experiment, run, row, method, validators, stages, selection } = settings;
  const { trunk, head } = settings.architecture;
  const { source, splits, sourceInputs, targetInputs, weighted } = data;
  const { folder, signal, tracked } = services;
  const started = performance.now();
  assign(parameters, live.selected);
  setNotes(live, live.selectedNotes);
  await keepModel(live);
  const cut = stages.at(-1)?.cut ?? 'images';
  const target = await outputsOf(model, predictorOf(live, 'target'), await targetInputs.split(splits.targetTest, cut), {
    embeddings: true,
    signal,
  });
  const kept = await outputsOf(model, predictorOf(live, 'source'), await sourceInputs.split(splits.sourceTest, cut), {
    embeddings: true,
    signal,
  });
  const final = finalEvaluation(splits.targetTest, target.logits, live.predictions, validators, state.scores);
  for (const validator of validators) {
    if (validator.combine === undefined || !state.scores[validator.name]) continue;
    state.curves[`validator/${validator.name}`] = [...scoresOf(validator, state.scores)];
    for (const [step, score] of scoresOf(validator, state.scores)) {
      tracked.logMetrics({ [`validator/${validator.name}`]: score }, step);
    }
  }
  const { camImages, embeddingImages } = experiment.report;
  const classes = source.classNames.length;
  const predictions: PicturePredictions = {
    schema: 1,
    classNames: source.classNames,
    source: partPredictions(splits.sourceTest.ids, kept.logits, classes, splits.sourceTest.labels_N),
    target: partPredictions(
      final.labelled?.targetIds ?? splits.targetTest.ids,
      target.logits,
      classes,
      final.labelled?.targetLabels,
    ),
  };
  await writeFileAtomic(join(folder, predictionsFile), `${JSON.stringify(withoutSecrets(predictions))}\n`);
  const targetLabels = final.labelled?.targetLabels;
  const targetShown = figureIndices(splits.targetTest.count, camImages, run.seed, targetLabels);
  const sourceShown = figureIndices(splits.sourceTest.count, camImages, run.seed, splits.sourceTest.labels_N);
  const draw = async (
    domain: 'source' | 'target',
    images: Images,
    labels: Int32Array | undefined,
    indices: Int32Array,
  ) => {
    if (!head.supportsCam || indices.length === 0) return [];
    const shown = await showImages(live, domain, images, labels, indices);
    return await classActivationFigures(head, predictorOf(live, domain), parameters, shown, source.classNames, folder);
  };
  const cam = [
    ...(await draw('source', splits.sourceTest, splits.sourceTest.labels_N, sourceShown)),
    ...(await draw('target', splits.targetTest, targetLabels, targetShown)),
  ];
  if (embeddingImages > 0) {
    const sourceSample = figureIndices(splits.sourceTest.count, embeddingImages, run.seed);
    const targetSample = figureIndices(splits.targetTest.count, embeddingImages, run.seed);
    const sample: EmbeddingSample = {
      width: trunk.embeddingWidth,
      source: {
        embedding_ND: rowsOf(kept.embeddings, sourceSample, trunk.embeddingWidth),
        labels_N: pick(splits.sourceTest.labels_N, sourceSample),
      },
      target: {
        embedding_ND: rowsOf(target.embeddings, targetSample, trunk.embeddingWidth),
        ...(targetLabels && { labels_N: pick(targetLabels, targetSample) }),
      },
    };
    await writeFileAtomic(join(folder, 'embeddings.json'), JSON.stringify(sample));
  }
  const selecting = scoresOf(selection, state.scores);
  const candidate = state.candidateNames[state.selectedStep];
  const result: RunResult = {
    schema: 1,
    experiment: experiment.name,
    label: row.label,
    ...(row.trial && { trial: row.trial }),
    method: method.name,
    family: method.family,
    role: method.role,
    weights: {
      name: row.trunk.weights ?? 'random',
      digest: weighted.digest,
      ...(weighted.seen !== undefined && { seen: weighted.seen }),
    },
    head: head.name,
    seed: run.seed,
    source: run.source,
    target: run.target,
    classNames: source.classNames,
    steps: state.step,
    selection: {
      validator: selection.name,
      better: selection.better,
      step: state.selectedStep,
      ...(candidate !== undefined && { candidate }),
      score: selecting.find(([step]) => step === state.selectedStep)?.[1] ?? NaN,
    },
    ...(final.labelled && { targetTest: final.labelled.targetTest }),
    sourceTest: testScores(kept.logits, splits.sourceTest.labels_N, source.classNames),
    validators: final.validators,
    ...(final.labelled && { oracle: final.labelled.oracle, checkpoints: final.labelled.checkpoints }),
    curves: state.curves,
    cost: costOfRun(
      live,
      state.totalSeconds + (performance.now() - started) / 1000,
      state.prefixImages + (await imagesFor([...sourceInputs.parts, ...targetInputs.parts], data.purpose)),
    ),
    figures: { ...(cam.length > 0 && { cam }), ...(embeddingImages > 0 && { embeddings: 'embeddings.json' }) },
  };
  logResult(tracked, result, folder);
  tracked.end('FINISHED');
  services.tracker.position();
  await writeFileAtomic(join(folder, 'result.json'), `${JSON.stringify(withoutSecrets(result), undefined, 1)}\n`);
  await store.clear();
  return result;
}

/** Pictures to draw, where their maps are read: at the run's own cut, or behind the last layer when that is the embedding. */
async function showImages(
  { settings, data, services }: LiveRun,
  domain: 'source' | 'target',
  images: Images,
  labels: Int32Array | undefined,
  indices: Int32Array,
): Promise<ShownImages> {
  const { stages, experiment, architecture } = settings;
  const { trunk } = architecture;
  const inputs = domain === 'source' ? data.sourceInputs : data.targetInputs;
  const own = stages.at(-1)?.cut ?? 'images';
  const cut = own === 'embedding' ? { after: trunk.layers.at(-1)?.name ?? '' } : own;
  const chosen = images.subset(indices);
  await inputs.prepare([chosen], cut, { signal: services.signal, purpose: data.purpose });
  return {
    domain,
    indices,
    ...(labels && { labels: pick(labels, indices) }),
    input: await inputs.split(chosen, cut),
    pixels: await inputs.rows(images, indices),
    size: experiment.data.imageSize,
  };
}

function rowsOf(embeddings: Float32Array | undefined, indices: Int32Array, width: number): number[][] {
  return Array.from(indices, (index) =>
    Array.from(embeddings?.subarray(index * width, (index + 1) * width) ?? [], (value) => Number(value.toPrecision(5))),
  );
}

function pick(labels: Int32Array, indices: Int32Array): number[] {
  return Array.from(indices, (index) => labels[index] as number);
}

function costOfRun(
  { settings, state, parameters }: LiveRun,
  seconds: number,
  prefixImagesComputed: number,
): RunResult['cost'] {
  const { experiment, stages } = settings;
  const { trunk, head } = settings.architecture;
  const { totals } = costOf(trunk, { height: experiment.data.imageSize, width: experiment.data.imageSize });
  return {
    totalParameters: totals.parameters + head.cost().parameters,
    ...countParameters(parameters, (name) => stages.some(({ rates }) => typeof rates.get(name) === 'number')),
    multiplyAddsPerImage: totals.multiplyAdds + head.cost().multiplyAdds,
    seconds,
    secondsPerStep: state.trainingSeconds / Math.max(1, state.step),
    peakMemoryBytes: Math.max(state.peakMemoryBytes, process.memoryUsage.rss()),
    prefixImagesComputed,
  };
}
