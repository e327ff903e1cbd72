import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, closed, doesNotFit, notWritable, requireAddress, tooWide } from "../handle-errors.ts";
import { TypedSignal } from "../handles.ts";
import type { MemoryHandle, SignalCell } from "../simulation.ts";

/** What a handle needs of its simulation. */
export interface HandleHost {
  /** Throws when the simulation is closed. */
  requireOpen(): void;
  /** Brings everything combinational up to date. */
  settle(): void;
  /** Says that an input has changed. */
  touch(): void;
}

/** A variable of the model: where, and how wide its C++ type is. */
export interface Place {
  readonly offset: number;
  readonly elementBytes: number;
}

/** `input` may be written; `output` may need the model to settle; `state` is always up to date. */
export type Access = "input" | "output" | "state";

type Words = Uint8Array | Uint16Array | Uint32Array;

const widestNumber = 53;
const two32 = 2 ** 32;

/** Views of one variable: as words of its size, those of 64 bits as pairs of 32. */
function wordsAt(buffer: ArrayBuffer, { offset, elementBytes }: Place, count: number): Words {
  if (elementBytes === 1) return new Uint8Array(buffer, offset, count);
  if (elementBytes === 2) return new Uint16Array(buffer, offset, count);
  return new Uint32Array(buffer, offset, (count * elementBytes) / 4);
}

export class VerilatorSignal extends TypedSignal {
  readonly #access: Access;
  readonly #host: HandleHost;
  readonly #words: Words;
  readonly #isSigned: boolean;
  readonly #isNarrow: boolean;
  readonly #low: number;
  readonly #high: number;
  /** Added to or taken from a value to go between two's complement and its bits. */
  readonly #span: number;

  constructor(name: string, type: IrType, access: Access, host: HandleHost, buffer: ArrayBuffer, place: Place) {
    super(name, type);
    this.#access = access;
    this.#host = host;
    this.#words = wordsAt(buffer, place, 1);
    this.#isSigned = type.kind === "sint";
    this.#isNarrow = type.width <= 32;
    this.#span = 2 ** type.width;
    this.#low = this.#isSigned ? -this.#span / 2 : 0;
    this.#high = (this.#isSigned ? this.#span / 2 : this.#span) - 1;
  }

  get cell(): SignalCell | undefined {
    return this.#isNarrow ? { words: this.#words, access: this.#access, host: this.#host } : undefined;
  }

  get value(): number {
    if (this.#access === "output") this.#host.settle();
    const low = this.#words[0];
    if (low === undefined) throw closed();
    if (this.#isNarrow) return this.#isSigned && low > this.#high ? low - this.#span : low;
    if (this.width > widestNumber) throw tooWide(this.name, this.width, "big");
    const bits = (this.#words[1] ?? 0) * two32 + low;
    return this.#isSigned && bits > this.#high ? bits - this.#span : bits;
  }

  set value(value: number) {
    if (this.#access !== "input") throw notWritable(this.name);
    if (!this.#isNarrow) {
      if (!Number.isSafeInteger(value)) throw doesNotFit(this.name, this.type, value);
      this.big = BigInt(value);
      return;
    }
    if (!Number.isInteger(value) || value < this.#low || value > this.#high) {
      throw doesNotFit(this.name, this.type, value);
    }
    if (this.#words.length === 0) throw closed();
    this.#words[0] = value < 0 ? value + this.#span : value;
    this.#host.touch();
  }

  get big(): bigint {
    if (this.#access === "output") this.#host.settle();
    const low = this.#words[0];
    if (low === undefined) throw closed();
    const bits = this.#isNarrow ? BigInt(low) : (BigInt(this.#words[1] ?? 0) << 32n) | BigInt(low);
    return this.#isSigned ? BigInt.asIntN(this.width, bits) : bits;
  }

  set big(value: bigint) {
    if (this.#access !== "input") throw notWritable(this.name);
    const bits = bitsOf(this.name, this.type, value);
    if (this.#words.length === 0) throw closed();
    this.#words[0] = Number(bits & 0xffff_ffffn);
    if (!this.#isNarrow) this.#words[1] = Number(bits >> 32n);
    this.#host.touch();
  }
}

export class VerilatorMemory implements MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly #type: IrType;
  readonly #host: HandleHost;
  readonly #words: Words;

  constructor(name: string, type: IrType, depth: number, host: HandleHost, buffer: ArrayBuffer, place: Place) {
    this.name = name;
    this.width = type.width;
    this.depth = depth;
    this.#type = type;
    this.#host = host;
    this.#words = wordsAt(buffer, place, depth);
  }

  get(address: number): number {
    if (this.width > widestNumber) throw tooWide(this.name, this.width, "getBig");
    if (this.width > 32) return Number(this.getBig(address));
    this.#check(address);
    const bits = this.#words[address] ?? 0;
    return this.#type.kind === "sint" && bits >= 2 ** (this.width - 1) ? bits - 2 ** this.width : bits;
  }

  getBig(address: number): bigint {
    if (this.width <= 32) return BigInt(this.get(address));
    this.#check(address);
    const [low = 0, high = 0] = this.#words.subarray(2 * address, 2 * address + 2);
    const bits = (BigInt(high) << 32n) | BigInt(low);
    return this.#type.kind === "sint" ? BigInt.asIntN(this.width, bits) : bits;
  }

  set(address: number, value: number | bigint): void {
    this.#check(address);
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw doesNotFit(this.name, this.#type, value);
    const bits = bitsOf(this.name, this.#type, BigInt(value));
    if (this.width > 32) {
      this.#words[2 * address] = Number(bits & 0xffff_ffffn);
      this.#words[2 * address + 1] = Number(bits >> 32n);
    } else this.#words[address] = Number(bits);
  }

  toArray(): Int32Array {
    if (this.width > 32) throw tooWide(this.name, this.width, "getBig");
    this.#host.requireOpen();
    const copy = Int32Array.from(this.#words);
    if (this.#type.kind !== "sint") return copy;
    const shift = 32 - this.width;
    return copy.map((bits) => (bits << shift) >> shift);
  }

  #check(address: number): void {
    this.#host.requireOpen();
    requireAddress(this.name, address, this.depth);
  }
}
