/** The code of a design, which all simulations of it share. */
import type { Design } from "../../hdlgen/ir.ts";
import type { Cut } from "./cut.ts";
import { type CompiledDesign, compileDesign } from "./design-compiler.ts";
import type { KeptUnits } from "./kept-units.ts";
import type { Profile } from "./profile.ts";

/** Operators times cycles, in one call, from which it is worth looking at the design and compiling it once more. */
const worthOfTuning = 5e8;
/** More than a profile takes. */
const fewestCycles = 10_000;

export class EngineCode {
  readonly #design: Design;
  readonly #cut: Cut;
  #compiled: CompiledDesign;
  #isTuned: boolean;

  /** Compiles. Throws SIM008. */
  constructor(design: Design, cut: Cut, kept: KeptUnits | undefined) {
    this.#design = design;
    this.#cut = cut;
    this.#compiled = compileDesign(design, cut, kept);
    // Several clocks: their edges come in an order of which a profile of one clock says nothing.
    this.#isTuned = cut.restless !== undefined || this.#compiled.orderAddress !== undefined;
  }

  get compiled(): CompiledDesign {
    return this.#compiled;
  }

  /** Cycles in one call from which `tune` is worth its time. */
  get worthTuning(): number {
    if (this.#isTuned) return Number.POSITIVE_INFINITY;
    return Math.max(fewestCycles, worthOfTuning / Math.max(1, this.#compiled.operators));
  }

  /**
   * Compiles again for what a running design was seen doing, and for the values at which its inputs are held.
   * Everything stays where it is in memory.
   */
  tune(profile: Profile, held: (input: string) => bigint | undefined): void {
    const before = this.#compiled;
    this.#compiled = compileDesign(this.#design, { ...this.#cut, restless: profile.restless(), held });
    if (this.#compiled.size !== before.size) throw new Error("tuning moved the state of a design");
    this.#isTuned = true;
  }
}
