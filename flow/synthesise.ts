import type { Tool } from "../tools/index.ts";
import type { BuildRequest } from "./build-request.ts";
import { type Family, flowOf } from "./family.ts";
import { type NetlistFacts, readNetlist } from "./netlist.ts";
import { yosysFraction } from "./progress.ts";

export interface Synthesis extends NetlistFacts {
  /** The netlist as nextpnr reads it. */
  readonly json: Uint8Array;
  readonly script: string;
  readonly log: string;
  readonly seconds: number;
}

/** What of a build's request synthesis needs. */
export type SynthesisRequest<F extends Family = "ice40"> = Pick<
  BuildRequest<F>,
  "top" | "verilog" | "memoryFiles" | "board" | "options" | "signal"
> & { readonly tools: { readonly yosys: Tool } };

/**
 * Verilog → netlist. Undriven or doubly driven nets and combinational loops end it, before and after mapping.
 *
 * @throws TOOL001 with what yosys said
 */
export async function synthesise<F extends Family = "ice40">(
  request: SynthesisRequest<F>,
  report: (fraction: number, message: string) => void,
): Promise<Synthesis> {
  const { verilog, memoryFiles, tools, signal } = request;
  const script = synthesisScript(request);
  const fractionOf = yosysFraction(Object.keys(verilog).length);
  const { files, stdout, stderr, seconds } = await tools.yosys.run({
    args: ["-s", "synth.ys"],
    files: { ...verilog, ...memoryFiles, "synth.ys": script },
    outputs: ["netlist.json"],
    onLine: (line) => {
      const fraction = fractionOf(line);
      if (fraction !== undefined) report(fraction, line.replace(/^[\d.]+ /, ""));
    },
    signal,
  });
  const written = files["netlist.json"];
  if (written === undefined) throw new Error("yosys ended well without its netlist");
  const json = flowOf<F>(request.board).netlist(written);
  return { ...readNetlist(json, request.top), json, script, log: stdout + stderr, seconds };
}

/** One script, so that it can be run again by hand beside the Verilog. */
function synthesisScript<F extends Family>({ top, verilog, board, options }: SynthesisRequest<F>): string {
  const flow = flowOf<F>(board);
  const synth = [...flow.synth(board), "-top", top, ...flow.mappers[options?.mapper ?? "abc9"]];
  const words = [...synth, ...(options?.synthArguments ?? [])].join(" ");
  return [
    "# By hand: yosys -s ../synth.ys, in the folder verilog of a written build.",
    ...Object.keys(verilog)
      .sort()
      .map((file) => `read_verilog "${file}"`),
    `${words} -run begin:coarse`,
    "check -assert",
    ...coarseAndRest(words, Object.values(verilog)),
    "check -assert",
    // Older versions of nextpnr stumble over these cells, which only carry names.
    "delete t:$scopeinfo",
    "write_json netlist.json",
    "",
  ].join("\n");
}

/**
 * `synth_ice40 -dsp` takes every SB_MAC16 for one that it made of a multiplication, and gives it other inputs and registers.
 * Those of the design are called otherwise while it does.
 */
function coarseAndRest(words: string, verilog: readonly string[]): readonly string[] {
  if (!words.includes(" -dsp") || !verilog.some((text) => text.includes("SB_MAC16"))) return [`${words} -run coarse:`];
  return [
    "chtype -set SB_MAC16_AS_IT_IS t:SB_MAC16",
    `${words} -run coarse:map_ram`,
    "chtype -set SB_MAC16 t:SB_MAC16_AS_IT_IS",
    `${words} -run map_ram:`,
  ];
}
