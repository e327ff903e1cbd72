/** Pins: the ports of a design, as the body of a test and its processes read and drive them. */
import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, closed, doesNotFit, notWritable } from "../handle-errors.ts";
import type { SignalCell, SignalHandle } from "../simulation.ts";
import { valueOfLabel, valueOfReal } from "../typed-value.ts";
import { body, type Drivers, type Reads } from "./drivers.ts";

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
const nowhere = new Uint8Array(0);
/** Equals nothing: comparing with it costs less than comparing with what is not there. */
const nothing = Float64Array.of(Number.NaN);

/**
 * Reads and writes of a cell of the engine's memory, where the handle offers one, cost a few nanoseconds. Fields that
 * they touch are plain ones, and what is rare stands apart: both keep the code of `value` small enough to be compiled
 * into the loops that use it.
 */
export class BenchPin implements Pin {
  // What every access touches stands first, so that it lies together.
  /** @internal Where the value lies, as a view that pins share; empty: the handle has to be asked. */
  readonly words: Words;
  /** @internal At which element. */
  readonly at: number;
  /** @internal */
  readonly reads: Reads;
  /** @internal To the left and back takes a signed value out of its word. */
  readonly signShift: number;
  /** @internal The words of an input whose bits are its value; `nothing` for all others. */
  readonly ownWords: Words | Float64Array;
  /** @internal */
  readonly ownAt: number;
  /** @internal */
  readonly drivers: Drivers;
  /** In which cycle its value was last driven, and by which process, or `body`. */
  drivenIn = -1;
  driver = body;
  /** @internal In which cycle it was last listed among those that land. */
  landsIn = -1;
  /** @internal */
  readonly number: number;
  readonly name: string;
  readonly width: number;
  /** @internal What was written last, a number. */
  next = 0;
  #nextBig = 0n;
  readonly #cell: SignalCell | undefined;
  readonly #handle: SignalHandle;
  readonly #type: IrType;
  readonly #access: "input" | "read";
  /** Values that are known to fit, within 32 bits, so that comparing them is cheap; none where none is. */
  readonly #low: number;
  readonly #high: number;
  readonly #isSigned: boolean;
  readonly #bits: number;

  constructor(handle: SignalHandle, type: IrType, access: "input" | "read", drivers: Drivers) {
    const { name, width, cell } = handle;
    const isSigned = type.kind === "sint";
    // A number of 32 bits without a sign would get one.
    const isPlaced = cell !== undefined && (width < 32 || isSigned);
    this.words = isPlaced ? drivers.shared(cell.words) : nowhere;
    this.at = isPlaced ? cell.words.byteOffset / cell.words.BYTES_PER_ELEMENT : 0;
    this.reads = cell?.access === "output" ? drivers.settledReads : drivers.reads;
    this.signShift = isSigned ? 32 - width : 0;
    this.ownWords = access === "input" && !isSigned && isPlaced ? this.words : nothing;
    this.ownAt = this.ownWords === nothing ? 0 : this.at;
    this.drivers = drivers;
    this.number = drivers.add(this);
    this.name = name;
    this.width = width;
    this.#handle = handle;
    this.#type = type;
    this.#access = access;
    this.#cell = cell;
    this.#isSigned = isSigned;
    this.#bits = width >= 32 ? -1 : 2 ** width - 1;
    const isWritable = access === "input" && width <= widestNumber;
    const valueBits = Math.min(31, isSigned ? width - 1 : width);
    this.#low = !isWritable ? 1 : isSigned ? -(2 ** valueBits) : 0;
    this.#high = !isWritable ? 0 : 2 ** valueBits - 1;
  }

  get value(): number {
    const bits = this.words[this.at];
    if (--this.reads.left < 0 || bits === undefined) return this.#read();
    return (bits << this.signShift) >> this.signShift;
  }

  set value(value: number) {
    const { drivers } = this;
    const { open } = drivers;
    // What is there already drives the pin, but need not land.
    if (this.ownWords[this.ownAt] !== value || this.drivenIn >= open) {
      drivers.write(this, value);
      return;
    }
    // Numbers instead of objects: the garbage collector need not be told.
    this.drivenIn = open;
    this.driver = drivers.running;
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
    const cell = this.#cell;
    if (cell !== undefined) {
      const { words } = cell;
      const before = words[0];
      words[0] = this.next & this.#bits;
      return words[0] === before ? "same" : "changed";
    }
    if (this.width <= widestNumber) this.#handle.value = this.next;
    else this.#handle.big = this.#nextBig;
    return "changed";
  }

  touch(): void {
    this.#cell?.host.touch();
  }

  /** A read of what has to settle, of what lies in no cell, or after too many others. */
  #read(): number {
    const { drivers } = this;
    const cell = this.#cell;
    if (cell?.access === "output") {
      drivers.countRead();
      cell.host.settle();
      drivers.hasSettled();
    } else if (drivers.reads.left < 0) drivers.refuseRead();
    if (cell === undefined) return this.#handle.value;
    const bits = cell.words[0];
    if (bits === undefined) throw closed();
    return this.#isSigned ? (bits << this.signShift) >> this.signShift : bits;
  }

  /** @internal A value of a process that is not there yet, or that has to be looked at. */
  writeLater(value: number): void {
    const { drivers } = this;
    const { open } = drivers;
    if ((value | 0) !== value || value < this.#low || value > this.#high || this.drivenIn >= open) {
      this.write(value);
      return;
    }
    this.next = value;
    this.drivenIn = open;
    this.driver = drivers.running;
    this.landsIn = open;
    drivers.written[drivers.writtenCount++] = this.number;
  }

  /** @internal Any value at any time. */
  write(value: number): void {
    if ((value | 0) !== value || value < this.#low || value > this.#high) {
      this.#writeOther(value);
      return;
    }
    this.next = value;
    this.#driveOther();
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
