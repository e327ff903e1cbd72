/** One session with a board in simulation, its pins recorded: the lower rungs repeat it pin by pin. */
import { coreImage } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { commandOf, connect, type Session, shapeHash, type Transport } from "../../host/index.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { hoistClockSources } from "../../sim/clock-sources.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { PinTraceFile, type TraceMark, type TracePins, tracedSimulation, tracePins } from "../../sim/netlist/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { BoardBuild } from "../board-build.ts";
import type { CompiledNetwork } from "../compile-network.ts";
import type { InputTicks } from "../events.ts";
import type { LadderResult } from "./ladder-result.ts";

export interface SessionRequest {
  readonly compiled: CompiledNetwork;
  readonly build: BoardBuild;
  readonly input: InputTicks;
  /** Of the power-up state. */
  readonly seed: number;
  /** Where the trace is written. */
  readonly trace: string;
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What the host is doing: the step of the session, and the request that it has begun to send. */
export interface SessionPlace {
  readonly step: string;
  readonly request: number;
  readonly command: string;
}

export interface RecordedSession {
  readonly facts: LadderResult["session"];
  readonly pins: TracePins;
  readonly marks: readonly TraceMark<SessionPlace>[];
  /** The first cycle after the reset that follows configuration: pins are compared from here on. */
  readonly from: number;
  /** Until a PLL's clock is good; 0 without one. */
  readonly lockCycles: number;
  readonly seconds: number;
  /** The first thing that the board answered otherwise than the reference. */
  readonly mismatch?: string;
}

/** `PowerOnReset` holds for 4,096 cycles of a good clock, and takes a few to begin and to end. */
const resetCycles = 4096 + 16;

/**
 * Boots the board's design on the embedded engine, loads the network over the host link, reads it back, runs the input,
 * first tick by tick and then in one go, and reads the state; spikes and state are compared with the reference. A PLL's clock
 * ticks with the pin's here: a cycle of a trace is one of the core.
 */
export async function recordSession(request: SessionRequest): Promise<RecordedSession> {
  const { compiled, build, input, seed, onProgress, signal } = request;
  const { config, encoder } = compiled;
  const { design, clock } = build;
  const started = performance.now();
  const pins = tracePins(design);
  const lockCycles = Math.max(0, ...design.modules.map(({ blackBox }) => blackBox?.clockSource?.locked?.cycles ?? 0));
  const clocks = hoistClockSources(design).clocks.map(({ name }) => [name, { period: 10 }] as const);
  const trace = new PinTraceFile(request.trace);
  const inner = openEmbedded(design, { seed, ...(clocks.length > 1 ? { clocks: Object.fromEntries(clocks) } : {}) });
  const simulation = tracedSimulation(inner, pins, trace);
  const { reset } = build.board;
  if (reset !== undefined) simulation.port(reset.net).value = reset.active === "low" ? 1 : 0;
  const { clockCyclesPerBit, clockMHz } = clock;
  const board = simulatedBoard(design, { clockCyclesPerBit, clockMHz, engine: () => simulation, seed });
  const marks = new SessionMarks(() => trace.cycles);
  try {
    marks.step("starting up");
    const from = lockCycles + resetCycles;
    await board.advance(from + 64);
    const session = await connect(marks.watched(board), { shapeHash: shapeHash(config.shape, encoder) });
    const image = coreImage(config);
    const enter = (step: string): void => {
      signal?.throwIfAborted();
      onProgress?.(step);
      marks.step(step);
    };
    enter("loading");
    await session.load(image);
    enter("reading back what was loaded");
    const { comparedWords } = await session.verify(image);
    const run = await runInput(session, compiled, input, enter);
    enter("reading the state");
    const state = await compareState(session, compiled, run.reference);
    const mismatch = run.mismatch ?? state.mismatch;
    return {
      facts: {
        ticks: input.length,
        inputEvents: input.reduce((sum, channels) => sum + channels.length, 0),
        outputSpikes: run.outputSpikes,
        loadedWords: image.reduce((sum, { words }) => sum + words.length, 0),
        verifiedWords: comparedWords,
        stateWords: state.words,
        requests: marks.requests,
        cycles: trace.cycles,
      },
      ...{ pins, marks: marks.list, from, lockCycles, seconds: (performance.now() - started) / 1000 },
      ...(mismatch === undefined ? {} : { mismatch }),
    };
  } finally {
    await board.close();
    trace.close();
  }
}

/** Notes where in the session each cycle is. */
class SessionMarks {
  readonly list: TraceMark<SessionPlace>[] = [];
  requests = 0;
  readonly #now: () => number;
  #place: SessionPlace = { step: "", request: 0, command: "none" };

