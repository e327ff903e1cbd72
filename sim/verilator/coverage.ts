import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { NativeSimulation } from "./addon.ts";

/** One counter of Verilator's. */
export interface CoveragePoint {
  readonly kind: "line" | "branch" | "toggle";
  /** Verilog file and line, from 1 on. */
  readonly file: string;
  readonly line: number;
  /** What is counted: `if`, `else`, `block`; of a toggle the bit, `count[3]`, with its direction where it has one. */
  readonly name: string;
  /** Hierarchical name of the instance, beginning with the top module's. */
  readonly scope: string;
  readonly count: number;
}

/** Reads the counters of a simulation; those of variables that were added to the design are left out. */
export function readCoverage(native: NativeSimulation, added: ReadonlySet<string>): CoveragePoint[] {
  if (native.writeCoverage === undefined) {
    throw new SpikeforgeError({
      code: "VER008",
      place: "coverage",
      found: "the simulation counts no coverage",
      mend: 'open it with openVerilator(design, { coverage: "on" })',
    });
  }
  const folder = mkdtempSync(join(tmpdir(), "spikeforge-coverage-"));
  try {
    const file = join(folder, "coverage.dat");
    native.writeCoverage(file);
    return parseCoverage(readFileSync(file, "utf8")).filter(({ name }) => !added.has(name.replace(/[[:].*$/, "")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines are `C '<keys and values>' count`; a key follows a byte 1 and its value a byte 2. */
export function parseCoverage(text: string): CoveragePoint[] {
  return [...text.matchAll(/^C '([^']*)' (\d+)$/gm)].flatMap(([, fields = "", count]) => {
    const values = new Map(
      fields
        .split("\u0001")
        .slice(1)
        .map((field) => field.split("\u0002", 2) as [string, string]),
    );
    const kind = /^v_(line|branch|toggle)\//.exec(values.get("page") ?? "")?.[1];
    if (kind === undefined) return [];
    return {
      kind: kind as CoveragePoint["kind"],
      file: values.get("f") ?? "",
      line: Number(values.get("l")),
      name: values.get("o") ?? "",
      scope: values.get("h") ?? "",
      count: Number(count),
    };
  });
}
