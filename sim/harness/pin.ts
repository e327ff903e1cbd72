/** Pins: the ports of a design, as the body of a test and its processes read and drive them. */
import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, closed, doesNotFit, notWritable } from "../handle-errors.ts";
import type { SignalCell, SignalHandle } from "../simulation.ts";
import { valueOfLabel, valueOfReal } from "../typed-value.ts";
import { body, type Drivers } from "./drivers.ts";

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

type Words = SignalCell["words"];

/** Widest signal that a number holds exactly. */
const widestNumber = 53;

/**
 * Reads and writes of a cell of the engine's memory, where the handle offers one, cost a few nanoseconds. Fields that
 * they touch are plain ones, and what is rare stands apart: both keep the code of `value` small enough to be compiled
 * into the loops that use it.
 */
export class BenchPin implements Pin {
  readonly name: string;
  readonly width: number;
  /** In which cycle its value was last driven, and by which process, or `body`. */
  drivenIn = -1;
  /** @internal In which cycle it was last listed among those that land. */
  landsIn = -1;
  driver = body;
  /** @internal */
  readonly drivers: Drivers;
  /** @internal */
  readonly number: number;
  /** @internal What lies in memory is the value now; absent: the handle has to be asked. */
  readonly words: Words | undefined;
  /** @internal To the left and back takes a signed value out of its word; negative: there is no sign. */
  readonly signShift: number;
  /** @internal Values that are known to fit, within 32 bits, so that comparing them is cheap; none where none is. */
  readonly low: number;
  readonly high: number;
  /** @internal What was written last, a number. */
  next = 0;
  #nextBig = 0n;
  readonly #cell: SignalCell | undefined;
  readonly #handle: SignalHandle;
  readonly #type: IrType;
  readonly #access: "input" | "read";
  readonly #bits: number;

  constructor(handle: SignalHandle, type: IrType, access: "input" | "read", drivers: Drivers) {
    const { name, width, cell } = handle;
    this.name = name;
    this.width = width;
    this.drivers = drivers;
    this.number = drivers.add(this);
    this.#handle = handle;
    this.#type = type;
    this.#access = access;
    this.#cell = cell;
    this.words = cell?.access === "output" ? undefined : cell?.words;
    const isSigned = type.kind === "sint";
    this.signShift = isSigned ? 32 - width : -1;
    this.#bits = width >= 32 ? -1 : 2 ** width - 1;
    const isWritable = access === "input" && width <= widestNumber;
    const valueBits = Math.min(31, isSigned ? width - 1 : width);
    this.low = !isWritable ? 1 : isSigned ? -(2 ** valueBits) : 0;
    this.high = !isWritable ? 0 : 2 ** valueBits - 1;
  }

  get value(): number {
    const { drivers, words } = this;
    if (--drivers.readsLeft < 0 || words === undefined) return this.#read();
    const bits = words[0];
    if (bits === undefined) throw closed();
    const { signShift } = this;
    return signShift < 0 ? bits : (bits << signShift) >> signShift;
  }

  set value(value: number) {
    if ((value | 0) !== value || value < this.low || value > this.high) {
      this.#writeOther(value);
      return;
    }
    const { drivers } = this;
    const { interval } = drivers;
    this.next = value;
    if (drivers.phase !== "running" || this.drivenIn === interval) {
      this.#driveOther();
      return;
    }
    // Numbers instead of objects: the garbage collector need not be told.
    this.drivenIn = interval;
    this.driver = drivers.running;
    // What is there already drives the pin, but need not land.
    const { words } = this;
    if (words !== undefined && words[0] === value) return;
    this.landsIn = interval;
    drivers.written[drivers.writtenCount++] = this.number;
  }

  get big(): bigint {
    this.drivers.countRead();
    return this.#handle.big;
  }

  set big(value: bigint) {
    if (this.#access !== "input") throw notWritable(this.name);
    bitsOf(this.name, this.#type, value);
    if (this.width <= widestNumber) this.next = Number(value);
    else this.#nextBig = value;
    this.#driveOther();
  }

  get label(): string | undefined {
    this.drivers.countRead();
    return this.#handle.label;
  }

  set label(label: string) {
    this.big = valueOfLabel(this.name, this.#type, label);
  }

  get real(): number {
    this.drivers.countRead();
    return this.#handle.real;
  }

  set real(real: number) {
    this.value = valueOfReal(this.name, this.#type, real);
  }

  /** Hands what was written last to the engine, which is to be told by `touch`. */
  land(): "changed" | "same" {
    const { words } = this;
    if (words !== undefined) {
      const bits = this.next & this.#bits;
      if (words[0] === bits) return "same";
      words[0] = bits;
    } else if (this.width <= widestNumber) this.#handle.value = this.next;
    else this.#handle.big = this.#nextBig;
    return "changed";
  }

  touch(): void {
    this.#cell?.host.touch();
  }

  /** A read of what has to settle, of what lies in no cell, or after too many others. */
  #read(): number {
    const { drivers } = this;
    if (drivers.readsLeft < 0) drivers.refuseRead();
    const cell = this.#cell;
    if (cell === undefined) return this.#handle.value;
    cell.host.settle();
    const bits = cell.words[0];
    if (bits === undefined) throw closed();
    return this.signShift < 0 ? bits : (bits << this.signShift) >> this.signShift;
  }

  /** A value that is not known to fit. */
  #writeOther(value: number): void {
    if (this.#access !== "input") throw notWritable(this.name);
    if (!Number.isSafeInteger(value)) throw doesNotFit(this.name, this.#type, value);
    this.big = BigInt(value);
  }

  /** A write of the body, or a further one in a cycle. */
  #driveOther(): void {
    if (this.drivers.drive(this) === "later") return;
    this.land();
    this.touch();
  }
}
