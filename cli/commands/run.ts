import { Command } from "commander";
import {
  BoardRun,
  type CompiledNetwork,
  coreCyclesPerTick,
  type LearnedOutcome,
  type LoadOutcome,
  linkReport,
  liveStateLine,
  liveTickLine,
  openBoard,
  planClock,
  spiBitRate,
  type TickSpikes,
  withContents,
} from "../../index.ts";
import { Cancelled, untilCancelled } from "../cancel.ts";
import { compiledFile } from "../compiled.ts";
import { learnedCount, learns } from "../learned-text.ts";
import { inputTicks } from "../options.ts";
import { exitCodes, printResult, reporting } from "../output.ts";
import { progressBar } from "../progress.ts";
import { type Played, playLines, playTicks, type Stage } from "../run/play.ts";
import { type PlayedFrames, playFrames } from "../run/play-frames.ts";
import { playFreely } from "../run/play-freely.ts";
import { checkRunOptions, linkOf, type RunOptions, runOptions } from "../run/run-options.ts";
import { outputCounts, type RunResult, runReportLines } from "../run/run-report.ts";

/** `spikeforge run`: a network on a board behind a serial port, or on the simulated one. */
export function runCommand(): Command {
  const command = new Command("run")
    .description("load a network into a board and run it there: events in, spikes out, live if asked for")
    .argument("<network>", "network file");
  return runOptions(command).action((file: string, options: RunOptions) =>
    reporting(options, () => untilCancelled((signal) => runNetwork(file, options, signal))),
  );
}

async function runNetwork(file: string, options: RunOptions, signal: AbortSignal): Promise<void> {
  checkRunOptions(options);
  const compiled = await compiledFile(file, inBoard(options));
  const { baud } = options;
  const link = linkOf(options);
  const clock = planClock(compiled.board, options.clock, { link, ...(baud === undefined ? {} : { baud }) });
  const spiRate = link === "spi" ? spiBitRate(clock, baud) : undefined;
  // A simulated board holds a network from the start only as a real one does: its bitstream carries it.
  const held = options.loaded && options.port === "sim" ? withContents(compiled) : compiled;
  const connection = await openBoard(held, {
    ...{ port: options.port, clock, seed: options.seed },
    ...(spiRate === undefined ? {} : { spiRate }),
  });
  try {
    const run = new BoardRun(compiled, connection, { reference: options.reference ? "compare" : "none" });
    const loaded = await prepared(run, options);
    const tally = new Tally(compiled, options);
    const before = connection.usage();
    const played = await play(run, options, clock.clockMHz, {
      run,
      channels: compiled.config.channelWord.length,
      signal,
      over: Promise.race([connection.lost, aborted(signal)]),
      onTicks: (ticks) => tally.add(ticks),
      count: (ticks) => tally.count(ticks),
      print: (line) => {
        if (isLive(options)) process.stdout.write(`${line}\n`);
      },
    });
    const after = connection.usage();
    const frames = "frames" in played ? played.frames : undefined;
    const state = options.state || options.reference ? await run.state() : undefined;
    const learned = options.reference ? await learnedBy(run) : undefined;
    const pace = options.freeRun === undefined ? "stepped" : "freeRunning";
    const result: RunResult = {
      network: compiled.network.name,
      port: connection.name,
      kind: connection.kind,
      board: compiled.board.name,
      clockMHz: clock.clockMHz,
      line: link,
      baud: spiRate ?? clock.baud,
      pace,
      ...loaded,
      populations: outputCounts(compiled, tally.counts),
      link: linkReport({
        ...{ before, after, clock, pace, ticks: played.ticks, inferences: frames?.answers.length ?? 1 },
        coreCyclesPerTick: coreCyclesPerTick(compiled, played.sample),
      }),
      ...(frames === undefined ? {} : { frames: { ...frames, encodedOn: options.encode } }),
      ...(played.overrun === undefined ? {} : { overrun: played.overrun }),
      ...(options.reference ? { bitExact: run.mismatch === undefined && learned?.mismatch === undefined } : {}),
      ...(run.mismatch === undefined ? {} : { mismatch: run.mismatch }),
      ...(learned === undefined ? {} : { learnedValues: learnedCount(learned) }),
      ...(learned?.mismatch === undefined ? {} : { learnedMismatch: learned.mismatch }),
    };
    if (result.bitExact === false) process.exitCode = exitCodes.failed;
    const shownState = options.state ? state : undefined;
    print(options, compiled, result, { ticks: tally.ticks, state: shownState, nextTick: run.nextTick });
    // What was done until then has been told.
    if (signal.reason instanceof Cancelled) process.exitCode = signal.reason.exitCode;
  } finally {
    await connection.session.close();
    // Whoever still holds its other end open must not keep this process alive.
    if (options.stdin) process.stdin.destroy();
  }
}

