import { runTitle, type TrainingEvent } from '@trunkline/training';
import { counted, duration } from '../output/readable.ts';
import { terminalColumns } from '../output/terminal-columns.ts';
import { asTyped } from '../output/typed-command.ts';

/** Shows the events of an invocation on a stream: on a terminal a bar that is redrawn, elsewhere one line a run. */
export class RunProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #live: boolean;
  readonly #prepared = new Set<string>();
  #position = '';
  #fraction = 0;
  /** Shares that are done of the runs that go on, by their ids. */
  readonly #going = new Map<string, number>();
  #ended = 0;
  #total = 1;
  #sideBySide = false;
  #drawnAt = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY;
  }

  /** Prints a line that stays, above the bar. */
  line(text: string): void {
    this.#stream.write(this.#live ? `\r\x1b[2K${text}\n` : `${text}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#live) this.#stream.write('\r\x1b[2K');
  }

  readonly onEvent = (event: TrainingEvent): void => {
    switch (event.type) {
      case 'notice':
        this.line(asTyped(event.message));
        break;
      case 'preparing':
        this.#prepare(event);
        break;
      case 'run-started':
        this.#total = event.total;
        this.#going.set(event.run.id, 0);
        this.#count(event.index);
        if (event.step > 0) this.line(`${runTitle(event.run)} goes on from step ${event.step}`);
        this.#draw(`starting · ${runTitle(event.run)}`, true);
        break;
      case 'run-skipped':
        this.#ended += 1;
        this.line(`[${event.index + 1}/${event.total}] ${runTitle(event.run)} had finished before`);
        break;
      case 'step':
        this.#going.set(event.run.id, event.step / event.steps);
        this.#count();
        // A narrow terminal cuts off the end, so what matters most comes first.
        this.#draw(
          `about ${duration(event.secondsLeft)} left · step ${event.step}/${event.steps} · loss ${event.loss.toPrecision(3)} · ${runTitle(event.run)}`,
          event.step === event.steps,
        );
        break;
      case 'evaluated':
        break;
      case 'run-finished': {
        const { targetTest, sourceTest, cost, selection } = event.result;
        const target = targetTest
          ? `target ${percent(targetTest.accuracy)}`
          : `${selection.validator} ${Number(selection.score.toPrecision(4))}`;
        this.#end(event.run.id);
        this.line(
          `[${event.index + 1}/${event.total}] ${runTitle(event.run)}: ${target}, ` +
            `source ${percent(sourceTest.accuracy)}, ${duration(cost.seconds)}` +
            (this.#ended < event.total ? ` · about ${duration(event.secondsLeft)} left` : ''),
        );
        break;
      }
      case 'run-failed':
        this.#end(event.run.id);
        this.line(`[${event.index + 1}/${event.total}] ${runTitle(event.run)} failed: ${event.message}`);
        break;
      case 'finished':
        this.end();
        break;
    }
  };

  #end(id: string): void {
    this.#going.delete(id);
    this.#ended += 1;
    this.#count();
  }

  /** Where the invocation stands: one run by its place, several by how many have ended. */
  #count(index?: number): void {
    const done = [...this.#going.values()].reduce((sum, share) => sum + share, this.#ended);
    this.#fraction = done / this.#total;
    this.#sideBySide ||= this.#going.size > 1;
    if (this.#sideBySide) this.#position = `${this.#ended}/${this.#total} runs, ${this.#going.size} going on`;
    else if (index !== undefined) this.#position = `run ${index + 1}/${this.#total}`;
  }

  #prepare({ domain, cut, done, total }: Extract<TrainingEvent, { type: 'preparing' }>): void {
    const what = cut === 'images' ? `reading ${domain}` : `running ${domain} through the frozen layers up to ${cut}`;
    if (!this.#live && !this.#prepared.has(what)) this.line(`${what}: ${counted(total, 'image')}`);
    this.#prepared.add(what);
    if (this.#live) {
      this.#position = what;
      this.#fraction = total === 0 ? 1 : done / total;
      this.#draw(`${done}/${total}`, done === total);
    }
  }

  #draw(detail: string, atOnce: boolean): void {
    if (!this.#live || (!atOnce && Date.now() - this.#drawnAt < 100)) return;
    this.#drawnAt = Date.now();
    this.#stream.write(
      `\r\x1b[2K${barLine(this.#fraction, `${this.#position} · ${detail}`, terminalColumns(this.#stream))}`,
    );
  }
}

/** A bar of 12 places and a text, cut to the width of the terminal. */
export function barLine(fraction: number, text: string, columns: number): string {
  const places = 12;
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * places);
  const line = `${'█'.repeat(full)}${'░'.repeat(places - full)} ${text}`;
  return line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
