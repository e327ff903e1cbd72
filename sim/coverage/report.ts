/**
 * What was covered, as plain data: it goes through `JSON.stringify` and back unchanged. Every module once, with what
 * there is to cover in it, and its instances with how often each thing happened.
 */

export type PointKind = "module" | "line" | "branch" | "state" | "transition" | "cover" | "assert" | "assume";

/** Something that happens at clock edges, and is counted. */
export interface CountedPoint {
  /**
   * `module`: an edge of its main clock. `line`: a statement was in force. `branch`: one way out of a decision. `state`:
   * a register held a label. `transition`: a state machine went from one label to another. `cover`: the property held.
   * `assert`, `assume`: the property was asked, outside reset and where what it depends on held.
   */
  readonly kind: PointKind;
  /** `file:line:column` in the user's source; empty where it is unknown. */
  readonly location: string;
  /** Of a branch `true`, `false` or the label; of a property its message; of a line what is declared or assigned. */
  readonly name: string;
  /** Of a branch: what is decided, `when`, `match mode`; of states and transitions the register. */
  readonly of?: string;
  /** Branches of one decision have one number within their module. */
  readonly decision?: number;
  /** Index of the branch that it stands in, among the points of its module; absent outside of any. */
  readonly inside?: number;
}

/** A signal whose bits should rise and fall. */
export interface ToggledSignal {
  readonly name: string;
  readonly kind: "input" | "output" | "register" | "net";
  readonly width: number;
  readonly location: string;
  /** Another signal of the module that it is under a second name, as of an output that shows a register. */
  readonly shows?: string;
}

export interface ModuleCoverage {
  /** As in the Verilog. */
  readonly name: string;
  /** As in the source. */
  readonly baseName: string;
  /** Canonical text of its parameters. */
  readonly parameters: string;
  readonly location: string;
  readonly points: readonly CountedPoint[];
  readonly signals: readonly ToggledSignal[];
  readonly instances: readonly InstanceCoverage[];
}

export interface InstanceCoverage {
  /** From the top module's name on: `top.core.walker`. */
  readonly path: string;
  /** By point. */
  readonly counts: readonly number[];
  /** By signal. */
  readonly toggles: readonly Toggles[];
}

/** Bits of a signal as hexadecimal numbers, `0x1f`: those that have risen, those that have fallen. */
export interface Toggles {
  readonly rose: string;
  readonly fell: string;
  /** Bits that cannot change in this instance, by constants in the source: no one expects them to. */
  readonly constant: string;
}

export interface CoverageReport {
  readonly format: "spikeforge-coverage";
  readonly version: 1;
  readonly modules: readonly ModuleCoverage[];
}

export const emptyReport: CoverageReport = Object.freeze({ format: "spikeforge-coverage", version: 1, modules: [] });

/** The location of a point in its parts; undefined where it is unknown. */
export function placeOf(location: string): { readonly file: string; readonly line: number } | undefined {
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(location) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
