/**
 * SB_MAC16, the multiplier and accumulator of iCE40 UltraPlus. Documented in Lattice FPGA-TN-02007 (DSP function usage guide),
 * figure of the functional model; `ice40/cells_sim.v` of yosys, with which the model is compared.
 */
import { blackBox, module } from "../module.ts";
import { input, output } from "../ports.ts";
import { nodes, regs, when, withReset } from "../structure.ts";
import { bool, constant, uint } from "../types.ts";
import { type Bool, cat, lo, type UInt } from "../values.ts";

const carries = ["zero", "one", "chain", "chain input"] as const;
const outputs = ["sum", "register", "8x8", "16x16"] as const;
const topOperands = ["A", "8x8", "16x16", "sign of bottom"] as const;
const bottomOperands = ["B", "8x8", "16x16", "SIGNEXTIN"] as const;

/** The registers that can be in the way of operands and products. */
const registerNames = ["A", "B", "C", "D", "top 8x8", "bottom 8x8", "16x16 middle", "16x16 product"] as const;

/** Settings of one half, which adds `operand` to `addend`, or subtracts it: sum = addend ± operand. */
interface Half<Operand> {
  /** What drives this half of `O`. Default `sum`. */
  readonly output?: (typeof outputs)[number];
  /** Default: the input of the half. */
  readonly operand?: Operand;
  /** The half's own output register (an accumulator), or its input C or D. Default `register`. */
  readonly addend?: "register" | "input";
  /** `chain`: ACCUMCI into the bottom, the bottom's carry into the top; `chain input`: CI, and the carry as a borrow. */
  readonly carry?: (typeof carries)[number];
}

/** Configuration of the cell; everything left out is as after reset of the parameters: no registers, unsigned. */
export interface Mac16Settings {
  /** One product of 16 × 16 bits, or two of 8 × 8. */
  readonly multiplier: "16x16" | "two 8x8";
  readonly a?: "signed" | "unsigned";
  readonly b?: "signed" | "unsigned";
  readonly registers?: readonly (typeof registerNames)[number][];
  readonly top?: Half<(typeof topOperands)[number]>;
  readonly bottom?: Half<(typeof bottomOperands)[number]>;
}

const ports = (_: Mac16Settings) => ({
  CE: input(bool),
  A: input(uint(16)),
  B: input(uint(16)),
  C: input(uint(16)),
  D: input(uint(16)),
  AHOLD: input(bool),
  BHOLD: input(bool),
  CHOLD: input(bool),
  DHOLD: input(bool),
  IRSTTOP: input(bool),
  IRSTBOT: input(bool),
  ORSTTOP: input(bool),
  ORSTBOT: input(bool),
  OLOADTOP: input(bool),
  OLOADBOT: input(bool),
  ADDSUBTOP: input(bool),
  ADDSUBBOT: input(bool),
  OHOLDTOP: input(bool),
  OHOLDBOT: input(bool),
  CI: input(bool),
  ACCUMCI: input(bool),
  SIGNEXTIN: input(bool),
  O: output(uint(32)),
  CO: output(bool),
  ACCUMCO: output(bool),
  SIGNEXTOUT: output(bool),
});

/**
 * Resets of the cell are asynchronous. The model's registers are reset at the clock edge and read as 0 at once, which is
 * the same as long as a reset outlasts the next edge.
 */
