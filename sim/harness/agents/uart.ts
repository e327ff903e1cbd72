/** Serial lines: bytes onto a pin, bytes off a pin. */
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import {
  type FrameFault,
  type HeardFrame,
  LineDriver,
  type LineFormat,
  LineSampler,
  noNoise,
  plainFormat,
} from "../../board/uart-pins.ts";
import type { Pin, Probe } from "../pin.ts";
import type { Queue } from "../queue.ts";
import type { Testbench } from "../testbench.ts";
import type { Routine } from "../trigger.ts";
import type { Transfers } from "./stream-pins.ts";

export interface UartOptions extends Partial<LineFormat> {
  /** Cycles of the clock for one bit, 2 or more; need not be a whole number: a computer's rate is never quite the chip's. */
  readonly clockCyclesPerBit: number;
  readonly name?: string;
  /** The clock that the cycles are of; default: the main clock. */
  readonly clock?: string;
}

export interface UartSource {
  readonly name: string;
  /** Queues bytes, sent back to back. */
  send(bytes: number | Iterable<number>): void;
  /** Queues a byte with a wrong parity bit or without its stop bit. */
  sendFaulty(byte: number, fault: FrameFault): void;
  /** Bytes that have not begun yet. */
  readonly pending: number;
  /** The last stop bit is over. */
  readonly idle: boolean;
  /** Steps until the line is idle; returns the cycles. For the body. */
  drain(limit?: number): number;
}

/** Sends bytes to a pin of the design: `uartSource(tb, tb.dut.rx, { clockCyclesPerBit: 16 })`. */
export function uartSource(tb: Testbench, pin: Pin, options: UartOptions): UartSource {
  const { name = pin.name } = options;
  const format = formatOf(name, options);
  const driver = new LineDriver(options.clockCyclesPerBit, noNoise, format);
  const added = tb.event(`${name} has bytes`);
  let isIdle = true;
  pin.value = 1;

  function* drive(): Routine {
    for (;;) {
      // The level of the cycle after this edge.
      let cycle = 0;
      added.clear();
      isIdle = driver.isIdle;
      if (isIdle) yield added.wait();
      isIdle = false;
      for (;;) {
        pin.value = driver.level(cycle);
        const { nextChange } = driver;
        if (nextChange === undefined) break;
        const wait = Math.max(1, nextChange - cycle);
        yield tb.cycles(wait);
        cycle += wait;
      }
    }
  }
  tb.fork(drive(), { name: `uart source ${name}`, ...(options.clock === undefined ? {} : { clock: options.clock }) });

  const largest = 2 ** format.dataBits - 1;
  const add = (byte: number, fault?: FrameFault): void => {
    if (!Number.isInteger(byte) || byte < 0 || byte > largest) {
      throw misused(name, `${byte} to be sent`, `give whole numbers from 0 to ${largest}`);
    }
    if (fault === "parity" && format.parity === "none") {
      throw misused(name, "a parity error without parity", 'give the line a parity: { parity: "even" }');
    }
    driver.addFrame(byte, fault);
    isIdle = false;
    added.set();
  };
  return {
    name,
    send: (bytes) => {
      for (const byte of typeof bytes === "number" ? [bytes] : bytes) add(byte);
    },
    sendFaulty: add,
    get pending() {
      return driver.waiting;
    },
    get idle() {
      return isIdle;
    },
    drain: (limit) => tb.until(() => isIdle, limit),
  };
}

export interface UartSinkOptions extends UartOptions {
  /** What becomes of faulty bytes: an error (SIM127), or they are kept in `faults`. Default `"refused"`. */
  readonly faults?: "refused" | "collected";
}

export interface UartFault extends HeardFrame {
  readonly cycle: number;
}

export interface UartSink extends Transfers<number> {
  /** The oldest byte that nobody has received yet; steps until there is one. Throws SIM102 at the limit. */
  recv(limit?: number): number;
  recvAll(count: number, limit?: number): number[];
  tryRecv(): number | undefined;
  /** What is not received yet; a process waits with `yield* sink.queue.get()`. */
  readonly queue: Queue<number>;
  readonly collected: readonly number[];
  readonly faults: readonly UartFault[];
}

/** Hears bytes of a pin of the design: `uartSink(tb, tb.dut.tx, { clockCyclesPerBit: 16 })`. Bits are read in their middle. */
export function uartSink(tb: Testbench, pin: Probe, options: UartSinkOptions): UartSink {
  const { name = pin.name, clockCyclesPerBit } = options;
  const format = formatOf(name, options);
  const sampler = new LineSampler(clockCyclesPerBit, clockCyclesPerBit / 2, noNoise, format);
  const queue = tb.queue<number>(undefined, name);
  const collected: number[] = [];
  const faults: UartFault[] = [];
  const callbacks: ((byte: number, cycle: number) => void)[] = [];

  function hear({ byte, fault }: HeardFrame): void {
    if (fault === undefined) {
      collected.push(byte);
      queue.tryPut(byte);
      for (const callback of callbacks) callback(byte, tb.cycle);
    } else if (options.faults === "collected") faults.push({ byte, fault, cycle: tb.cycle });
    else throw heardWrong(name, byte, fault, tb.cycle, format);
  }

  function* listen(): Routine {
    // A line that is low from the start says nothing before it was high.
    yield tb.when(() => pin.value !== 0);
    for (let cycle = 0; ; ) {
      const heard = sampler.frame(cycle, pin.value);
      if (heard !== undefined) hear(heard);
      const { nextSample } = sampler;
      const wait = nextSample === undefined ? 1 : Math.max(1, nextSample - cycle);
      yield tb.cycles(wait);
      cycle += wait;
    }
  }
  tb.fork(listen(), { name: `uart sink ${name}`, ...(options.clock === undefined ? {} : { clock: options.clock }) });

  const recv = (limit?: number): number => queue.tryGet() ?? tb.wait(queue.get(), limit);
  return {
    name,
    recv,
    recvAll: (count, limit) => Array.from({ length: count }, () => recv(limit)),
    tryRecv: () => queue.tryGet(),
    queue,
    collected,
    faults,
    onTransfer: (callback) => callbacks.push(callback),
  };
}

function formatOf(name: string, { clockCyclesPerBit, ...rest }: UartOptions): LineFormat {
  if (!(clockCyclesPerBit >= 2)) {
    throw misused(name, `${clockCyclesPerBit} clock cycles per bit`, "give 2 or more");
  }
  const { dataBits, parity, stopBits } = { ...plainFormat, ...rest };
  if (!Number.isInteger(dataBits) || dataBits < 5 || dataBits > 8) {
    throw misused(name, `${dataBits} data bits`, "give 5 to 8");
  }
  return { dataBits, parity, stopBits };
}

function misused(name: string, found: string, mend: string): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM131", place: `uart ${name}`, found, mend });
}

function heardWrong(name: string, byte: number, fault: FrameFault, cycle: number, { parity }: LineFormat) {
  const what = fault === "parity" ? `the parity is not ${parity}` : "a stop bit is low";
  return new SpikeforgeError({
    code: "SIM127",
    place: `uart ${name}`,
    found: `${what} for the byte 0x${byte.toString(16).padStart(2, "0")}, heard until cycle ${cycle}`,
    mend: 'compare bit length and format of both ends; faulty bytes on purpose: { faults: "collected" }',
  });
}
