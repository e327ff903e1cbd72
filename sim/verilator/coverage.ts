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

/** What was added to a design, and the Verilog that it is in. */
export interface CoverageScope {
  readonly added: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
}

/** Reads the counters of a simulation, without those of what was added to the design. */
export function readCoverage(native: NativeSimulation, scope: CoverageScope): CoveragePoint[] {
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
    const isAdded = addedTo(scope);
    return parseCoverage(readFileSync(file, "utf8")).filter((point) => !isAdded(point));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a point is of an added variable, or of a block that begins on the line above one and holds nothing else. */
function addedTo({ added, sources }: CoverageScope): (point: CoveragePoint) => boolean {
  const names = new Set(added);
  const lines = new Map(Object.entries(sources).map(([file, text]) => [file, text.split("\n")]));
  const mentions = (text = ""): boolean => (text.match(/\w+/g) ?? []).some((word) => names.has(word));
  return ({ kind, file, line, name }) => {
    if (kind === "toggle") return names.has(name.replace(/\W.*$/, ""));
    const text = lines.get(file) ?? [];
    return mentions(text[line - 1]) || (/^\s*always/.test(text[line - 1] ?? "") && mentions(text[line]));
  };
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
