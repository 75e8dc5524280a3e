import { isTestedResult, type RunResult, type TestedResult } from '@trunkline/evaluation';
import type { Run } from '@trunkline/tracking';
import { join } from 'node:path';

/** Nested plain values as dotted names: `training.optimiser.learningRate`. Lists are joined, undefined left out. */
export function flatten(value: unknown, prefix = ''): Record<string, string | number | boolean> {
  if (value === undefined) return {};
  if (value === null) return { [prefix]: 'null' };
  if (typeof value !== 'object') return { [prefix]: value as string | number | boolean };
  if (Array.isArray(value)) {
    const plain = value.every((one) => typeof one !== 'object' || one === null);
    if (plain) return { [prefix]: value.join(', ') };
    return Object.assign({}, ...value.map((one, index) => flatten(one, `${prefix}.${index}`))) as Record<
      string,
      string
    >;
  }
  const parts = Object.entries(value).map(([key, one]) => flatten(one, prefix === '' ? key : `${prefix}.${key}`));
  return Object.assign({}, ...parts) as Record<string, string | number | boolean>;
}

/** Logs how a run ended: final metrics, confusion, figures, the note in words. */
export function logResult(tracked: Run, result: RunResult, folder: string): void {
  const { targetTest, sourceTest, oracle, cost, selection } = result;
  const chosen = result.validators.find(({ validator }) => validator === selection.validator);
  tracked.logMetrics(
    {
      ...(targetTest && {
        'test/target/accuracy': targetTest.accuracy,
        'test/target/macro-accuracy': targetTest.macroAccuracy,
        'test/target/calibration-error': targetTest.expectedCalibrationError,
      }),
      'test/source/accuracy': sourceTest.accuracy,
      ...(oracle && { 'oracle/target/accuracy': oracle.targetAccuracy }),
      'selected/step': selection.step,
      'selected/score': selection.score,
      ...(chosen?.regret !== undefined && { 'selected/regret': chosen.regret }),
      'cost/peak-memory-bytes': cost.peakMemoryBytes,
      'time/seconds': cost.seconds,
      'time/seconds-per-step': cost.secondsPerStep,
    },
    selection.step,
  );
  // what no step changes is no curve
  tracked.logParameters({
    'cost.parametersTrained': cost.trainableParameters,
    'cost.parameters': cost.totalParameters,
    'cost.multiplyAddsPerImage': cost.multiplyAddsPerImage,
  });
  tracked.setTags({ 'trunkline.prefix-images': cost.prefixImagesComputed });
  if (isTestedResult(result)) logChoices(tracked, result);
  if (targetTest) {
    tracked.logTable('evaluation/confusion.json', {
      columns: ['true class', ...result.classNames],
      data: result.classNames.map((name, row) => [name, ...(targetTest.confusion[row] ?? [])]),
    });
  }
  tracked.logTable('evaluation/per-class-accuracy.json', {
    columns: ['class', ...(targetTest ? ['target'] : []), 'source'],
    data: result.classNames.map((name, index) => [
      name,
      ...(targetTest ? [targetTest.perClassAccuracy[index] ?? null] : []),
      sourceTest.perClassAccuracy[index] ?? null,
    ]),
  });
  for (const figure of result.figures.cam ?? []) {
    const key = `cam-${figure.overlay.replace(/^figures\//, '').replace(/-cam\.png$/, '')}`;
    tracked.logImage(key, join(folder, figure.overlay), selection.step);
  }
  if (result.figures.embeddings !== undefined)
    tracked.logArtifact(join(folder, result.figures.embeddings), 'embeddings.json');
  tracked.logArtifact(join(folder, 'checkpoint', 'selected.safetensors'), 'checkpoint/selected.safetensors');
  tracked.setNote(noteOf(result));
}

function logChoices(tracked: Run, { validators }: TestedResult): void {
  for (const choice of validators) {
    tracked.logMetrics(
      {
        [`validator-choice/${choice.validator}/target-accuracy`]: choice.targetAccuracy,
        [`validator-choice/${choice.validator}/regret`]: choice.regret,
      },
      choice.chosenStep,
    );
  }
}

/** What a run was and how it ended, in words. */
export function noteOf(result: RunResult): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const { selection, targetTest, sourceTest, oracle } = result;
  const what =
    selection.candidate === undefined
      ? `step ${selection.step}`
      : `what was made after the last of them, *${selection.candidate}*`;
  const chose = `After ${result.steps} steps the rule *${selection.validator}* chose ${what}`;
  const source = `${percent(sourceTest.accuracy)} of ${sourceTest.count} source test images`;
  return [
    `**${result.label}** (${result.method}), ${result.source} → ${result.target}, seed ${result.seed}, ${result.head} head.`,
    '',
    targetTest
      ? `${chose}: **${percent(targetTest.accuracy)}** of ${targetTest.count} target test images right, and ${source}.`
      : `${chose} (score ${Number(selection.score.toPrecision(4))}): ${source} right. The target has no labels, so nothing says how many of its images are.`,
    ...(oracle
      ? [
          `Target labels would have chosen step ${oracle.step} (${percent(oracle.targetAccuracy)}); they were opened only after training.`,
        ]
      : []),
    `It took ${result.cost.seconds.toFixed(1)} s and trained ${result.cost.trainableParameters.toLocaleString('en')} of ${result.cost.totalParameters.toLocaleString('en')} parameters.`,
  ].join('\n');
}
