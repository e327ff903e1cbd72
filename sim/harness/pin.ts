/** Pins: the ports of a design, as the body of a test and its processes read and drive them. */
import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, doesNotFit, notWritable } from "../handle-errors.ts";
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

export class BenchPin implements Pin {
  readonly name: string;
  readonly width: number;
  /** In which cycle its value was last driven, and by whom: a process, or else the body. */
  drivenIn = -1;
  driver: RunningProcess | undefined;
  readonly #handle: SignalHandle;
  readonly #drivers: Drivers;
  readonly #type: IrType;
  readonly #isInput: boolean;
  readonly #low: number;
  readonly #high: number;
  #next = 0;
  #nextBig = 0n;

  constructor(handle: SignalHandle, type: IrType, access: "input" | "read", drivers: Drivers) {
    this.name = handle.name;
    this.width = handle.width;
    this.#handle = handle;
    this.#drivers = drivers;
    this.#type = type;
    this.#isInput = access === "input";
    const isSigned = type.kind === "sint";
    this.#low = isSigned ? -(2 ** (type.width - 1)) : 0;
    this.#high = 2 ** (isSigned ? type.width - 1 : type.width) - 1;
  }

  get value(): number {
    this.#drivers.countRead();
    return this.#handle.value;
  }

  set value(value: number) {
    const drivers = this.#drivers;
    if (!this.#isInput) throw notWritable(this.name);
    if (this.width > 53) {
      if (!Number.isSafeInteger(value)) throw doesNotFit(this.name, this.#type, value);
      this.big = BigInt(value);
      return;
    }
    if (!Number.isInteger(value) || value < this.#low || value > this.#high) {
      throw doesNotFit(this.name, this.#type, value);
    }
    this.#next = value;
    if (drivers.drive(this) === "now") this.#handle.value = value;
  }

  get big(): bigint {
    this.#drivers.countRead();
    return this.#handle.big;
  }

  set big(value: bigint) {
    if (!this.#isInput) throw notWritable(this.name);
    bitsOf(this.name, this.#type, value);
    if (this.width <= 53) this.#next = Number(value);
    else this.#nextBig = value;
    if (this.#drivers.drive(this) === "now") this.land();
  }

  get label(): string | undefined {
    this.#drivers.countRead();
    return this.#handle.label;
  }

  set label(label: string) {
    this.big = valueOfLabel(this.name, this.#type, label);
  }

  get real(): number {
    this.#drivers.countRead();
    return this.#handle.real;
  }

  set real(real: number) {
    this.value = valueOfReal(this.name, this.#type, real);
  }

  /** Hands what was written last to the engine. */
  land(): void {
    if (this.width <= 53) this.#handle.value = this.#next;
    else this.#handle.big = this.#nextBig;
  }
}
