/**
 * The intermediate representation: what a module is after its `build` function has run, before any engine or printer
 * sees it. Every record is frozen; passes return fresh records.
 *
 * Expressions are bits. Operand widths are always explicit and equal where an operator needs it, so that no reader of
 * the IR (printer, engine, prover) has width rules of its own. Signedness lives in the operators that need it
 * (`lt`, `le`, `asr`, `extend`) and, for people, in the declared type of a signal.
 */
import type { Site } from "./site.ts";

/**
 * `clock` is no data: signals of this kind are ports, outputs of instances and what `domain` names, and an expression
 * that carries one is a plain reference.
 */
export type Kind = "bool" | "uint" | "sint" | "clock";

export interface IrType {
  readonly kind: Kind;
  /** 1…64 bits; `bool` and `clock` are always 1. */
  readonly width: number;
  /** Names of the values of an enumeration, by value unless there are `codes`; for waveforms and localparams. */
  readonly labels?: readonly string[];
  /** The value of each label, where they do not simply count from 0. */
  readonly codes?: readonly bigint[];
  /** Name of the enumeration, where it has one of its own. */
  readonly enumeration?: string;
  /** Bits behind the binary point of a fixed-point number; the value is the whole number times 2^−fracBits. */
  readonly fracBits?: number;
}

export const maximumWidth = 64;

/** A named value: every name a user gave becomes one, and survives into Verilog and waveforms. */
export interface Signal {
  /** Verilog identifier, unique within its module. */
  readonly name: string;
  readonly type: IrType;
  readonly role:
    | "input"
    | "output"
    | "register"
    | "wire"
    | "node"
    | "instanceOutput"
    | "memoryRead"
    | "reset"
    /** The module's own clock, where something names it. */
    | "clock";
  readonly site: Site;
}

export type Expr =
  | { readonly op: "const"; readonly width: number; readonly value: bigint }
  | { readonly op: "ref"; readonly width: number; readonly signal: Signal }
  | { readonly op: "not" | "reduceAnd" | "reduceOr" | "reduceXor"; readonly width: number; readonly a: Expr }
  /** Operands have the result's width; the result is modulo 2^width. */
  | {
      readonly op: "add" | "sub" | "mul" | "and" | "or" | "xor";
      readonly width: number;
      readonly a: Expr;
      readonly b: Expr;
    }
  /** Operands of equal width; the result is one bit. */
  | { readonly op: "eq" | "ne"; readonly width: 1; readonly a: Expr; readonly b: Expr }
  | { readonly op: "lt" | "le"; readonly width: 1; readonly signed: boolean; readonly a: Expr; readonly b: Expr }
  /** Shift by a signal: the amount is unsigned, of any width; amounts of `width` or more give 0 (`asr`: all sign). */
  | { readonly op: "shl" | "shr" | "asr"; readonly width: number; readonly a: Expr; readonly amount: Expr }
  | {
      readonly op: "mux";
      readonly width: number;
      readonly cond: Expr;
      readonly whenTrue: Expr;
      readonly whenFalse: Expr;
    }
  | { readonly op: "slice"; readonly width: number; readonly a: Expr; readonly low: number }
  /** Most significant part first. */
  | { readonly op: "cat"; readonly width: number; readonly parts: readonly Expr[] }
  /** Widens by zeros or by the sign bit. */
  | { readonly op: "extend"; readonly width: number; readonly a: Expr; readonly signed: boolean };

/** Procedural assignment, with the meaning of a Verilog always block: the last one that is reached wins. */
export type Statement =
  | { readonly kind: "assign"; readonly target: Signal; readonly value: Expr; readonly site: Site }
  | {
      readonly kind: "if";
      readonly cond: Expr;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
      readonly site: Site;
    }
  /** Exactly one case runs; a subject value without a case runs `default`, where there is one. */
  | {
      readonly kind: "switch";
      readonly subject: Expr;
      readonly cases: readonly {
        readonly value: bigint;
        readonly label: string;
        readonly body: readonly Statement[];
      }[];
      /** `label` is the one that it stands for, where it is the last of an enumeration. */
      readonly default?: { readonly label?: string; readonly body: readonly Statement[] };
      readonly site: Site;
    };

export interface Register {
  readonly signal: Signal;
  /** Synchronous reset; it wins over every assignment. Absent: the register has no reset. */
  readonly reset?: { readonly value: bigint; readonly when: Expr };
  /** Value after configuration of the device; absent: unknown, and simulators start with random bits. */
  readonly powerUp?: bigint;
  /** Clock that it follows; absent: the module's own. */
  readonly clock?: Signal;
  /** A stage of a synchroniser: its first one may sample what another clock launched. */
  readonly crossing?: true;
  /** Only properties read it: no hardware is made of it. */
  readonly verification?: true;
}

/** Where a memory is wanted: RAM blocks, the big single-port RAMs, RAM in LUTs, flip-flops. */
export type MemoryStyle = "block" | "huge" | "distributed" | "registers";

