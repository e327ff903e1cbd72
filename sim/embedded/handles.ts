/** Handles on single signals and memories of a running simulation. */

import type { IrType } from "../../hdlgen/ir.ts";
import { bitsOf, doesNotFit, notWritable, requireAddress, tooWide } from "../handle-errors.ts";
import { TypedSignal } from "../handles.ts";
import type { MemoryHandle, SignalCell } from "../simulation.ts";
import { readElement, readNarrow, writeElement } from "./element.ts";
import type { NamedMemory } from "./hierarchy.ts";
import { bytesOf } from "./place.ts";

/** What a handle asks of its simulation. */
export interface HandleHost {
  readonly view: DataView;
  /** Brings the outputs up to date. */
  settle(): void;
  /** Says that an input has changed. */
  touch(): void;
}

/** `input` may be written; `output` may need the outputs to be settled; `state` is always up to date. */
export type Access = "input" | "output" | "state";

/** Widest signal that a number holds exactly. */
const widestNumber = 53;

/** Ones where the upper word of a wide value has bits. */
const highBits = (width: number): number => (width === 64 ? -1 : 2 ** (width - 32) - 1);

/** A value of 33 to 53 bits. */
function readWide(view: DataView, address: number, { kind, width }: IrType): number {
  const high = view.getInt32(address + 4, true);
  const unused = 64 - width;
  return (kind === "sint" ? (high << unused) >> unused : high) * 2 ** 32 + view.getUint32(address, true);
}

export class EmbeddedSignal extends TypedSignal {
  readonly #address: number;
  readonly #access: Access;
  readonly #host: HandleHost;
  readonly #signShift: number;
  /** Range of the values; beyond 53 bits to the next number. */
  readonly #low: number;
  readonly #high: number;
  /** Ones where the value has bits. */
  readonly #bits: number;

  constructor(name: string, type: IrType, address: number, access: Access, host: HandleHost) {
    super(name, type);
    this.#address = address;
    this.#access = access;
    this.#host = host;
    const isSigned = type.kind === "sint";
    this.#signShift = isSigned ? 32 - type.width : 0;
    this.#low = isSigned ? -(2 ** (type.width - 1)) : 0;
    this.#high = 2 ** (isSigned ? type.width - 1 : type.width) - 1;
    this.#bits = type.width >= 32 ? -1 : 2 ** type.width - 1;
  }

  get cell(): SignalCell | undefined {
    if (this.width > 32) return undefined;
    const words = new Uint32Array(this.#host.view.buffer, this.#address, 1);
    return { words, access: this.#access, host: this.#host };
  }

  get value(): number {
    if (this.#access === "output") this.#host.settle();
    if (this.width <= 32) {
      if (this.type.kind !== "sint") return this.#host.view.getUint32(this.#address, true);
      return (this.#host.view.getInt32(this.#address, true) << this.#signShift) >> this.#signShift;
    }
    if (this.width > widestNumber) throw tooWide(this.name, this.width, "big");
    return readWide(this.#host.view, this.#address, this.type);
  }

  set value(value: number) {
    if (this.#access !== "input") throw notWritable(this.name);
    if (this.width > 32) {
      if (!Number.isSafeInteger(value) || value < this.#low || value > this.#high) {
        throw doesNotFit(this.name, this.type, value);
      }
      const { view } = this.#host;
      view.setInt32(this.#address, value, true);
      // Shifting a negative number right must round down, as two's complement does.
      view.setInt32(this.#address + 4, Math.floor(value / 2 ** 32) & highBits(this.width), true);
      this.#host.touch();
      return;
    }
    if (!Number.isInteger(value) || value < this.#low || value > this.#high) {
      throw doesNotFit(this.name, this.type, value);
    }
    this.#host.view.setInt32(this.#address, value & this.#bits, true);
    this.#host.touch();
  }

  get big(): bigint {
    if (this.#access === "output") this.#host.settle();
    const bits = readElement(this.#host.view, this.#address, bytesOf(this.width) === 8 ? 8 : 4);
    return this.type.kind === "sint" ? BigInt.asIntN(this.width, bits) : bits;
  }

  set big(value: bigint) {
    if (this.#access !== "input") throw notWritable(this.name);
    const bits = bitsOf(this.name, this.type, value);
    writeElement(this.#host.view, this.#address, bytesOf(this.width) === 8 ? 8 : 4, bits);
    this.#host.touch();
  }
}

export class EmbeddedMemory implements MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly #memory: NamedMemory;
  readonly #host: HandleHost;

  constructor(memory: NamedMemory, host: HandleHost) {
    this.name = memory.name;
    this.width = memory.type.width;
    this.depth = memory.depth;
    this.#memory = memory;
    this.#host = host;
  }

  get(address: number): number {
    if (this.width > widestNumber) throw tooWide(this.name, this.width, "getBig");
    const { elementBytes, type } = this.#memory;
    if (elementBytes === 8) return readWide(this.#host.view, this.#at(address), type);
    const bits = readNarrow(this.#host.view, this.#at(address), elementBytes);
    return type.kind === "sint" && bits >= 2 ** (this.width - 1) ? bits - 2 ** this.width : bits;
  }

  getBig(address: number): bigint {
    const { elementBytes, type } = this.#memory;
    const bits = readElement(this.#host.view, this.#at(address), elementBytes);
    return type.kind === "sint" ? BigInt.asIntN(this.width, bits) : bits;
  }

  set(address: number, value: number | bigint): void {
    const { elementBytes, type } = this.#memory;
    const at = this.#at(address);
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw doesNotFit(this.name, type, value);
    writeElement(this.#host.view, at, elementBytes, bitsOf(this.name, type, BigInt(value)));
    this.#host.touch();
  }

  toArray(): Int32Array {
    if (this.width > 32) throw tooWide(this.name, this.width, "getBig");
    const { address, elementBytes, type } = this.#memory;
    const { buffer } = this.#host.view;
    const stored =
      elementBytes === 1
        ? new Uint8Array(buffer, address, this.depth)
        : elementBytes === 2
          ? new Uint16Array(buffer, address, this.depth)
          : new Int32Array(buffer, address, this.depth);
    const words = Int32Array.from(stored);
    if (type.kind !== "sint") return words;
    const shift = 32 - this.width;
    for (let i = 0; i < words.length; i++) words[i] = ((words[i] ?? 0) << shift) >> shift;
    return words;
  }

  #at(address: number): number {
    requireAddress(this.name, address, this.depth);
    return this.#memory.address + address * this.#memory.elementBytes;
  }
}
