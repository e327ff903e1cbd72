/** A model in TypeScript that a simulation is compared with, as one of the sides of a lockstep run. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import { valueOfLabel } from "../typed-value.ts";
import type { Reader, Side, SideMemory } from "./side.ts";

/** A number, `true` and `false` for single bits, or the label of an enumeration. */
export type ModelValue = number | bigint | boolean | string;
/** Of a signal its value, of a memory its words. */
export type ModelState = Readonly<Record<string, ModelValue | ArrayLike<number | bigint>>>;

export interface LockstepModel {
  /**
   * One edge of the main clock. `inputs` are those that the edge sees, by the names of the ports in Verilog (`bus_write`,
   * `rst`), signed ones with their sign; `wide` has those of more than 53 bits instead.
   */
  step(inputs: Readonly<Record<string, number>>, wide: Readonly<Record<string, bigint>>): void;
  /** What is compared, by hierarchical name: registers, memories, outputs that follow from the state alone. */
  readonly state: ModelState;
  /** Outputs that depend on the inputs of the same cycle. */
  outputs?(inputs: Readonly<Record<string, number>>, wide: Readonly<Record<string, bigint>>): ModelState;
  /** A copy of everything that decides what comes next. With `restore`, the model can go back. */
  snapshot?(): unknown;
  restore?(snapshot: unknown): void;
}

/** Widest input that a number holds exactly. */
const widestNumber = 53;

export class ModelSide implements Side {
  readonly label = "model";
  readonly unpaired = "refused";
  readonly #model: LockstepModel;
  readonly #inputs: Record<string, number> = {};
  readonly #wide: Record<string, bigint> = {};
  #now: { readonly state: ModelState; readonly outputs: ModelState } | undefined;

  constructor(model: LockstepModel) {
    this.#model = model;
  }

  get names(): readonly string[] {
    const { state, outputs } = this.#values();
    return [...new Set([...Object.keys(state), ...Object.keys(outputs)])];
  }

  nameOf(name: string): string {
    return name;
  }

  reader(name: string, type: IrType): Reader | undefined {
    if (!this.names.includes(name)) return undefined;
    const read = (): number | bigint => {
      const value = this.#valueOf(name);
      if (typeof value === "string") return valueOfLabel(name, type, value);
      if (typeof value === "boolean") return Number(value);
      if (typeof value === "number" && Number.isInteger(value)) return value;
      if (typeof value === "bigint") return value;
      throw new SpikeforgeError({
        code: "SIM121",
        place: name,
        found: `the model says ${String(value)}`,
        mend: "give a whole number, a boolean or the label of an enumeration",
      });
    };
    return {
      get value() {
        return Number(read());
      },
      get big() {
        return BigInt(read());
      },
    };
  }

  memory(name: string): SideMemory | undefined {
    if (typeof this.#valueOf(name) !== "object") return undefined;
    const words = (): ArrayLike<number | bigint> => this.#valueOf(name) as ArrayLike<number | bigint>;
    return {
      get depth() {
        return words().length;
      },
      words,
      set: () => {
        throw new SpikeforgeError({
          code: "SIM121",
          place: name,
          found: "words of a model cannot be loaded from outside",
          mend: "load the model and the simulation each for itself, before the lockstep run begins",
        });
      },
    };
  }

  input(name: string, { width }: IrType): (value: number | bigint) => void {
    return (value) => {
      if (width > widestNumber) this.#wide[name] = BigInt(value);
      else this.#inputs[name] = Number(value);
      this.#now = undefined;
    };
  }

  step(cycles: number): void {
    for (let i = 0; i < cycles; i++) this.#model.step(this.#inputs, this.#wide);
    this.#now = undefined;
  }

  /** Only edges of the main clock exist for a model. */
  edge(_clock: string, isMain: boolean): void {
    if (isMain) this.step(1);
  }

  stepEdge(isMain: boolean): void {
    if (isMain) this.step(1);
  }

  mark(): (() => void) | undefined {
    const model = this.#model;
    if (model.snapshot === undefined || model.restore === undefined) return undefined;
    const taken = model.snapshot();
    const inputs = { ...this.#inputs };
    const wide = { ...this.#wide };
    return () => {
      model.restore?.(taken);
      Object.assign(this.#inputs, inputs);
      Object.assign(this.#wide, wide);
      this.#now = undefined;
    };
  }

  close(): void {}

  #values(): { readonly state: ModelState; readonly outputs: ModelState } {
    const model = this.#model;
    this.#now ??= { state: model.state, outputs: model.outputs?.(this.#inputs, this.#wide) ?? {} };
    return this.#now;
  }

  #valueOf(name: string): ModelState[string] | undefined {
    const { state, outputs } = this.#values();
    return outputs[name] ?? state[name];
  }
}
