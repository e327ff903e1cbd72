/** A network on a board, in the network's own terms: channels in, neurons out; compared with the reference as it runs. */
import { coreImage } from "../compile/index.ts";
import type { FrameOrder } from "../config/index.ts";
import type { OnProgress, TickSpikes as SlotSpikes, Verification } from "../host/index.ts";
import { openEmbedded } from "../sim/embedded/index.ts";
import { firstMismatch, type Mismatch } from "../sim/harness/compare.ts";
import { NetworkRun, type TickSpikes, type TickState } from "../sim/harness/network-run.ts";
import { Reference } from "../sim/reference/index.ts";
import type { BoardConnection } from "./board-connection.ts";
import { type CompiledNetwork, coreDesign } from "./compile-network.ts";
import type { InputTicks } from "./events.ts";
import { chipFrameInput } from "./frame-input.ts";
import { boardLearned, type LearnedOutcome } from "./learning-control.ts";

export interface BoardRunOptions {
  /** `compare` runs the reference beside the board: spikes of every tick; state, and what was learned, when it is read. */
  readonly reference: "none" | "compare";
}

/** What loading took. */
export interface LoadOutcome {
  readonly words: number;
  /** By the board's time. */
  readonly seconds: number;
  /** Memory words, without what frames them. */
  readonly bytesPerSecond: number;
}

/** A board that runs a network. Ticks are counted from the last `clear`. */
export class BoardRun {
  readonly compiled: CompiledNetwork;
  readonly connection: BoardConnection;
  #reference: Reference | undefined;
  readonly #neuronOfSlot: ReadonlyMap<number, number>;
  readonly #isOutput: (neuron: number) => boolean;
  /** Input of ticks that the board has been given and the reference has not. */
  readonly #given = new Map<number, readonly number[]>();
  #mismatch: Mismatch | undefined;

  constructor(compiled: CompiledNetwork, connection: BoardConnection, { reference }: BoardRunOptions) {
    this.compiled = compiled;
    this.connection = connection;
    this.#reference = reference === "compare" ? new Reference(compiled.network) : undefined;
    this.#neuronOfSlot = new Map(Array.from(compiled.config.slotOfNeuron, (slot, neuron) => [slot, neuron]));
    const { populations, outputs } = compiled.network;
    const reported = populations.filter(({ name }) => outputs.includes(name));
    this.#isOutput = (neuron) => reported.some(({ first, size }) => neuron >= first && neuron < first + size);
  }

  /** The first difference from the reference so far. */
  get mismatch(): Mismatch | undefined {
    return this.#mismatch;
  }

  get nextTick(): number {
    return this.connection.session.nextTick;
  }

  /** Writes the network into the board's memories and clears its state. */
  async load(onProgress?: OnProgress): Promise<LoadOutcome> {
    const { session, usage } = this.connection;
    const before = usage().seconds;
    const image = coreImage(this.compiled.config);
    await session.load(image, onProgress);
    const seconds = usage().seconds - before;
    const words = image.reduce((sum, block) => sum + block.words.length, 0);
    // What the board had learned before is gone.
    this.#reference &&= new Reference(this.compiled.network);
    this.#reset();
    return { words, seconds, bytesPerSecond: (2 * words) / seconds };
  }

  /** Reads the memories back as far as they can be read; a difference is LINK007. */
  verify(onProgress?: OnProgress): Promise<Verification> {
    return this.connection.session.verify(coreImage(this.compiled.config), onProgress);
  }

  /** Resets the state; ticks count from 0 again. */
  async clear(): Promise<void> {
    await this.connection.session.clear();
    this.#reset();
  }

