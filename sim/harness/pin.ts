/** Pins: the ports of a design, as the body of a test and its processes read and drive them. */
import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, closed, doesNotFit, notWritable } from "../handle-errors.ts";
import type { SignalHandle } from "../simulation.ts";
import { valueOfLabel, valueOfReal } from "../typed-value.ts";
import type { Drivers } from "./drivers.ts";
import type { RunningProcess } from "./process.ts";

/** Something that can be read. A process reads what the edge sees, the body what has settled. */
export interface Probe<L extends string = string> {
  readonly name: string;
  readonly width: number;
  /** Signed signals give negative numbers; for widths up to 53 bits. */
  readonly value: number;
  readonly big: bigint;
  /** Of an enumeration: the label, where the bits have one. */
  readonly label: L | undefined;
  /** Of a fixed-point signal: the number with its point; of others `value`. */
  readonly real: number;
}

/** An input of the design. What the body writes is there before the next edge, what a process writes after it. */
export interface Pin<L extends string = string> extends Probe<L> {
  value: number;
  big: bigint;
  get label(): L | undefined;
  set label(label: L);
  real: number;
}

/** Widest signal that a number holds exactly. */
const widestNumber = 53;

/** Reads and writes of a cell of the engine's memory, where the handle offers one, cost a few nanoseconds. */
export class BenchPin implements Pin {
  readonly name: string;
  readonly width: number;
  /** In which cycle its value was last driven, and by whom: a process, or else the body. */
  drivenIn = -1;
  driver: RunningProcess | undefined;
  readonly #drivers: Drivers;
  readonly #handle: SignalHandle;
  readonly #type: IrType;
  readonly #access: "input" | "read";
  readonly #words: Uint8Array | Uint16Array | Uint32Array | undefined;
  readonly #host: { settle(): void; touch(): void } | undefined;
  readonly #mustSettle: boolean;
  /** Of signed values; negative: there is no sign. */
  readonly #signShift: number;
  readonly #bits: number;
  /** Values that are known to fit, within 32 bits, so that comparing them is cheap; none where none is. */
  readonly #low: number;
  readonly #high: number;
  #next = 0;
  #nextBig = 0n;

  constructor(handle: SignalHandle, type: IrType, access: "input" | "read", drivers: Drivers) {
    const { name, width, cell } = handle;
    this.name = name;
    this.width = width;
    this.#drivers = drivers;
    this.#handle = handle;
    this.#type = type;
    this.#access = access;
    this.#words = cell?.words;
    this.#host = cell?.host;
    this.#mustSettle = cell?.access === "output";
    const isSigned = type.kind === "sint";
    this.#signShift = isSigned ? 32 - width : -1;
    this.#bits = width >= 32 ? -1 : 2 ** width - 1;
    const isWritable = access === "input" && width <= widestNumber;
    const valueBits = Math.min(31, isSigned ? width - 1 : width);
    this.#low = !isWritable ? 1 : isSigned ? -(2 ** valueBits) : 0;
    this.#high = !isWritable ? 0 : 2 ** valueBits - 1;
  }

  get value(): number {
    const drivers = this.#drivers;
    if (--drivers.readsLeft < 0) drivers.refuseRead();
    const words = this.#words;
    if (words === undefined) return this.#handle.value;
    if (this.#mustSettle) this.#host?.settle();
    const bits = words[0];
    if (bits === undefined) throw closed();
    const shift = this.#signShift;
    return shift < 0 ? bits : (bits << shift) >> shift;
  }

  set value(value: number) {
    if ((value | 0) !== value || value < this.#low || value > this.#high) this.#check(value);
    if (this.width > widestNumber) {
      this.big = BigInt(value);
      return;
    }
    const drivers = this.#drivers;
    this.#next = value;
    if (drivers.phase === "running" && this.drivenIn !== drivers.interval) {
      this.drivenIn = drivers.interval;
      this.driver = drivers.current;
      drivers.written[drivers.writtenCount++] = this;
      return;
    }
    if (drivers.drive(this) === "later") return;
    this.land();
    this.touch();
  }

  get big(): bigint {
    const drivers = this.#drivers;
    if (--drivers.readsLeft < 0) drivers.refuseRead();
    return this.#handle.big;
  }

  set big(value: bigint) {
    if (this.#access !== "input") throw notWritable(this.name);
    bitsOf(this.name, this.#type, value);
    if (this.width <= widestNumber) this.value = Number(value);
    else {
      this.#nextBig = value;
      if (this.#drivers.drive(this) === "now") this.land();
    }
  }

  get label(): string | undefined {
    const drivers = this.#drivers;
    if (--drivers.readsLeft < 0) drivers.refuseRead();
    return this.#handle.label;
  }

  set label(label: string) {
    this.big = valueOfLabel(this.name, this.#type, label);
  }

  get real(): number {
    const drivers = this.#drivers;
    if (--drivers.readsLeft < 0) drivers.refuseRead();
    return this.#handle.real;
  }

  set real(real: number) {
    this.value = valueOfReal(this.name, this.#type, real);
  }

  /** Hands what was written last to the engine, which is to be told by `touch`. */
  land(): void {
    const words = this.#words;
    if (words !== undefined) words[0] = this.#next & this.#bits;
    else if (this.width <= widestNumber) this.#handle.value = this.#next;
    else this.#handle.big = this.#nextBig;
  }

  touch(): void {
    this.#host?.touch();
  }

  /** A value that is not known to fit. */
  #check(value: number): void {
    if (this.#access !== "input") throw notWritable(this.name);
    if (!Number.isSafeInteger(value)) throw doesNotFit(this.name, this.#type, value);
    bitsOf(this.name, this.#type, BigInt(value));
  }
}
