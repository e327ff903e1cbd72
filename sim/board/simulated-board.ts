/**
 * A chip in simulation behind a serial line: the host sees what it would see of a real board, byte for byte. Simulated
 * time passes only while the host waits for something: bytes on their way, or a timeout that runs.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../embedded/index.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import { type SimulatedFlash, withFlash } from "./simulated-flash.ts";
import { LineDriver, type LineNoise, LineSampler, noNoise } from "./uart-pins.ts";

export interface SimulatedBoardOptions {
  /** As the chip was generated with. */
  readonly clockCyclesPerBit: number;
  /** Default: the embedded engine. */
  readonly engine?: (design: Design, options: { readonly seed: number }) => Simulation;
  /** Of the power-up state. Default 1. */
  readonly seed?: number;
  /** What timeouts are counted in: simulated cycles per microsecond. Default 36. */
  readonly clockMHz?: number;
  /** The computer's bit length relative to the chip's; 1.02 is a computer 2 % slow. Default 1. Others simulate slower. */
  readonly hostBitLength?: number;
  readonly noiseToBoard?: LineNoise;
  readonly noiseToHost?: LineNoise;
  /** Of a chip that boots from it. */
  readonly flash?: SimulatedFlash;
}

/** Structurally the host's `Transport` and `LinkClock`. */
export interface SimulatedBoard {
  readonly simulation: Simulation;
  readonly clock: { after(milliseconds: number, callback: () => void): () => void };
  write(bytes: Uint8Array): Promise<void>;
  onData(handler: (bytes: Uint8Array) => void): void;
  close(): Promise<void>;
  /** Lets simulated time pass on an idle line; what the board sends is delivered. */
  advance(cycles: number): Promise<void>;
}

/** Boots a chip with pins `uart_rx` and `uart_tx`: power-up, then reset. */
export function simulatedBoard(chip: Design, options: SimulatedBoardOptions): SimulatedBoard {
  const open = options.engine ?? openEmbedded;
  return new RunningBoard(open(chip, { seed: options.seed ?? 1 }), options);
}

interface Alarm {
  readonly cycle: number;
  readonly callback: () => void;
}

/** Bit times of an idle line after which what was received is delivered. */
const idleBits = 2;
const millisecondsPerTurn = 8;
const stepsPerClockCheck = 256;

class RunningBoard implements SimulatedBoard {
  readonly simulation: Simulation;
  readonly #rx: SignalHandle;
  readonly #tx: SignalHandle;
  readonly #driver: LineDriver;
  readonly #sampler: LineSampler;
  readonly #step: (cycles: number) => void;
  readonly #cyclesPerStep: number;
  readonly #idleCycles: number;
  readonly #cyclesPerMillisecond: number;
  readonly #alarms = new Set<Alarm>();
  #handler: (bytes: Uint8Array) => void = () => {};
  #received: number[] = [];
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isClosed = false;

  constructor(simulation: Simulation, options: SimulatedBoardOptions) {
    const { clockCyclesPerBit, clockMHz = 36, hostBitLength = 1 } = options;
    const bitCycles = clockCyclesPerBit * hostBitLength;
    // The chip's bits are exact, so one sample per bit, anywhere in it, reads them all.
    const isExact = hostBitLength === 1;
    this.simulation = simulation;
    this.#rx = simulation.port("uart_rx");
    this.#tx = simulation.port("uart_tx");
    this.#cyclesPerStep = isExact ? clockCyclesPerBit : 1;
    this.#driver = new LineDriver(bitCycles, options.noiseToBoard ?? noNoise);
    this.#sampler = new LineSampler(bitCycles, isExact ? 0 : bitCycles / 2, options.noiseToHost ?? noNoise);
    this.#idleCycles = idleBits * clockCyclesPerBit;
    this.#cyclesPerMillisecond = clockMHz * 1000;
    this.#rx.value = 1;
    const { flash } = options;
    this.#step = flash === undefined ? (cycles) => simulation.step(cycles) : withFlash(simulation, flash);
    simulation.reset();
  }

  readonly clock = {
    after: (milliseconds: number, callback: () => void) => {
      const cycle = this.simulation.cycle + Math.ceil(milliseconds * this.#cyclesPerMillisecond);
      const alarm = { cycle, callback };
      this.#alarms.add(alarm);
      this.#wake();
      return () => {
        this.#alarms.delete(alarm);
      };
    },
  };

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#isClosed) throw new Error("the simulated board is closed");
    this.#driver.add(bytes);
    this.#wake();
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#handler = handler;
  }

  async advance(cycles: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.clock.after(cycles / this.#cyclesPerMillisecond, resolve);
    });
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#alarms.clear();
    await this.#running;
    this.simulation.close();
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Simulates until nobody waits any more, and lets others have their turn in between. */
  async #run(): Promise<void> {
    await nextTurn();
    try {
      while (!this.#isClosed && (this.#alarms.size > 0 || !this.#driver.isIdle)) {
        this.#simulateOneTurn();
        await nextTurn();
      }
    } catch (error) {
      // The host meets it when it tries again, at once.
      this.#failure = { error };
      for (const { callback } of this.#alarms) callback();
      this.#alarms.clear();
    }
  }

  /** Until something was delivered, an alarm went off, or the turn's time is over. */
  #simulateOneTurn(): void {
    const end = performance.now() + millisecondsPerTurn;
    const alarm = [...this.#alarms].reduce<Alarm | undefined>(
      (a, b) => (a === undefined || b.cycle < a.cycle ? b : a),
      undefined,
    );
    for (let steps = 1; steps % stepsPerClockCheck !== 0 || performance.now() < end; steps++) {
      const { cycle } = this.simulation;
      if (alarm !== undefined && cycle >= alarm.cycle) {
        this.#deliver();
        if (this.#alarms.delete(alarm)) alarm.callback();
        return;
      }
      const isQuiet = this.#received.length > 0 && cycle - this.#sampler.lastActive > this.#idleCycles;
      if (isQuiet || (alarm === undefined && this.#driver.isIdle)) {
        this.#deliver();
        return;
      }
      this.#rx.value = this.#driver.level(cycle);
      this.#step(this.#cyclesPerStep);
      const byte = this.#sampler.sample(cycle, this.#tx.value);
      if (byte !== undefined) this.#received.push(byte);
    }
  }

  #deliver(): void {
    if (this.#received.length === 0) return;
    const bytes = Uint8Array.from(this.#received);
    this.#received = [];
    this.#handler(bytes);
  }
}
