/** The FuseSoC core file (CAPI2) of an exported design. */

import { flowOf } from "../../flow/family.ts";
import type { BuildTarget } from "../../flow/index.ts";

export interface CoreFileRequest {
  readonly top: string;
  readonly description: string;
  readonly board: BuildTarget;
  readonly clockMHz: number;
  /** Paths in the folder. */
  readonly rtl: readonly string[];
  readonly memories: readonly string[];
  readonly cells: readonly string[];
  /** Absent for a design without a host link. */
  readonly testbench?: { readonly file: string; readonly top: string };
  readonly constraints?: string;
}

export function coreFile(request: CoreFileRequest): string {
  const { top, description, board, clockMHz, rtl, memories, cells, testbench, constraints } = request;
  const flow = flowOf(board);
  // With `-dsp` yosys would also rewrite the multiplier cells that the design has itself.
  const synthOptions = flow
    .synth(board)
    .slice(1)
    .filter((option) => option !== "-dsp");
  const memory = memories.length === 0 ? [] : ["memory"];
  const pins = constraints === undefined ? [] : ["pins"];
  // Both back ends name the part of nextpnr's options that is theirs alike.
  const backEnd = board.family === "ice40" ? "icestorm" : "trellis";
  const lines = [
    "CAPI=2:",
    `name: ::${top}:0`,
    `description: ${quoted(description)}`,
    "",
    "filesets:",
    ...fileset("rtl", "verilogSource", rtl),
    ...fileset("memory", "user", memories),
    ...fileset("cells", "verilogSource", cells),
    ...(testbench === undefined ? [] : fileset("testbench", "systemVerilogSource", [testbench.file])),
    ...(constraints === undefined ? [] : fileset("pins", constraints.endsWith(".lpf") ? "LPF" : "PCF", [constraints])),
    "",
    "targets:",
    "  default: &default",
    `    filesets: [${["rtl", ...memory].join(", ")}]`,
    `    toplevel: ${top}`,
    "  lint:",
    "    <<: *default",
    `    filesets: [${["rtl", "cells", ...memory].join(", ")}]`,
    "    default_tool: verilator",
    "    tools:",
    "      verilator:",
    "        mode: lint-only",
    "        verilator_options: [-Wall]",
    ...(testbench === undefined
      ? []
      : [
          "  sim:",
          "    <<: *default",
          `    filesets: [${["rtl", "cells", "testbench", ...memory].join(", ")}]`,
          `    toplevel: ${testbench.top}`,
          "    default_tool: icarus",
          "    tools:",
          "      icarus:",
          "        iverilog_options: [-g2012]",
        ]),
    "  synth:",
    "    <<: *default",
    `    filesets: [${["rtl", ...memory, ...pins].join(", ")}]`,
    `    default_tool: ${backEnd}`,
    "    tools:",
    `      ${backEnd}:`,
    ...(backEnd === "icestorm" ? ["        pnr: next"] : []),
    ...(synthOptions.length === 0 ? [] : [`        yosys_synth_options: [${synthOptions.map(quoted).join(", ")}]`]),
    `        nextpnr_options: [${[...flow.device(board), "--freq", String(clockMHz)].map(quoted).join(", ")}]`,
    "",
  ];
  return lines.join("\n");
}

function fileset(name: string, type: string, files: readonly string[]): string[] {
  return files.length === 0
    ? []
    : [`  ${name}:`, `    file_type: ${type}`, "    files:", ...files.map((file) => `      - ${entry(file)}`)];
}

/** Memory images are looked for from where a tool runs. */
const entry = (file: string): string => (file.endsWith(".hex") ? `${file}: {file_type: user, copyto: ${file}}` : file);

/** A JSON string is a YAML one. */
const quoted = (text: string): string => JSON.stringify(text);
