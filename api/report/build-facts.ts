/** What a build's folder tells: everything that a report is drawn from. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { CommonReport } from "../../flow/build-result.ts";
import {
  type PlacedDesign,
  parsePlacedDesign,
  type SeedOutcome,
  type ToolRecord,
  type Usage,
} from "../../flow/index.ts";
import type { LadderResult } from "../ladder/ladder-result.ts";
import type { Hierarchy } from "./hierarchy.ts";

/** Resources by the names of `report.json`, in the order in which they are shown, with what people call them. */
const resourceWords = {
  lc: "Logic cells",
  lut: "LUTs",
  ff: "Flip-flops",
  ebr: "Block RAM (EBR)",
  dp16kd: "Block RAM (DP16KD)",
  spram: "Single-port RAM (SPRAM)",
  dsp: "Multipliers (SB_MAC16)",
  mult18: "Multipliers (MULT18X18D)",
} as const;

export interface ResourceUse extends Usage {
  readonly name: keyof typeof resourceWords;
  readonly words: string;
}

/** `report.json` of either family. */
export type BuiltReport = Omit<CommonReport<"ice40">, "seconds" | "tools"> & {
  readonly seconds: Readonly<Record<string, number>>;
  readonly tools: Readonly<Record<string, ToolRecord>>;
  readonly seeds?: readonly SeedOutcome[];
};

export interface BuildFacts {
  readonly report: BuiltReport;
  readonly resources: readonly ResourceUse[];
  /** Absent in folders that hold no `placement.json`. */
  readonly placement?: PlacedDesign;
  /** Absent in folders that hold no `hierarchy.json`. */
  readonly hierarchy?: Hierarchy;
  /** Absent until `spikeforge ladder` has run. */
  readonly ladder?: LadderResult;
}

/**
 * Reads the folder that a build was written to.
 *
 * @throws CLI080 it is none · CLI081 one of its files cannot be read
 */
export async function readBuildFacts(folder: string): Promise<BuildFacts> {
  const report = await readJson<BuiltReport & Readonly<Record<string, Usage>>>(folder, "report.json");
  if (report?.top === undefined || report.criticalPaths === undefined || report.clocks === undefined) {
    throw new SpikeforgeError({
      code: "CLI080",
      place: folder,
      found:
        report === undefined ? "no report.json: not the folder of a build" : "its report.json is not that of a build",
      mend: "name the folder that `spikeforge synth` wrote",
    });
  }
  const [placement, hierarchy, ladder] = await Promise.all([
    readParsed(folder, "placement.json", parsePlacedDesign),
    readJson<Hierarchy>(folder, "hierarchy.json"),
    readJson<LadderResult>(folder, "ladder.json"),
  ]);
  const resources = Object.entries(resourceWords).flatMap(([key, words]): ResourceUse[] => {
    const usage = report[key];
    return usage === undefined ? [] : [{ ...usage, name: key as ResourceUse["name"], words }];
  });
  return {
    report,
    resources,
    ...(placement === undefined ? {} : { placement }),
    ...(hierarchy === undefined ? {} : { hierarchy }),
    ...(ladder === undefined ? {} : { ladder }),
  };
}

const readJson = <T>(folder: string, name: string): Promise<T | undefined> =>
  readParsed(folder, name, (text) => JSON.parse(text) as T);

async function readParsed<T>(folder: string, name: string, parse: (text: string) => T): Promise<T | undefined> {
  const path = join(folder, name);
  try {
    return parse(await readFile(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const found = error instanceof SyntaxError || code === undefined ? "is damaged" : `cannot be read: ${code}`;
    throw new SpikeforgeError(
      { code: "CLI081", place: path, found, mend: "build again, or remove the file" },
      { cause: error },
    );
  }
}
