import type { MemoryHandle } from "../simulation.ts";
import type { Journal } from "./journal.ts";

/** A memory of which what is loaded is written down. */
export class RecordedMemory implements MemoryHandle {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  readonly #inner: MemoryHandle;
  readonly #journal: Journal;

  constructor(inner: MemoryHandle, journal: Journal) {
    this.name = inner.name;
    this.width = inner.width;
    this.depth = inner.depth;
    this.#inner = inner;
    this.#journal = journal;
  }

  get(address: number): number {
    return this.#inner.get(address);
  }

  getBig(address: number): bigint {
    return this.#inner.getBig(address);
  }

  set(address: number, value: number | bigint): void {
    this.#inner.set(address, value);
    this.#journal.act({ kind: "load", memory: this.name, address, value });
  }

  toArray(): Int32Array {
    return this.#inner.toArray();
  }
}
