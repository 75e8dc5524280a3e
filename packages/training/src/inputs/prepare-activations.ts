import { cutDepth, cutName, type Cut } from '@trunkline/backbone';
import type { Images } from '@trunkline/data';

import { seesSide } from '../stages/batch-sides.ts';
import type { StagePlan } from '../stages/stage-plan.ts';
import { trainingSplits, validationSplit, type LabelSight } from './labelled-split.ts';
import type { RunData } from './run-data.ts';
import type { SideInputs } from './split-input.ts';

interface Need {
  readonly inputs: SideInputs;
  readonly domain: string;
  readonly cut: Cut;
  readonly splits: Set<Images>;
}

/** A run that is going to read activations. */
export interface Reader {
  readonly method: LabelSight;
  readonly stages: readonly Pick<StagePlan, 'cut' | 'enters' | 'sees' | 'sourceFree' | 'stage'>[];
  readonly data: RunData;
  /** Names of the domains, for progress. */
  readonly source: string;
  readonly target: string;
}

/** How far one domain at one cut is. */
export interface PrepareProgress {
  readonly domain: string;
  readonly cut: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Caches what these runs (of one pair and seed) need of their frozen prefixes: each domain once for each cut, shallow cuts
 * first, so that deeper ones go on from them.
 */
export async function prepareActivations(
  readers: readonly Reader[],
  purpose: string,
  signal: AbortSignal,
  onProgress: (progress: PrepareProgress) => void,
): Promise<void> {
  const needs = new Map<SideInputs, Map<string, Need>>();
  for (const { method, stages, data, source, target } of readers) {
    const validation = validationSplit(method, data.splits);
    const { splits, sourceInputs, targetInputs } = data;
    for (const { cut, enters, sees, stage } of stages) {
      const training = trainingSplits(method, sees, data.splits);
      const cached = enters !== 'images';
      const refreshed = new Set(stage.refresh?.reads);
      const reads = (side: 'source' | 'target'): boolean =>
        (cached && seesSide(sees, side)) || [...refreshed].some((name) => name.startsWith(`${side}Train`));
      const want = (inputs: SideInputs, domain: string, ...images: (Images | undefined | false)[]): void => {
        const cuts = needs.get(inputs) ?? new Map<string, Need>();
        needs.set(inputs, cuts);
        const need = cuts.get(cutName(cut)) ?? { inputs, domain, cut, splits: new Set<Images>() };
        cuts.set(cutName(cut), need);
        for (const one of images) if (one) need.splits.add(one);
      };
      want(
        sourceInputs,
        source,
        reads('source') && training.source.images,
        splits.sourceTest,
        validation.side === 'source' && validation.images,
        data.evaluatedSourceTrain,
      );
      want(
        targetInputs,
        target,
        reads('target') && training.target.images,
        cached && seesSide(sees, 'labelledTarget') && training.labelledTarget?.images,
        splits.targetTest,
        validation.side === 'target' && validation.images,
        data.evaluatedTargetTrain,
      );
    }
  }
  const [first] = readers;
  const depth = (cut: Cut): number => (first ? cutDepth(first.data.weighted.trunk, cut) : 0);
  for (const cuts of needs.values()) {
    const sorted = [...cuts.values()].sort((one, other) => depth(one.cut) - depth(other.cut));
    for (const { inputs, domain, cut, splits } of sorted) {
      const total = new Set([...splits].flatMap((images) => images.ids)).size;
      let done = 0;
      await inputs.prepare([...splits], cut, {
        signal,
        purpose,
        onProgress: (images) => {
          done += images;
          onProgress({ domain, cut: cutName(cut), done, total });
        },
      });
    }
  }
}
