/** A board that runs on its own clock, with input that is sent ahead of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { type InputTicks, type LiveOrder, parseLiveLine, SpikeforgeError } from "../../index.ts";
import { lineBatches, type NumberedLine } from "./line-batches.ts";
import { type Played, type Stage, sampleTicks } from "./play.ts";

export interface FreeRunning {
  readonly periodMs: number;
  readonly clockMHz: number;
  /** Known input, or lines that arrive while the board runs. */
  readonly input: InputTicks | AsyncIterable<Uint8Array>;
}

/** How far ahead of the board a line without a tick is put: ticks for the exchange, and time for the computer's USB. */
const ticksAhead = 4;
const millisecondsAhead = 10;

/** Starts the board's timer, feeds it, and stops it after the last tick that was asked for. */
export async function playFreely(stage: Stage, { periodMs, clockMHz, input }: FreeRunning): Promise<Played> {
  const { run, signal } = stage;
  const isSimulated = run.connection.kind === "simulated";
  const feed = Array.isArray(input)
    ? new KnownInput(stage, input as InputTicks)
    : new LineInput(stage, ticksAhead + (isSimulated ? 0 : Math.ceil(millisecondsAhead / periodMs)));
  const reading = feed instanceof LineInput ? feed.read(input as AsyncIterable<Uint8Array>) : Promise.resolve();
  let ticks = 0;
  let overrun = false;
  const report = (part: Awaited<ReturnType<typeof run.poll>>): void => {
    ticks += part.ticks.length;
    overrun ||= part.overrun;
    stage.onTicks(part.ticks);
  };
  await run.freeRun(Math.round(periodMs * 1000 * clockMHz));
  while (!signal.aborted && !feed.isDone(run.nextTick)) {
    feed.inject();
    const part = await run.poll();
    report(part);
    // Simulated time passes only while the board is asked.
    if (part.ticks.length === 0 && !isSimulated) await sleep(1);
  }
  report(await run.stop());
  await reading;
  return { ticks, sample: feed.sample, overrun };
}

interface Feed {
  readonly sample: InputTicks;
  inject(): void;
  isDone(nextTick: number): boolean;
}

class KnownInput implements Feed {
  readonly sample: InputTicks;
  readonly #ticks: number;

  constructor({ run }: Stage, input: InputTicks) {
    const first = run.nextTick;
    run.inject(input.map((channels, i) => ({ tick: first + i, channels })));
    this.#ticks = first + input.length;
    this.sample = input.slice(0, sampleTicks);
  }

  inject(): void {}

  isDone(nextTick: number): boolean {
    return nextTick >= this.#ticks;
  }
}

class LineInput implements Feed {
  readonly sample: (readonly number[])[] = [];
  readonly #stage: Stage;
  readonly #ahead: number;
  #arrived: NumberedLine[] = [];
  #hasEnded = false;
  /** Tick after the last one that has been asked for. */
  #next = 0;

  constructor(stage: Stage, ahead: number) {
    this.#stage = stage;
    this.#ahead = ahead;
  }

  /** Takes lines until their end, which is also an end of the run. */
  async read(lines: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const batch of lineBatches(lines, this.#stage.over)) this.#arrived.push(...batch);
    this.#hasEnded = true;
  }

  inject(): void {
    const lines = this.#arrived;
    this.#arrived = [];
    for (const { text, number } of lines) this.#obey(parseLiveLine(text, number, this.#stage.channels), number);
  }

  isDone(nextTick: number): boolean {
    return this.#hasEnded && this.#arrived.length === 0 && nextTick >= this.#next;
  }

  #obey(order: LiveOrder, number: number): void {
    const { run } = this.#stage;
    const soonest = Math.max(this.#next, run.nextTick + this.#ahead);
    if (order.kind === "run") this.#next = soonest + order.ticks;
    else if (order.kind === "events") {
      const tick = order.tick ?? soonest;
      run.inject([{ tick, channels: order.channels }]);
      this.#next = Math.max(this.#next, tick + 1);
      if (this.sample.length < sampleTicks) this.sample.push(order.channels);
    } else throw notWhileRunning(order.kind, number);
  }
}

function notWhileRunning(order: string, line: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "CLI058",
    place: `stdin line ${line}`,
    found: `"${order}" while the board runs on its own clock`,
    mend: "leave out --free-run: then the state can be reset and read between ticks",
  });
}
