/** The ways to give a board its input: known ticks, or lines as they come. */
import {
  type BoardRun,
  type InputTicks,
  type LiveOrder,
  liveStateLine,
  parseLiveLine,
  SpikeforgeError,
  type TickSpikes,
} from "../../index.ts";
import { lineBatches, type NumberedLine } from "./line-batches.ts";

export interface Stage {
  readonly run: BoardRun;
  /** Host channels of the network. */
  readonly channels: number;
  /** Between requests it is looked whether to stop. */
  readonly signal: AbortSignal;
  /** Settles when there is no point in waiting for input any more: the run is cancelled or the line is lost. */
  readonly over: Promise<unknown>;
  /** Ticks as they end. */
  onTicks(ticks: readonly TickSpikes[]): void;
  /** Ticks of an inference whose answer alone is shown. */
  count(ticks: readonly TickSpikes[]): void;
  /** A line that is not a tick's. */
  print(line: string): void;
}

/** What was played. */
export interface Played {
  readonly ticks: number;
  /** The first ticks' input, by which the core's cycles are measured. */
  readonly sample: InputTicks;
  /** A period was skipped, while free-running. */
  readonly overrun?: boolean;
}

export const sampleTicks = 32;
/** Ticks of one call: between two, a run can be cancelled. */
const ticksPerCall = 256;

/** Runs known input, tick by tick. */
export async function playTicks(stage: Stage, input: InputTicks): Promise<Played> {
  let ticks = 0;
  while (ticks < input.length && !stage.signal.aborted) {
    const part = input.slice(ticks, ticks + ticksPerCall);
    await stage.run.run(part, stage.onTicks);
    ticks += part.length;
  }
  return { ticks, sample: input.slice(0, Math.min(ticks, sampleTicks)) };
}

/** Runs what lines ask for. What has arrived together goes to the board together. */
export async function playLines(stage: Stage, lines: AsyncIterable<Uint8Array>): Promise<Played> {
  const player = new LinePlayer(stage);
  for await (const batch of lineBatches(lines, stage.over)) {
    for (const line of batch) await player.obey(line);
    await player.play();
  }
  // Whatever happened to the line while nothing was asked of it is told now.
  if (!stage.signal.aborted) await stage.run.connection.session.status();
  return player.played();
}

class LinePlayer {
  readonly #stage: Stage;
  readonly #sample: (readonly number[])[] = [];
  #ticks = 0;
  /** Input that has not been sent. */
  #waiting: (readonly number[])[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async obey(line: NumberedLine): Promise<void> {
    const order = parseLiveLine(line.text, line.number, this.#stage.channels);
    if (order.kind === "events") this.#addEvents(order, line.number);
    else if (order.kind === "run") this.#addEmpty(order.ticks);
    else {
      await this.play();
      if (order.kind === "clear") await this.#stage.run.clear();
      else await this.#printState();
    }
  }

  async play(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const input = this.#waiting;
    this.#waiting = [];
    this.#sample.push(...input.slice(0, sampleTicks - this.#sample.length));
    this.#ticks += (await playTicks(this.#stage, input)).ticks;
  }

  played(): Played {
    return { ticks: this.#ticks, sample: this.#sample };
  }

  #addEvents({ tick, channels }: Extract<LiveOrder, { kind: "events" }>, number: number): void {
    const next = this.#stage.run.nextTick + this.#waiting.length;
    if (tick !== undefined && tick < next) throw tickIsOver(number, tick, next);
    this.#addEmpty((tick ?? next) - next);
    this.#waiting.push(channels);
  }

  #addEmpty(count: number): void {
    for (let i = 0; i < count; i++) this.#waiting.push([]);
  }

  async #printState(): Promise<void> {
    const { run, print } = this.#stage;
    print(liveStateLine(run.nextTick - 1, await run.state(), run.compiled.network));
  }
}

/** CLI057. */
export function tickIsOver(line: number, tick: number, next: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "CLI057",
    place: `stdin line ${line}`,
    found: `events for tick ${tick}, but the next one to run is ${next}`,
    mend: "give ticks in their order, one line each; without a tick a line is the next one's",
  });
}
