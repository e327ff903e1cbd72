/**
 * Chips in simulations of their own, on any engines, joined by cables: one time in picoseconds for all of them, clocks that
 * need not agree, and cables that delay, disturb and come out of their sockets. Everything random comes from one seed.
 */
import type { SignalHandle, Simulation } from "../simulation.ts";
import { SeededRandom } from "./random.ts";
import { Wire, type WireOptions } from "./wire.ts";

export interface LinkedChip {
  readonly name: string;
  readonly simulation: Simulation;
  /** Of its main clock, in picoseconds; 20,833 is 48 MHz. */
  readonly period: number;
  /** Time of the first edge. Default: one period. */
  readonly phase?: number;
  /** Called before each edge of the main clock, when all inputs from cables stand: the place to drive other ports. */
  readonly beforeEdge?: () => void;
}

/** A port of a chip by its Verilog name. */
export interface Pin {
  readonly chip: string;
  readonly pin: string;
}

/** Wires that are plugged in and pulled together; each bit of a pin is a wire of its own. */
export interface CableOptions extends WireOptions {
  readonly name: string;
  /** From an output to an input of the same width, or to a clock. */
  readonly joins: readonly { readonly from: Pin; readonly to: Pin }[];
}

interface Output {
  readonly handle: SignalHandle;
  readonly wires: readonly Wire[];
  shown: number;
}

interface Input {
  readonly handle: SignalHandle;
  readonly wires: readonly Wire[];
  shown: number;
}

interface LineClock {
  readonly clock: string;
  readonly wire: Wire;
  level: number;
}

interface RunningChip {
  readonly chip: LinkedChip;
  readonly mainClock: string;
  readonly outputs: Output[];
  readonly inputs: Input[];
  readonly lineClocks: LineClock[];
  nextEdge: number;
}

export class LinkedChips {
  readonly #chips: readonly RunningChip[];
  readonly #cables = new Map<string, readonly Wire[]>();
  #time = 0;

  /** Pins that there are not throw SIM001. Nothing is reset: that is for the caller to do before. */
  constructor(options: {
    readonly chips: readonly LinkedChip[];
    readonly cables: readonly CableOptions[];
    readonly seed: number;
  }) {
    this.#chips = options.chips.map((chip) => ({
      chip,
      mainClock: mainClockOf(chip),
      outputs: [],
      inputs: [],
      lineClocks: [],
      nextEdge: chip.phase ?? chip.period,
    }));
    const random = new SeededRandom(options.seed);
    for (const cable of options.cables) {
      this.#cables.set(
        cable.name,
        cable.joins.flatMap(({ from, to }) => this.#join(from, to, cable, random)),
      );
    }
    for (const chip of this.#chips) this.#drive(chip);
  }

  /** Picoseconds since the start. */
  get time(): number {
    return this.#time;
  }

  /** From now on both ends read the open level; what is on its way is lost. */
  pull(cable: string): void {
    for (const wire of this.#wiresOf(cable)) wire.isPulled = true;
  }

  plug(cable: string): void {
    for (const wire of this.#wiresOf(cable)) wire.isPulled = false;
  }

  /** Takes all edges of all clocks for so many picoseconds. Throws what the simulations throw. */
  advance(picoseconds: number): void {
    const end = this.#time + picoseconds;
    for (;;) {
      let time = Number.POSITIVE_INFINITY;
      for (const { nextEdge, lineClocks } of this.#chips) {
        if (nextEdge < time) time = nextEdge;
        for (const { wire } of lineClocks) {
          const change = wire.nextChange(this.#time);
          if (change < time) time = change;
        }
      }
      if (time > end) break;
      this.#time = time;
      for (const chip of this.#chips) this.#take(chip, time);
    }
    this.#time = end;
  }

  #take(running: RunningChip, time: number): void {
    const { chip, mainClock, inputs, lineClocks } = running;
    for (const line of lineClocks) {
      const level = line.wire.levelAt(time);
      const rises = level > line.level;
      line.level = level;
      if (!rises) continue;
      read(inputs, time);
      chip.simulation.edge(line.clock);
      this.#drive(running);
    }
    if (running.nextEdge > time) return;
    running.nextEdge += chip.period;
    read(inputs, time);
    chip.beforeEdge?.();
    chip.simulation.edge(mainClock);
    this.#drive(running);
  }

  #drive({ outputs }: RunningChip): void {
    for (const output of outputs) {
      const value = output.handle.value;
      if (value === output.shown) continue;
      output.shown = value;
      for (const [bit, wire] of output.wires.entries()) wire.drive(this.#time, Math.floor(value / 2 ** bit) % 2);
    }
  }

  #join(from: Pin, to: Pin, options: WireOptions, random: SeededRandom): Wire[] {
    const [source, sink] = [this.#chipOf(from), this.#chipOf(to)];
    const output = source.chip.simulation.port(from.pin);
    const wires = Array.from({ length: output.width }, () => new Wire(options, random));
    source.outputs.push({ handle: output, wires, shown: -1 });
    const [first] = wires;
    if (first !== undefined && sink.chip.simulation.clocks.includes(to.pin)) {
      sink.lineClocks.push({ clock: to.pin, wire: first, level: options.openLevel });
      return wires;
    }
    const input = sink.chip.simulation.port(to.pin);
    if (input.width !== output.width)
      throw new Error(`${from.chip}.${from.pin} and ${to.chip}.${to.pin} differ in width`);
    sink.inputs.push({ handle: input, wires, shown: -1 });
    return wires;
  }

  #chipOf({ chip: name }: Pin): RunningChip {
    const found = this.#chips.find(({ chip }) => chip.name === name);
    if (found === undefined) throw new Error(`no chip ${name}`);
    return found;
  }

  #wiresOf(name: string): readonly Wire[] {
    const wires = this.#cables.get(name);
    if (wires === undefined) throw new Error(`no cable ${name}`);
    return wires;
  }
}

function mainClockOf({ name, simulation }: LinkedChip): string {
  const [clock] = simulation.clocks;
  if (clock === undefined) throw new Error(`${name} has no clock`);
  return clock;
}

function read(inputs: readonly Input[], time: number): void {
  for (const input of inputs) {
    let value = 0;
    for (const [bit, wire] of input.wires.entries()) value += wire.levelAt(time) * 2 ** bit;
    if (value === input.shown) continue;
    input.shown = value;
    input.handle.value = value;
  }
}
