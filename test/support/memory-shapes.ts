/** Modules of one memory each, in every shape that a price depends on, and what synthesis makes of them. */
import { bool, cat, elaborate, input, instance, type Module, module, output, ram, uint } from "../../hdlgen/index.ts";
import type { Collision, Design, MemoryStyle, ModuleIr } from "../../hdlgen/ir.ts";
import type { Target } from "../../hdlgen/targets/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { findTool } from "../../tools/index.ts";

export interface Shape {
  readonly width: number;
  readonly depth: number;
  readonly collision: Collision;
  /** Parts of a word with write enables of their own. */
  readonly lanes?: number;
  readonly style?: MemoryStyle;
  /** Read ports; 1 when left out. */
  readonly reads?: number;
  readonly writes?: number;
  /** Where the first read reads: at an address of its own unless it says otherwise. */
  readonly address?: "own" | "shared" | "shared, alternating";
  readonly enable?: "always" | "own";
  readonly init?: "none" | "some";
}

const bits = (depth: number): number => Math.max(1, Math.ceil(Math.log2(depth)));

const ports = ({ width, depth, lanes = 1 }: Shape) => ({
  we: input(bool),
  we2: input(bool),
  re: input(bool),
  wa: input(uint(bits(depth))),
  wa2: input(uint(bits(depth))),
  ra: input(uint(bits(depth))),
  rb: input(uint(bits(depth))),
  data: input(uint(width)),
  mask: input(uint(lanes)),
  q: output(uint(width)),
  q2: output(uint(width)),
});

export type ShapePorts = ReturnType<typeof ports>;

/** One memory of a shape, as a module called `name`. */
export function memoryOf(name: string, shape: Shape): Module<ShapePorts> {
  const define = module(name, ports, (io, parameters: Shape) => {
    const { width, depth, collision, lanes = 1, style, address = "own", enable = "always" } = parameters;
    const words = ram("words", uint(width), {
      depth,
      collision,
      mask: width / lanes,
      ...(style === undefined ? {} : { style }),
      ...(parameters.init === "some" ? { init: [1, 0, 1] } : {}),
    });
    words.write(io.wa, io.data, { enable: io.we, ...(lanes === 1 ? {} : { mask: io.mask }) });
    if (parameters.writes === 2) words.write(io.wa2, io.data, { enable: io.we2 });
    const q = words.read(address === "own" ? io.ra : io.wa, {
      ...(address === "shared, alternating" ? { enable: io.we.not() } : enable === "own" ? { enable: io.re } : {}),
    });
    return { q, q2: parameters.reads === 2 ? words.read(io.rb) : q };
  });
  return define(shape);
}

/** All shapes side by side, as modules `m0`, `m1`, … of one design. */
export function designOf(shapes: readonly Shape[]): Design {
  const Top = module(
    "top",
    (_: object) => ({
      flags: input(uint(3)),
      addresses: input(uint(64)),
      data: input(uint(64)),
      mask: input(uint(64)),
      parities: output(uint(shapes.length)),
    }),
    ({ flags, addresses, data, mask }) => {
      const parities = shapes.map((shape, i) => {
        const wide = bits(shape.depth);
        const { q, q2 } = instance(`u${i}`, memoryOf(`m${i}`, shape), {
          we: flags.bit(0),
          we2: flags.bit(1),
          re: flags.bit(2),
          wa: addresses.slice(wide - 1, 0),
          wa2: addresses.slice(15 + wide, 16),
          ra: addresses.slice(31 + wide, 32),
          rb: addresses.slice(47 + wide, 48),
          data: data.trunc(shape.width),
          mask: mask.trunc(shape.lanes ?? 1),
        });
        return q.parity().xor(q2.parity());
      });
      return { parities: cat(...parities.reverse()) };
    },
  );
  return elaborate(Top({}));
}

/** The memory's module of each shape. */
export function memoryModules(design: Design, shapes: readonly Shape[]): readonly ModuleIr[] {
  return shapes.map((_, i) => {
    const found = design.modules.find((each) => each.name === `m${i}`);
    if (found === undefined) throw new Error(`m${i}`);
    return found;
  });
}

export interface Synthesised {
  readonly blocks: number;
  readonly flipFlops: number;
  readonly luts: number;
}

const commands: Readonly<Record<Target, string>> = {
  ice40hx: "synth_ice40 -device hx",
  ice40up: "synth_ice40 -device u",
  ecp5: "synth_ecp5",
};

/** What yosys makes of each shape, all in one run. */
export async function synthesise(
  design: Design,
  shapes: readonly Shape[],
  target: Target,
): Promise<readonly Synthesised[]> {
  const yosys = await findTool("yosys", { prefer: "wasm" });
  const files = printVerilog(design);
  const sources = Object.keys(files).filter((file) => file.endsWith(".v"));
  const script = `read_verilog ${sources.join(" ")}; ${commands[target]} -noflatten -top top; tee -q -o stat.json stat -json`;
  const result = await yosys.run({ args: ["-q", "-p", script], files, outputs: ["stat.json"] });
  const { modules } = JSON.parse(new TextDecoder().decode(result.files["stat.json"])) as {
    readonly modules: Readonly<Record<string, { readonly num_cells_by_type: Readonly<Record<string, number>> }>>;
  };
  return shapes.map((_, i) => {
    const cells = Object.entries(modules[`\\m${i}`]?.num_cells_by_type ?? {});
    const count = (pattern: RegExp): number =>
      cells.reduce((sum, [type, number]) => sum + (pattern.test(type) ? number : 0), 0);
    return {
      blocks: count(/^(SB_RAM40|SB_SPRAM|DP16KD|TRELLIS_DPR16X4)/),
      flipFlops: count(/^(SB_DFF|TRELLIS_FF)/),
      luts: count(/LUT4$/),
    };
  });
}