const model = module("SB_MAC16", ports, (io, settings) => {
  const { multiplier, a = "unsigned", b = "unsigned", registers = [], top = {}, bottom = {} } = settings;
  const has = (name: (typeof registerNames)[number]): boolean => registers.includes(name);
  const isPair = multiplier === "two 8x8";

  /** `value`, or its register, which takes it where `enable` holds. */
  const registered = (name: string, value: UInt, reset: Bool, enable: Bool): UInt =>
    withReset(reset, () => {
      const made = regs({ [name]: [uint(value.width), 0] })[name];
      if (made === undefined) throw new Error(name);
      when(enable, () => {
        made.next = value;
      });
      return reset.mux(constant(uint(value.width), 0), made);
    });
  const optional = (register: (typeof registerNames)[number], name: string, value: UInt, reset: Bool, enable: Bool) =>
    has(register) ? registered(name, value, reset, enable) : value;

  const { CE } = io;
  const c = optional("C", "held_c", io.C, io.IRSTTOP, CE.and(io.CHOLD.not()));
  const operandA = optional("A", "held_a", io.A, io.IRSTTOP, CE.and(io.AHOLD.not()));
  const operandB = optional("B", "held_b", io.B, io.IRSTBOT, CE.and(io.BHOLD.not()));
  const d = optional("D", "held_d", io.D, io.IRSTBOT, CE.and(io.DHOLD.not()));

  const wide = (value: UInt, sign: "signed" | "unsigned", width: number): UInt =>
    sign === "signed" ? value.asSInt().extend(width).asUInt() : value.extend(width);
  const half = (value: UInt, part: "high" | "low", sign: "signed" | "unsigned"): UInt =>
    part === "high" ? wide(value.slice(15, 8), sign, 16) : wide(value.slice(7, 0), isPair ? sign : "unsigned", 16);
  const product = (x: UInt, y: UInt): UInt => x.mul(y).trunc(16);
  const { highHigh, lowHigh, highLow, lowLow } = nodes({
    highHigh: product(half(operandA, "high", a), half(operandB, "high", b)),
    lowHigh: product(operandA.slice(7, 0).extend(16), half(operandB, "high", b)),
    highLow: product(half(operandA, "high", a), operandB.slice(7, 0).extend(16)),
    lowLow: product(half(operandA, "low", a), half(operandB, "low", b)),
  });
  const top8x8 = optional("top 8x8", "held_high_high", highHigh, io.IRSTTOP, CE);
  const bottom8x8 = optional("bottom 8x8", "held_low_low", lowLow, io.IRSTBOT, CE);
  // These three stand still in the mode of two products.
  const whenWhole = isPair ? lo : CE;
  const middleA = optional("16x16 middle", "held_low_high", lowHigh, io.IRSTTOP, whenWhole);
  const middleB = optional("16x16 middle", "held_high_low", highLow, io.IRSTBOT, whenWhole);
  const { whole } = nodes({
    whole: bottom8x8
      .extend(32)
      .addw(wide(middleB, a, 24).shl(8))
      .addw(wide(middleA, b, 24).shl(8))
      .addw(top8x8.shl(16)),
  });
  const product16 = optional("16x16 product", "held_product", whole, io.IRSTBOT, whenWhole);

  /** One half's adder and output register; `carry` is its carry in. */
  const accumulator = (
    name: string,
    { operand, given, addend, carry }: { operand: UInt; given: UInt; addend: "register" | "input"; carry: Bool },
    control: { load: Bool; subtract: Bool; hold: Bool; reset: Bool },
  ) => {
    const key = `${name}_register`;
    return withReset(control.reset, () => {
      const register = regs({ [key]: [uint(16), 0] })[key];
      if (register === undefined) throw new Error(key);
      const visible = control.reset.mux(constant(uint(16), 0), register);
      const base = addend === "input" ? given : visible;
      const inverted = (value: UInt): UInt => control.subtract.mux(value.not(), value);
      const sum = operand.add(inverted(base)).add(carry.asUInt()).trunc(17);
      const next = control.load.mux(given, inverted(sum.trunc(16)));
      when(CE.and(control.hold.not()), () => {
        register.next = next;
      });
      return { register: visible, next, carry: sum.bit(16) };
    });
  };
  const pick = <Name extends string>(name: Name, choices: Readonly<Record<Name, UInt>>): UInt => choices[name];
  const spread = (value: Bool): UInt => value.mux(constant(uint(16), 0xffff), 0);

  const bottomOperand = pick(bottom.operand ?? "B", {
    B: operandB,
    "8x8": bottom8x8,
    "16x16": product16.trunc(16),
    SIGNEXTIN: spread(io.SIGNEXTIN),
  });
  const carryIn = { zero: lo, one: lo.not(), chain: io.ACCUMCI, "chain input": io.CI }[bottom.carry ?? "zero"];
  const low = accumulator(
    "bottom",
    { operand: bottomOperand, given: d, addend: bottom.addend ?? "register", carry: carryIn },
    { load: io.OLOADBOT, subtract: io.ADDSUBBOT, hold: io.OHOLDBOT, reset: io.ORSTBOT },
  );
  const topOperand = pick(top.operand ?? "A", {
    A: operandA,
    "8x8": top8x8,
    "16x16": product16.slice(31, 16),
    "sign of bottom": spread(bottomOperand.bit(15)),
  });
  const borrow = low.carry.xor(io.ADDSUBBOT);
  const middleCarry = { zero: lo, one: lo.not(), chain: low.carry, "chain input": borrow }[top.carry ?? "zero"];
  const high = accumulator(
    "top",
    { operand: topOperand, given: c, addend: top.addend ?? "register", carry: middleCarry },
    { load: io.OLOADTOP, subtract: io.ADDSUBTOP, hold: io.OHOLDTOP, reset: io.ORSTTOP },
  );
  const choose = (output: (typeof outputs)[number], { next, register }: typeof low, pair: UInt, part: UInt): UInt =>
    pick(output, { sum: next, register, "8x8": pair, "16x16": part });
  return {
    O: cat(
      choose(top.output ?? "sum", high, top8x8, product16.slice(31, 16)),
      choose(bottom.output ?? "sum", low, bottom8x8, product16.trunc(16)),
    ),
    CO: high.carry.xor(io.ADDSUBTOP),
    ACCUMCO: high.carry,
    SIGNEXTOUT: topOperand.bit(15),
  };
});