  /** Runs one tick per entry and returns their output spikes; `onEnded` sees them as they arrive. */
  async run(input: InputTicks, onEnded?: (ticks: readonly TickSpikes[]) => void): Promise<readonly TickSpikes[]> {
    const first = this.nextTick;
    this.#give(input.map((channels, i) => ({ tick: first + i, channels })));
    const spikes = await this.connection.session.run(
      input.map((channels) => this.#words(channels)),
      undefined,
      onEnded && ((ended) => onEnded(ended.map((tick) => this.#inNeurons(tick)))),
    );
    const ended = spikes.map((slots, i) => this.#inNeurons({ tick: first + i, spikes: slots }));
    for (const tick of ended) this.#compare(tick);
    return ended;
  }

  /**
   * Hands a frame to the board's encoder, which gives its events from the next tick on: run its ticks with empty input, or
   * with that of other inputs. One value per channel of the encoder's input. Throws LINK030 to LINK034.
   */
  async frame(values: Uint8Array, { code, ticks }: Pick<FrameOrder, "code" | "ticks">): Promise<void> {
    const first = this.nextTick;
    await this.connection.session.frame(values, { code, ticks, given: "once" });
    const input = chipFrameInput(this.compiled, values, { code, ticks });
    this.#give(input.map((channels, i) => ({ tick: first + i, channels })));
  }

  /** Queues input of ticks that have not started: for a free-running board. */
  inject(events: readonly { readonly tick: number; readonly channels: readonly number[] }[]): void {
    this.connection.session.inject(events.map(({ tick, channels }) => ({ tick, words: this.#words(channels) })));
    this.#give(events);
  }

  /** Lets the board's own timer start a tick every so many clock cycles. */
  freeRun(periodCycles: number): Promise<void> {
    return this.connection.session.freeRun(periodCycles);
  }

  /** Ticks that have ended since the last poll of a free-running board. */
  async poll(): Promise<{ readonly ticks: readonly TickSpikes[]; readonly overrun: boolean }> {
    return this.#freeRunning(await this.connection.session.poll());
  }

  /** Stops the board's timer. */
  async stop(): Promise<{ readonly ticks: readonly TickSpikes[]; readonly overrun: boolean }> {
    return this.#freeRunning(await this.connection.session.stepped());
  }

  /** Every neuron's membrane and refractory counter, between ticks. */
  async state(): Promise<Pick<TickState, "membranes" | "refractory">> {
    const { config } = this.compiled;
    const { session } = this.connection;
    const slots = config.slots.length;
    const membranes = await session.readMembranes(slots);
    const counters = config.shape.refractoryBits > 0 ? await session.readRefractory(slots) : new Uint16Array(slots);
    const state = {
      membranes: Int32Array.from(config.slotOfNeuron, (slot) => membranes[slot] ?? 0),
      refractory: Int32Array.from(config.slotOfNeuron, (slot) => counters[slot] ?? 0),
    };
    if (this.#reference !== undefined) {
      const expected = { spikes: [], membranes: this.#reference.v, refractory: this.#reference.r };
      this.#mismatch ??= firstMismatch({ tick: this.nextTick - 1, spikes: [], ...state }, expected);
    }
    return state;
  }

  /** What the board has learned so far, between ticks; with `mismatch` where the reference learned something else. */
  learned(onProgress?: OnProgress): Promise<LearnedOutcome> {
    return boardLearned(this.connection.session, this.compiled, this.#reference, onProgress);
  }

  #freeRunning({ ticks, overrun }: { readonly ticks: readonly SlotSpikes[]; readonly overrun: boolean }) {
    const ended = ticks.map((tick) => this.#inNeurons(tick));
    for (const tick of ended) this.#compare(tick);
    return { ticks: ended, overrun };
  }

  #reset(): void {
    this.#reference?.reset();
    this.#given.clear();
  }

  #give(events: readonly { readonly tick: number; readonly channels: readonly number[] }[]): void {
    if (this.#reference === undefined) return;
    for (const { tick, channels } of events) this.#given.set(tick, [...(this.#given.get(tick) ?? []), ...channels]);
  }

  #compare({ tick, spikes }: TickSpikes): void {
    const reference = this.#reference;
    if (reference === undefined) return;
    const expected = reference.tick([...(this.#given.get(tick) ?? [])].sort((a, b) => a - b)).spikes;
    this.#given.delete(tick);
    const none = { membranes: new Int32Array(), refractory: new Int32Array() };
    const outputs = Array.from(expected).filter(this.#isOutput);
    this.#mismatch ??= firstMismatch({ tick, spikes, ...none }, { spikes: outputs, ...none });
  }

  #inNeurons({ tick, spikes }: SlotSpikes): TickSpikes {
    return { tick, spikes: spikes.map((slot) => this.#neuronOfSlot.get(slot) ?? -1).sort((a, b) => a - b) };
  }

  #words(channels: readonly number[]): number[] {
    return channels.map((channel) => this.compiled.config.channelWord[channel] ?? -1);
  }
}

/** Clock cycles that a network's core takes for a tick of this input, measured by simulating the core alone. */
export function coreCyclesPerTick(compiled: CompiledNetwork, input: InputTicks): number {
  if (input.length === 0) return 0;
  const simulation = openEmbedded(coreDesign(compiled), { seed: 1 });
  const run = new NetworkRun(compiled.config, simulation, { observed: "outputs" });
  run.driver.load(coreImage(compiled.config));
  run.driver.clear();
  const { cycles, clearCycles } = run.run(input);
  simulation.close();
  return (cycles - clearCycles) / input.length;
}
