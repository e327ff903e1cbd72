/** Every module that the project can make, once in each of its kinds, for the tools that have to accept all of them. */
import { boards } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { clock } from "../../hdlgen/clock.ts";
import { bool, elaborate, input, instance, type Module, module, output, uint } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import type { Ports } from "../../hdlgen/ports.ts";
import { Dp16Kd } from "../../hdlgen/targets/ecp5-dp16kd.ts";
import { Mult18X18D } from "../../hdlgen/targets/ecp5-mult18.ts";
import { Ehxplll, ehxplllPlain } from "../../hdlgen/targets/ecp5-pll.ts";
import { Ram40, Spram256Ka } from "../../hdlgen/targets/ice40.ts";
import { Mac16 } from "../../hdlgen/targets/ice40-mac16.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { boardBuild, compileNetwork, lif, network } from "../../index.ts";
import { AsyncFifo } from "../../rtl/cells/async-fifo.ts";
import { Crc } from "../../rtl/cells/crc.ts";
import { crcAlgorithms } from "../../rtl/cells/crc-algorithm.ts";
import { Fifo } from "../../rtl/cells/fifo.ts";
import { Lfsr } from "../../rtl/cells/lfsr.ts";
import { PowerOnReset } from "../../rtl/cells/power-on-reset.ts";
import { RegisterSlice } from "../../rtl/cells/register-slice.ts";
import { RoundRobinArbiter } from "../../rtl/cells/round-robin-arbiter.ts";
import { SkidBuffer } from "../../rtl/cells/skid-buffer.ts";
import { StreamArbiter } from "../../rtl/cells/stream-arbiter.ts";
import { StreamDemux } from "../../rtl/cells/stream-demux.ts";
import { StreamFork } from "../../rtl/cells/stream-fork.ts";
import { StreamJoin } from "../../rtl/cells/stream-join.ts";
import { StreamMux } from "../../rtl/cells/stream-mux.ts";
import { UartRx } from "../../rtl/cells/uart-rx.ts";
import { UartTx } from "../../rtl/cells/uart-tx.ts";
import { ByteUnit } from "../../rtl/host-link/byte-unit.ts";
import { SpiPeripheral } from "../../rtl/host-link/spi-peripheral.ts";
import { benchOf } from "./cell-bench.ts";
import { circuitOf, comparable } from "./circuits/circuit.ts";
import type { Printed } from "./verilog-tools.ts";

const type = uint(12);
const names = ["left", "middle", "right"];

/** The cells of `rtl/cells`, by a name for messages. */
export const cells: Readonly<Record<string, Module<Ports>>> = {
  "async fifo": AsyncFifo({ type, depth: 16 }),
  "fifo in logic": Fifo({ type, depth: 6, storage: "logic" }),
  "fifo in block memory": Fifo({ type, depth: 64, storage: "block" }),
  "register slice, forward": RegisterSlice({ type, cut: "forward" }),
  "register slice, backward": RegisterSlice({ type, cut: "backward" }),
  "skid buffer": SkidBuffer({ type }),
  "round-robin arbiter": RoundRobinArbiter({ count: 5 }),
  "stream arbiter": StreamArbiter({ type, sources: names }),
  "stream demux": StreamDemux({ type, sinks: names }),
  "stream fork": StreamFork({ type, sinks: names }),
  "stream join": StreamJoin({ sources: { left: type, right: uint(1) } }),
  "stream mux": StreamMux({ type, sources: names }),
  "lfsr, galois": Lfsr({ width: 16, form: "galois" }),
  "lfsr, fibonacci": Lfsr({ width: 9, form: "fibonacci" }),
  crc: Crc({ algorithm: crcAlgorithms["CRC-16/MODBUS"], bitsPerCycle: 8 }),
  "byte unit of the host link": ByteUnit({}),
  "power-on reset": PowerOnReset({ cycles: 16 }),
  "uart rx": UartRx({ clockCyclesPerBit: 8 }),
  "uart tx": UartTx({ clockCyclesPerBit: 8 }),
  "spi peripheral": SpiPeripheral({}),
};

const printed = (name: string, design: Design, macros?: Printed["cells"]): Printed => ({
  name,
  top: design.top.name,
  files: printVerilog(design),
  ...(macros === undefined ? {} : { cells: macros }),
});

/** Cells of the targets, several settings of one side by side. */
function targetDesigns(): Printed[] {
  const Pll = module(
    "ecp5_clocks",
    (_: object) => ({ pin: input(clock), made: output(clock), locked: output(bool) }),
    ({ pin }) => {
      const settings = { inputDivider: 1, feedbackDivider: 2, outputDivider: 12 };
      const { CLKOP, LOCK } = instance("pll", Ehxplll(settings), { ...ehxplllPlain, CLKI: pin });
      return { made: CLKOP, locked: LOCK };
    },
  );
  const port = { width: 18 } as const;
  return [
    printed("SB_SPRAM256KA", benchOf([Spram256Ka({})])),
    printed("SB_RAM40_4K", benchOf([Ram40({})])),
    printed("SB_MAC16", benchOf([Mac16({ multiplier: "16x16", registers: ["A"] }), Mac16({ multiplier: "two 8x8" })])),
    printed("MULT18X18D", benchOf([Mult18X18D({ registers: ["inputs"] }), Mult18X18D({ registers: ["output"] })])),
    printed(
      "DP16KD",
      benchOf([
        Dp16Kd({ a: port, b: { width: 9, outputRegister: "used" }, clocks: "two", init: [1, 2, 3] }),
        Dp16Kd({ a: port, b: { width: 4, writeMode: "WRITETHROUGH" }, clocks: "two" }),
      ]),
    ),
    printed("EHXPLLL", elaborate(Pll({})), "ecp5"),
  ];
}

/** A network small enough for every board that can hold a core. */
const small = network("small", { weightBits: 4, membraneBits: 16 })
  .input("in", 4)
  .population("out", { size: 4, neuron: lif({ threshold: 5 }) })
  .project("in", "out", { weights: Array.from({ length: 4 }, () => [1, 2, -3, 4]) })
  .output("out")
  .build();

/** The complete design of every board that has room for a core and pins for a link. */
function boardDesigns(): Printed[] {
  return boards().flatMap((board): Printed[] => {
    try {
      const build = boardBuild(compileNetwork(small, board), board.clock.pll === "none" ? board.clock.MHz : 24);
      return [printed(`board ${board.id}`, build.design, board.family)];
    } catch (error) {
      // No UART, no memory for weights.
      const codes = error instanceof SpikeforgeError ? error.diagnostics.map(({ code }) => code) : [];
      if (codes.length === 1 && ["CLI040", "CLI042"].includes(codes[0] ?? "")) return [];
      throw error;
    }
  });
}

/** Random circuits, the first ones whose memories have contents: the tools miss those of the others, rightly. */
function randomDesigns(count: number): Printed[] {
  const found: Printed[] = [];
  for (let seed = 1; found.length < count; seed++) {
    const { design } = circuitOf(seed, comparable);
    const memories = design.modules.flatMap((each) => each.memories);
    if (memories.every(({ init, depth }) => init?.length === depth))
      found.push(printed(`random circuit ${seed}`, design));
  }
  return found;
}

export function everyDesign(): Printed[] {
  return [
    ...Object.entries(cells).map(([name, cell]) => printed(name, elaborate(cell))),
    ...targetDesigns(),
    ...boardDesigns(),
    ...randomDesigns(8),
  ];
}