  constructor(now: () => number) {
    this.#now = now;
  }

  step(step: string): void {
    this.#note({ ...this.#place, step });
  }

  /** The transport, with every request that goes through it noted. */
  watched(transport: Transport): Transport {
    const { clock } = transport;
    return {
      ...(clock === undefined ? {} : { clock }),
      write: (bytes) => {
        this.requests += 1;
        this.#note({ ...this.#place, request: this.requests, command: commandOf(bytes) ?? "none" });
        return transport.write(bytes);
      },
      onData: (handler) => transport.onData(handler),
      close: async () => {},
    };
  }

  #note(place: SessionPlace): void {
    this.#place = place;
    this.list.push({ cycle: this.#now(), what: place });
  }
}

async function runInput(
  session: Session,
  { network, config }: CompiledNetwork,
  input: InputTicks,
  enter: (step: string) => void,
): Promise<{ readonly reference: Reference; readonly outputSpikes: number; readonly mismatch?: string }> {
  const reference = new Reference(network);
  const isOutput = outputNeurons(network);
  const neuronOfSlot = new Map([...config.slotOfNeuron].map((slot, neuron) => [slot, neuron]));
  const words = input.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1));
  const single = Math.ceil(input.length / 2);
  const found: (readonly number[])[] = [];
  for (const [tick, events] of words.slice(0, single).entries()) {
    enter(`tick ${tick}`);
    found.push(...(await session.run([events])));
  }
  if (single < words.length) {
    enter(`ticks ${single} to ${words.length - 1}`);
    found.push(...(await session.run(words.slice(single))));
  }
  let mismatch: string | undefined;
  for (const [tick, channels] of input.entries()) {
    const spikes = (found[tick] ?? []).map((slot) => neuronOfSlot.get(slot) ?? -1).sort((a, b) => a - b);
    const expected = reference.tick(channels).spikes.filter(isOutput);
    if (spikes.join() !== expected.join()) {
      mismatch ??= `tick ${tick}: the board's output neurons ${listed(spikes)} fire, the reference's ${listed(expected)}`;
    }
  }
  const outputSpikes = found.reduce((sum, slots) => sum + slots.length, 0);
  return { reference, outputSpikes, ...(mismatch === undefined ? {} : { mismatch }) };
}

const listed = (neurons: readonly number[]): string => (neurons.length === 0 ? "(none)" : neurons.join(", "));

/** Whether a neuron belongs to a population whose spikes leave the board. */
function outputNeurons({ populations, outputs }: IntegerNetwork): (neuron: number) => boolean {
  const reported = populations.filter(({ name }) => outputs.includes(name));
  return (neuron) => reported.some(({ first, size }) => neuron >= first && neuron < first + size);
}

/** Reads membranes, refractory counters and what was learned. */
async function compareState(
  session: Session,
  { network, config }: CompiledNetwork,
  reference: Reference,
): Promise<{ readonly words: number; readonly mismatch?: string }> {
  const slots = config.slots.length;
  const bySlot = { membrane: await session.readMembranes(slots), refractory: await session.readRefractory(slots) };
  const problems: string[] = [];
  const compare = (what: string, found: number | undefined, expected: number | undefined): void => {
    if (found !== expected) problems.push(`${what}: ${found} on the board, ${expected} in the reference`);
  };
  for (const [neuron, slot] of config.slotOfNeuron.entries()) {
    compare(`membrane of neuron ${neuron}`, bySlot.membrane[slot], reference.v[neuron]);
    compare(`refractory counter of neuron ${neuron}`, bySlot.refractory[slot], reference.r[neuron]);
  }
  let words = 2 * slots;
  const plastic = network.synapses.flatMap((block, projection) => (block.plastic === undefined ? [] : [projection]));
  for (const [number, projection] of plastic.entries()) {
    const [found, expected] = [await session.readWeights(config, number), reference.weights(projection)];
    words += found.length;
    const at = expected.findIndex((weight, i) => weight !== found[i]);
    if (at >= 0) compare(`learned weight ${at} of projection ${projection}`, found[at], expected[at]);
  }
  const [mismatch] = problems;
  return { words, ...(mismatch === undefined ? {} : { mismatch }) };
}