/** What the board has learned, where its network learns and did what the reference did until then. */
async function learnedBy(run: BoardRun): Promise<LearnedOutcome | undefined> {
  if (run.mismatch !== undefined || !learns(run.compiled.network)) return undefined;
  const bar = progressBar("reading what was learned");
  const learned = await run.learned(({ done, total }) => bar.update(done / total, `${done} of ${total} words`));
  bar.done();
  return learned;
}

/** A host that encodes talks to a design without an encoder. */
function inBoard({ encoder, ...options }: RunOptions): RunOptions {
  return encoder === undefined || options.encode === "host" ? options : { ...options, encoder };
}

const isLive = ({ stdin, live }: RunOptions): boolean => stdin === true || live === true;

/** Loads and verifies, as far as asked for. */
async function prepared(run: BoardRun, options: RunOptions): Promise<Pick<RunResult, "loaded" | "verified">> {
  let loaded: LoadOutcome | undefined;
  if (!options.loaded) {
    const bar = progressBar("loading the network");
    loaded = await run.load(({ done, total }) => bar.update(done / total, `${done} of ${total} words`));
    bar.done(`${loaded.words} words in ${loaded.seconds.toFixed(3)} s`);
  }
  if (!options.verify) return loaded === undefined ? {} : { loaded };
  const bar = progressBar("reading it back");
  const verified = await run.verify(({ done, total }) => bar.update(done / total, `${done} of ${total} words`));
  bar.done(`${verified.comparedWords} words are equal`);
  return { ...(loaded === undefined ? {} : { loaded }), verified };
}

async function play(
  run: BoardRun,
  options: RunOptions,
  clockMHz: number,
  stage: Stage,
): Promise<Played | PlayedFrames> {
  if (options.frames !== undefined) return playFrames(stage, options);
  const input = options.stdin ? process.stdin : await inputTicks(options, run.compiled.network);
  if (options.freeRun !== undefined) return playFreely(stage, { periodMs: options.freeRun, clockMHz, input });
  return Array.isArray(input) ? playTicks(stage, input) : playLines(stage, process.stdin);
}

/** Prints ticks as they come, or keeps them; counts spikes. */
class Tally {
  readonly counts: Int32Array;
  readonly ticks: TickSpikes[] = [];
  readonly #compiled: CompiledNetwork;
  readonly #options: RunOptions;

  constructor(compiled: CompiledNetwork, options: RunOptions) {
    this.counts = new Int32Array(compiled.network.neurons.count);
    this.#compiled = compiled;
    this.#options = options;
  }

  count(ticks: readonly TickSpikes[]): void {
    for (const tick of ticks) for (const neuron of tick.spikes) this.counts[neuron] = (this.counts[neuron] ?? 0) + 1;
  }

  add(ticks: readonly TickSpikes[]): void {
    this.count(ticks);
    if (!isLive(this.#options)) {
      if (this.#options.json) this.ticks.push(...ticks);
      return;
    }
    // A free-running board makes ticks whether anything happens or not.
    const shown = this.#options.freeRun === undefined ? ticks : ticks.filter(({ spikes }) => spikes.length > 0);
    const lines = shown.map((tick) => `${liveTickLine(tick, this.#compiled.network)}\n`);
    if (lines.length > 0) process.stdout.write(lines.join(""));
  }
}

interface Shown {
  readonly ticks: readonly TickSpikes[];
  readonly state: Awaited<ReturnType<BoardRun["state"]>> | undefined;
  readonly nextTick: number;
}

/** While spikes are printed live, stdout is lines of JSON: the report is the last of them, or goes to stderr. */
function print(
  options: RunOptions,
  compiled: CompiledNetwork,
  result: RunResult,
  { ticks, state, nextTick }: Shown,
): void {
  const stateLine = state && liveStateLine(nextTick - 1, state, compiled.network);
  if (isLive(options)) {
    if (stateLine !== undefined) process.stdout.write(`${stateLine}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify({ report: result })}\n`);
    else process.stderr.write(`${runReportLines(result, compiled.network).join("\n")}\n`);
    return;
  }
  const spikes = ticks.map((tick) => tick.spikes);
  const withState = state === undefined ? {} : { state: (JSON.parse(stateLine ?? "") as { state: unknown }).state };
  const withSpikes = result.frames === undefined ? { spikes } : {};
  printResult(options, { ...result, ...withState, ...withSpikes }, [
    ...runReportLines(result, compiled.network),
    ...(stateLine === undefined ? [] : ["", stateLine]),
  ]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
