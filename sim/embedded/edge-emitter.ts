/** Emits what happens at an edge: memory ports, then registers. */
import type { CompiledMemory } from "./compiled-module.ts";
import { type Action, writtenBy } from "./edge-plan.ts";
import type { Node } from "./graph.ts";
import { emitPort, type PlannedPort } from "./memory-ports.ts";
import { isWide, type Place } from "./place.ts";
import type { ValueEmitter } from "./value-emitter.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

/** Where state goes, and who has to know when it changes. State is named by the node of its current value. */
export interface EdgeTarget {
  /** Byte offset, from the instance's base, of where the new value is written. */
  addressOf(current: Node): number;
  /** The place of the current value is written, so that it must be read before, if at all. */
  isInPlace(current: Node): boolean;
  isWatched(current: Node): boolean;
  /** The old and the new value of something watched are on the stack. */
  changed(current: Node): void;
  /** What is read from the memory at the next edge may differ, though no address does. */
  touched(memory: number): void;
}

/** Everything at its place, and nobody watching. */
export function plainTarget(addressOf: (place: Place) => number): EdgeTarget {
  return {
    addressOf: (current) => addressOf(placeOf(current)),
    isInPlace: () => true,
    isWatched: () => false,
    changed: () => {},
    touched: () => {},
  };
}

export function placeOf({ place }: Node): Place {
  if (place === undefined) throw new Error("state lives somewhere");
  return place;
}

export class EdgeEmitter {
  readonly #fn: FunctionBuilder;
  readonly #values: ValueEmitter;
  readonly #target: EdgeTarget;

  constructor(fn: FunctionBuilder, values: ValueEmitter, target: EdgeTarget) {
    this.#fn = fn;
    this.#values = values;
    this.#target = target;
  }

  ports(memory: number, layout: CompiledMemory, planned: readonly PlannedPort[]): void {
    const context = {
      fn: this.#fn,
      values: this.#values,
      layout,
      store: (data: Node) => this.#store(data),
      touched: () => this.#target.touched(memory),
    };
    for (const port of planned) emitPort(context, port);
  }

  actions(actions: readonly Action[]): void {
    const fn = this.#fn;
    const values = this.#values;
    for (const action of actions) {
      if (action.kind === "assign") {
        const { current } = action.register;
        values.push(action.value);
        if (this.#target.isInPlace(current)) values.preserve(current);
        this.#store(current);
        continue;
      }
      const arms = [action.whenTrue, action.whenFalse];
      const overwritten = new Set(arms.flatMap(({ actions: inner }) => writtenBy(inner).map(({ current }) => current)));
      values.pushCondition(
        action.cond,
        arms.map(({ region }) => region),
        [...overwritten].filter((current) => this.#target.isInPlace(current)),
      );
      const [first, second] =
        action.whenTrue.actions.length === 0
          ? [action.whenFalse, action.whenTrue]
          : [action.whenTrue, action.whenFalse];
      if (first === action.whenFalse) fn.op("i32_eqz");
      fn.open("if");
      for (const block of [first, second]) {
        if (block === second && block.actions.length > 0) fn.op("else");
        values.enter();
        this.actions(block.actions);
        values.leave();
      }
      fn.op("end");
    }
  }

  /** Takes the value on the stack as the new value of the state. */
  #store(current: Node): void {
    const fn = this.#fn;
    const wide = isWide(current.width);
    const fresh = fn.local(wide ? "i64" : "i32");
    fn.opIndex("local_set", fresh);
    if (this.#target.isWatched(current)) {
      this.#values.pushCurrent(current);
      fn.opIndex("local_get", fresh);
      this.#target.changed(current);
    }
    this.#values.pushBase();
    fn.opIndex("local_get", fresh);
    fn.memory(wide ? "i64_store" : "i32_store", this.#target.addressOf(current));
  }
}