/** What a read returns when the same address is written in the same cycle. `dontCare`: anything. */
export type Collision = "readFirst" | "writeFirst" | "dontCare";

export interface Memory {
  readonly name: string;
  readonly type: IrType;
  readonly depth: number;
  readonly collision: Collision;
  /** Absent: whatever synthesis finds best. */
  readonly style?: MemoryStyle;
  /** Contents after configuration, lowest address first, at most `depth`; absent: unknown. */
  readonly init?: readonly bigint[];
  /** Synchronous: `data` changes at the clock edge where `enable` holds, and keeps its value otherwise. */
  readonly reads: readonly {
    readonly address: Expr;
    readonly enable: Expr;
    readonly data: Signal;
    /** Absent: the module's own clock. */
    readonly clock?: Signal;
    readonly site: Site;
  }[];
  /** `mask`, where present, has the data's width; only bits at 1 are written. */
  readonly writes: readonly {
    readonly address: Expr;
    readonly data: Expr;
    readonly enable: Expr;
    readonly mask?: Expr;
    /** Absent: the module's own clock. */
    readonly clock?: Signal;
    readonly site: Site;
  }[];
  readonly site: Site;
}

export interface Instance {
  readonly name: string;
  readonly module: ModuleIr;
  /** By the child's port name, in port order. */
  readonly inputs: readonly { readonly port: string; readonly value: Expr }[];
  /** The parent's signals that carry the child's outputs, in port order. */
  readonly outputs: readonly { readonly port: string; readonly signal: Signal }[];
  /** What drives the child's `rst`; absent when the child has none. */
  readonly reset?: Expr;
  /** What drives the child's own clock; absent: the parent's own. Further clocks are among `inputs`. */
  readonly clock?: Signal;
  readonly site: Site;
}

export interface Property {
  readonly kind: "assert" | "assume" | "cover";
  readonly cond: Expr;
  readonly message: string;
  /** Clock at whose edges it is checked; absent: the module's own. */
  readonly clock?: Signal;
  readonly site: Site;
}

/** A clock that a cell makes: what a simulation puts in the cell's place. */
export interface ClockSource {
  /**
   * Outputs that carry a clock. With a `reference` their frequency is the reference's times `multiply / divide`;
   * without one it is `multiply / divide` hertz. Whole numbers of at least 1.
   */
  readonly outputs: readonly { readonly port: string; readonly multiply: number; readonly divide: number }[];
  /** Input port with the clock that they are derived from; absent: an oscillator. */
  readonly reference?: string;
  /** Output that rises, and stays high, this many cycles of the reference (else of the first output) after the start. */
  readonly locked?: { readonly port: string; readonly cycles: number };
}

/** A cell of the target: printed by name only; simulated by its model. */
export interface BlackBox {
  /** Verilog parameters in order; strings are printed as bit or text literals exactly as given. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Ports that the cell has bit by bit, as `DIA0`, `DIA1`, … */
  readonly bitPorts?: readonly string[];
  /** Inputs of the cell, beside its ports, that are connected to an output of the same instance. */
  readonly feedback?: readonly { readonly input: string; readonly output: string }[];
  /** Port that takes the clock, if the cell has one; cells of several clocks have ports of kind `clock` instead. */
  readonly clockPort?: string;
  /** The cell makes clocks; then it needs no model. */
  readonly clockSource?: ClockSource;
  /** Behaviour for simulation, with the same ports; absent: cannot be simulated. */
  readonly model?: ModuleIr;
}

export interface ModuleIr {
  /** Verilog module name, unique within a design; a black box has the name of its cell. */
  readonly name: string;
  /** Name as written and canonical parameters: together the module's identity. */
  readonly baseName: string;
  readonly parameters: string;
  readonly ports: readonly {
    readonly direction: "input" | "output";
    readonly signal: Signal;
    /** The clock that its values follow, as declared: a clock of this module, or none at all. Absent: inferred. */
    readonly domain?: Signal | "async";
  }[];
  /** Has a clock of its own, the port `clk`: something in it, or in a child, follows it. */
  readonly clocked: boolean;
  /** The module's own clock, where `currentClock` named it; references to it mean the port `clk`. */
  readonly clock?: Signal;
  /** The implicit `rst` input; absent when nothing below uses it. */
  readonly reset?: Signal;
  readonly nodes: readonly { readonly signal: Signal; readonly value: Expr }[];
  readonly wires: readonly Signal[];
  readonly registers: readonly Register[];
  readonly memories: readonly Memory[];
  readonly instances: readonly Instance[];
  /** Assignments to registers and wires, in program order. */
  readonly body: readonly Statement[];
  readonly outputs: readonly { readonly signal: Signal; readonly value: Expr }[];
  readonly properties: readonly Property[];
  readonly blackBox?: BlackBox;
  readonly site: Site;
}

/** An elaborated hierarchy: every distinct module once, children before parents, the top last. */
export interface Design {
  readonly top: ModuleIr;
  readonly modules: readonly ModuleIr[];
}
