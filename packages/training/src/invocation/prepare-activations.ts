import type { Images } from '@trunkline/data';
import type { Cut } from '@trunkline/methods';
import { cutDepth, cutName } from '../plan/cut.ts';
import type { OnEvent } from '../events.ts';
import { trainingSplits, validationSplit } from '../run/labelled-split.ts';
import type { RunContext } from '../run/run-context.ts';
import type { DomainInputs } from '../run/split-input.ts';

interface Need {
  readonly inputs: DomainInputs;
  readonly domain: string;
  readonly cut: Cut;
  readonly splits: Set<Images>;
}

/**
 * Caches what these runs (of one pair and seed) need of their frozen prefixes: each domain once for each cut, shallow cuts
 * first, so that deeper ones go on from them.
 */
export async function prepareActivations(
  contexts: readonly Omit<RunContext, 'tracked'>[],
  signal: AbortSignal,
  onEvent: OnEvent,
): Promise<void> {
  const needs = new Map<DomainInputs, Map<string, Need>>();
  for (const context of contexts) {
    const training = trainingSplits(context);
    const validation = validationSplit(context);
    const { splits, sourceInputs, targetInputs, experiment, run } = context;
    const augmented = (experiment.data.augment?.length ?? 0) > 0;
    for (const { cut } of context.stages) {
      const want = (inputs: DomainInputs, domain: string, ...images: (Images | undefined | false)[]): void => {
        const cuts = needs.get(inputs) ?? new Map<string, Need>();
        needs.set(inputs, cuts);
        const need = cuts.get(cutName(cut)) ?? { inputs, domain, cut, splits: new Set<Images>() };
        cuts.set(cutName(cut), need);
        for (const one of images) if (one) need.splits.add(one);
      };
      want(
        sourceInputs,
        run.source,
        !augmented && training.source?.images,
        splits.sourceTest,
        validation.side === 'source' && validation.images,
        context.evaluatedSourceTrain,
      );
      want(
        targetInputs,
        run.target,
        !augmented && training.target?.images,
        splits.targetTest,
        validation.side === 'target' && validation.images,
        context.evaluatedTargetTrain,
      );
    }
  }
  for (const cuts of needs.values()) {
    const sorted = [...cuts.values()].sort((first, second) => depth(contexts, first.cut) - depth(contexts, second.cut));
    for (const { inputs, domain, cut, splits } of sorted) {
      const total = new Set([...splits].flatMap((images) => images.ids)).size;
      let done = 0;
      await inputs.prepare([...splits], cut, {
        signal,
        onProgress: (images) => {
          done += images;
          onEvent({ type: 'preparing', domain, cut: cutName(cut), done, total });
        },
      });
    }
  }
}

function depth([first]: readonly Omit<RunContext, 'tracked'>[], cut: Cut): number {
  return first ? cutDepth(first.trunk, cut) : 0;
}
