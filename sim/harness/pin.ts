/** Pins: the ports of a design, as the body of a test and its processes read and drive them. */
import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, closed, doesNotFit, notWritable } from "../handle-errors.ts";
import type { SignalCell, SignalHandle } from "../simulation.ts";
import { valueOfLabel, valueOfReal } from "../typed-value.ts";
import type { Drivers } from "./drivers.ts";
import { PinCell } from "./pin-cell.ts";

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
/** What is looked at, and not used, of a pin whose handle has to be asked. */
const nowhere = new Uint8Array(1);

/**
 * Reads and writes of a cell of the engine's memory, where the handle offers one, cost a few nanoseconds. Fields that
 * they touch are plain ones, and what is rare stands apart: both keep the code of `value` small enough to be compiled
 * into the loops that use it.
 */
export class BenchPin extends PinCell implements Pin {
  /** @internal In which cycle it was last listed among those that land. */
  landsIn = -1;
  /** @internal */
  declare readonly number: number;
  /** @internal */
  declare readonly drivers: Drivers;
  readonly name: string;
  readonly width: number;
  /** @internal What was written last, a number. */
  next = 0;
  #nextBig = 0n;
  readonly #host: SignalCell["host"] | undefined;
  readonly #own: SignalCell["words"] | undefined;
  readonly #handle: SignalHandle;
  readonly #type: IrType;
  readonly #access: "input" | "read";
  /** Values that are known to fit, within 32 bits, so that comparing them is cheap; none where none is. */
  readonly #low: number;
  readonly #high: number;
  readonly #bits: number;

  constructor(handle: SignalHandle, type: IrType, access: "input" | "read", drivers: Drivers) {
    const { name, width, cell } = handle;
    const isSigned = type.kind === "sint";
    // A number of 32 bits without a sign would get one.
    const isPlaced = cell !== undefined && (width < 32 || isSigned);
    super(
      isPlaced ? drivers.shared(cell.words) : nowhere,
      isPlaced ? cell.words.byteOffset / cell.words.BYTES_PER_ELEMENT : 0,
      isSigned && isPlaced ? 32 - width : 0,
      !isPlaced ? drivers.noReads : cell?.access === "output" ? drivers.settledReads : drivers.reads,
      isPlaced && access === "input" ? drivers.gate : drivers.shut,
    );
    this.drivers = drivers;
    this.number = drivers.add(this);
    this.name = name;
    this.width = width;
    this.#handle = handle;
    this.#type = type;
    this.#access = access;
    this.#host = cell?.host;
    this.#own = cell?.words;
    this.#bits = width >= 32 ? -1 : (1 << width) - 1;
    const isWritable = access === "input" && width <= widestNumber;
    const valueBits = Math.min(31, isSigned ? width - 1 : width);
    this.#low = !isWritable ? 1 : isSigned ? -(2 ** valueBits) : 0;
    this.#high = !isWritable ? 0 : 2 ** valueBits - 1;
  }

  get value(): number {
    const word = this.words[this.at];
    if (--this.reads.left < 0 || word === undefined) return this.#read();
    return (word << this.signShift) >> this.signShift;
  }

  set value(value: number) {
    const { gate } = this;
    const { open } = gate;
    const word = this.words[this.at] as number;
    // What is there already drives the pin, but need not land. What the body writes does not get as far as the comparison,
    // which V8 makes one of integers as long as it has seen none but those.
    if (this.drivenIn >= open || (word << this.signShift) >> this.signShift !== value) {
      gate.write(this, value);
      return;
    }
    // Numbers instead of objects: the garbage collector need not be told.
    this.drivenIn = open;
    this.driver = gate.running;
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
    const own = this.#own;
    if (own !== undefined) {
      const before = own[0];
      own[0] = this.next & this.#bits;
      return own[0] === before ? "same" : "changed";
    }
    if (this.width <= widestNumber) this.#handle.value = this.next;
    else this.#handle.big = this.#nextBig;
    return "changed";
  }

  touch(): void {
    this.#host?.touch();
  }

  /** A read of what has to settle, of what lies in no cell, or after too many others. */
  #read(): number {
    const { drivers, reads } = this;
    const host = this.#host;
    if (reads !== drivers.settledReads || host === undefined) return this.#readOther();
    drivers.settle(host);
    const word = this.words[this.at];
    if (word === undefined) throw closed();
    return (word << this.signShift) >> this.signShift;
  }

  #readOther(): number {
    const { drivers, reads } = this;
    if (reads === drivers.noReads) {
      reads.left = 0;
      drivers.countRead();
    } else if (reads.left < 0) drivers.refuseRead();
    return this.#handle.value;
  }

  /** @internal A value of a process that is not there yet, or that has to be looked at. */
  writeLater(value: number): void {
    const { drivers, gate } = this;
    const { open } = gate;
    if ((value | 0) !== value || value < this.#low || value > this.#high || this.drivenIn >= open) {
      this.write(value);
      return;
    }
    this.next = value;
    this.drivenIn = open;
    this.driver = gate.running;
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
