import type { CheckpointStore } from '../checkpoint/checkpoint-store.ts';
import type { LiveRun } from './live-run.ts';
import { packArrays, snapshot, type RunState } from './run-state.ts';

/** Writing may take this share of a run's time at most, unless a checkpoint is wanted at every step. */
const shareOfTime = 0.05;

/** Decides when a checkpoint of a run is due, and writes it. */
export class CheckpointSaver {
  readonly #live: LiveRun;
  readonly #store: CheckpointStore<RunState>;
  readonly #clock: () => void;
  #last = performance.now();
  #seconds = 0;

  /** `clock` brings the state's times up to date. */
  constructor(live: LiveRun, store: CheckpointStore<RunState>, clock: () => void) {
    this.#live = live;
    this.#store = store;
    this.#clock = clock;
  }

  get due(): boolean {
    const { checkpointSeconds } = this.#live.services;
    if (checkpointSeconds === 0) return true;
    const passed = (performance.now() - this.#last) / 1000;
    return passed >= Math.max(checkpointSeconds, this.#seconds / shareOfTime);
  }

  /** Writes a checkpoint. `random`: where the run's streams are to go on, if not where they are. */
  async save(random: RunState['random'] = streamsOf(this.#live)): Promise<void> {
    const begun = performance.now();
    const live = this.#live;
    this.#clock();
    live.state.random = random;
    live.state.optimiserSteps = live.optimiser?.stepCounts() ?? {};
    live.state.position = live.services.tracker.position();
    await this.#store.save({
      step: live.state.step,
      state: live.state,
      tensors: packArrays({
        // after training only the selected weights are read again
        parameters: live.state.trained ? {} : snapshot(live.parameters, live.changing),
        averages: live.state.trained ? {} : snapshot(live.averages),
        slots: live.optimiser ? snapshot(live.optimiser.slots()) : {},
        selected: live.selected,
        rivals: live.state.trained ? {} : live.rivals,
        predictions: live.predictions,
        notes: live.notes,
        selectedNotes: live.selectedNotes,
      }),
    });
    this.#last = performance.now();
    this.#seconds = (this.#last - begun) / 1000;
  }
}

/** Where the run's streams are. */
export function streamsOf({ dropout, methodRandom }: LiveRun): RunState['random'] {
  return { dropout: dropout.state(), method: methodRandom.state() };
}
