/**
 * MULT18X18D, the multiplier of ECP5, with its input, pipeline and output registers on one clock. Sources: Lattice
 * FPGA-TN-02205 (sysDSP usage guide): order of the registers, what each holds, reset before enable; ports and parameters
 * as in `ecp5/cells_bb.v` of yosys. Not described: the shift chains, the C input, clocks of their own for each register.
 */
import { blackBox, module } from "../module.ts";
import { input, output } from "../ports.ts";
import { nodes, regs, when } from "../structure.ts";
import { bool, uint } from "../types.ts";
import { type Bool, lo, type UInt } from "../values.ts";

type Place = "inputs" | "pipeline" | "output";

export interface Mult18Settings {
  /** Registers between operands and product; each is one cycle. */
  readonly registers: readonly Place[];
}

const ports = (_: Mult18Settings) => ({
  A: input(uint(18)),
  B: input(uint(18)),
  /** To be 0. */
  C: input(uint(18)),
  /** The operand is two's complement. Registered with it. */
  SIGNEDA: input(bool),
  SIGNEDB: input(bool),
  /** To be 0: the operands come from A and B. */
  SOURCEA: input(bool),
  SOURCEB: input(bool),
  CE0: input(bool),
  /** Synchronous; clears all registers, whatever CE0 is. */
  RST0: input(bool),
  P: output(uint(36)),
  SIGNEDP: output(bool),
});

const model = module("MULT18X18D", ports, (io, { registers }) => {
  const held = <T extends UInt | Bool>(place: Place, name: string, value: T): T => {
    if (!registers.includes(place)) return value;
    const made = regs({ [name]: value.kind === "bool" ? bool : uint(value.width) } as never) as Record<
      string,
      T & { next: unknown }
    >;
    const register = made[name];
    if (register === undefined) throw new Error(name);
    when(io.RST0, () => {
      register.next = value.kind === "bool" ? false : 0;
    }).elsewhen(io.CE0, () => {
      register.next = value;
    });
    return register;
  };
  const wide = (value: UInt, isSigned: Bool): UInt =>
    isSigned.mux(value.asSInt().extend(36).asUInt(), value.extend(36));
  const signedA = held("inputs", "signed_a", io.SIGNEDA);
  const signedB = held("inputs", "signed_b", io.SIGNEDB);
  const { a, b } = nodes({
    a: wide(held("inputs", "held_a", io.A), signedA),
    b: wide(held("inputs", "held_b", io.B), signedB),
  });
  const product = held("pipeline", "piped_product", low36(a, b));
  return {
    P: held("output", "held_product", product),
    SIGNEDP: held("pipeline", "piped_sign", signedA.or(signedB)),
  };
});

/** The product modulo 2^36, of factors whose product would be too wide for a value. */
function low36(a: UInt, b: UInt): UInt {
  const low = a.mul(b.trunc(18)).trunc(36);
  const high = a.trunc(18).mul(b.slice(35, 18)).trunc(18);
  return low.addw(high.shl(18));
}

/** 18 × 18 bits, signed or unsigned each by an input. Latency: one cycle for each place in `registers`. */
export const Mult18X18D = blackBox("MULT18X18D", ports, (settings) => {
  const clock = (place: Place): string => (settings.registers.includes(place) ? '"CLK0"' : '"NONE"');
  return {
    parameters: {
      REG_INPUTA_CLK: clock("inputs"),
      REG_INPUTB_CLK: clock("inputs"),
      REG_PIPELINE_CLK: clock("pipeline"),
      REG_OUTPUT_CLK: clock("output"),
    },
    bitPorts: ["A", "B", "C", "P"],
    ...(settings.registers.length === 0 ? {} : { clockPort: "CLK0" }),
    model: model(settings),
  };
});

/** Connections of a multiplier that is always enabled and never reset. */
export const mult18Plain = { C: 0, SOURCEA: lo, SOURCEB: lo, CE0: lo.not(), RST0: lo } as const;
