import { readFileSync } from "node:fs";
import type { CoreText } from "./run-core.ts";

/** The wrapper that gives a core's ports to four pins, as the top of a design. */
export function pinsAround({ top, verilog }: { top: string; verilog: CoreText["files"] }): {
  readonly top: string;
  readonly verilog: CoreText["files"];
} {
  const text = readFileSync(new URL("./pins.v", import.meta.url), "utf8");
  return { top: "pins", verilog: { ...verilog, "pins.v": `\`define CORE ${top}\n${text}` } };
}