const binary = (value: number, bits: number): string => `${bits}'b${value.toString(2).padStart(bits, "0")}`;

function parametersOf({ multiplier, a, b, registers = [], top = {}, bottom = {} }: Mac16Settings) {
  const flag = (value: boolean): string => (value ? "1'b1" : "1'b0");
  const register = (name: (typeof registerNames)[number]): string => flag(registers.includes(name));
  return {
    A_REG: register("A"),
    B_REG: register("B"),
    C_REG: register("C"),
    D_REG: register("D"),
    TOP_8x8_MULT_REG: register("top 8x8"),
    BOT_8x8_MULT_REG: register("bottom 8x8"),
    PIPELINE_16x16_MULT_REG1: register("16x16 middle"),
    PIPELINE_16x16_MULT_REG2: register("16x16 product"),
    TOPOUTPUT_SELECT: binary(outputs.indexOf(top.output ?? "sum"), 2),
    TOPADDSUB_LOWERINPUT: binary(topOperands.indexOf(top.operand ?? "A"), 2),
    TOPADDSUB_UPPERINPUT: flag(top.addend === "input"),
    TOPADDSUB_CARRYSELECT: binary(carries.indexOf(top.carry ?? "zero"), 2),
    BOTOUTPUT_SELECT: binary(outputs.indexOf(bottom.output ?? "sum"), 2),
    BOTADDSUB_LOWERINPUT: binary(bottomOperands.indexOf(bottom.operand ?? "B"), 2),
    BOTADDSUB_UPPERINPUT: flag(bottom.addend === "input"),
    BOTADDSUB_CARRYSELECT: binary(carries.indexOf(bottom.carry ?? "zero"), 2),
    MODE_8x8: flag(multiplier === "two 8x8"),
    A_SIGNED: flag(a === "signed"),
    B_SIGNED: flag(b === "signed"),
  };
}

/** A 16 × 16 or two 8 × 8 multipliers with two adders or accumulators behind them; UP5K has eight. */
export const Mac16 = blackBox("SB_MAC16", ports, (settings) => ({
  clockPort: "CLK",
  parameters: parametersOf(settings),
  model: model(settings),
}));

/** Connections of a MAC that is always enabled, never held, loaded or reset, adds, and has no neighbour. */
export const mac16Plain = {
  CE: true,
  AHOLD: false,
  BHOLD: false,
  CHOLD: false,
  DHOLD: false,
  IRSTTOP: false,
  IRSTBOT: false,
  ORSTTOP: false,
  ORSTBOT: false,
  OLOADTOP: false,
  OLOADBOT: false,
  ADDSUBTOP: false,
  ADDSUBBOT: false,
  OHOLDTOP: false,
  OHOLDBOT: false,
  CI: false,
  ACCUMCI: false,
  SIGNEXTIN: false,
} as const;
