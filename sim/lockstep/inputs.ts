/** The inputs of the first side, carried over to the second. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import { formatValue, signalTree } from "../signal-tree.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";
import type { Side } from "./side.ts";

interface Input {
  readonly name: string;
  readonly type: IrType;
  readonly isWide: boolean;
  readonly first: SignalHandle;
  drive: (value: number | bigint) => void;
  last: number | bigint | undefined;
}

const widestNumber = 53;

export class Inputs {
  readonly #inputs: readonly Input[];

  /** Throws SIM121 for inputs that the second side does not have. */
  constructor(first: Simulation, second: Side) {
    const missing: string[] = [];
    this.#inputs = signalTree(first.design)
      .signals.filter(({ kind }) => kind === "input")
      .map(({ name, type }) => {
        const drive = second.input(name, type);
        if (drive === undefined) missing.push(name);
        return {
          name,
          type,
          isWide: type.width > widestNumber,
          first: first.port(name),
          drive: drive ?? (() => undefined),
          last: undefined,
        };
      });
    if (missing.length === 0) return;
    throw new SpikeforgeError(
      missing.map((name) => ({
        code: "SIM121",
        place: name,
        found: `the second side (${second.label}) has no such input`,
        mend: "name its counterpart with `map`",
      })),
    );
  }

  /** Drives the second side with what has changed, and says what that was. */
  carry(changed: (index: number, value: number | bigint) => void): void {
    for (let index = 0; index < this.#inputs.length; index++) {
      const input = this.#inputs[index];
      if (input === undefined) continue;
      const value = input.isWide ? input.first.big : input.first.value;
      if (value === input.last) continue;
      input.last = value;
      input.drive(value);
      changed(index, value);
    }
  }

  /** Sets one input on both sides. */
  set(index: number, value: number | bigint): void {
    const input = this.#inputs[index];
    if (input === undefined) return;
    if (typeof value === "bigint") input.first.big = value;
    else input.first.value = value;
    input.last = value;
    input.drive(value);
  }

  setSecond(index: number, value: number | bigint): void {
    this.#inputs[index]?.drive(value);
  }

  /** Connects to a second side that was opened afresh. */
  reconnect(second: Side): void {
    for (const input of this.#inputs) input.drive = second.input(input.name, input.type) ?? (() => undefined);
  }

  /** `en 1, data 200`. */
  toString(): string {
    return this.#inputs.map(({ name, type, first }) => `${name} ${formatValue(type, first.big)}`).join(", ");
  }
}
