/** Verilates a core with the driver beside this file, and lets it answer traffic. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { elaborate } from "../../../hdlgen/index.ts";
import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import { runProcess } from "../../../tools/index.ts";
import { verilatedProgram } from "../../support/verilated-program.ts";
import { LifCore } from "./core/lif-core.ts";
import { twinShape } from "./traffic.ts";

/** A core as Verilog files, and the name of its top module. */
export interface CoreText {
  readonly top: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The core in hdlgen, printed. */
export function generatedCore(): CoreText {
  const design = elaborate(LifCore({ shape: twinShape, weightMemory: "spram" }));
  return { top: design.top.name, files: printVerilog(design) };
}

/** The core written by hand, with the simulation models that the printer gives to the other one. */
export async function handWrittenCore(): Promise<CoreText> {
  const folder = new URL("./", import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^(lif_twin|twin_.*)\.v$/.test(name));
  const own = await Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, folder), "utf8")] as const),
  );
  const models = Object.entries(generatedCore().files).filter(([name]) => name.startsWith("models/"));
  return { top: "lif_twin", files: Object.fromEntries([...own, ...models]) };
}

/** What `drive.cpp` says of a core. */
export interface CoreAnswer {
  readonly saturations: number;
  /** AER words out, in order. */
  readonly spikes: readonly number[];
  /** Cycles from the first event to each marker out. */
  readonly markerCycles: readonly number[];
  /** Words read back: membranes, refractory counters, weights. */
  readonly answers: readonly number[];
}

/** Runs traffic of `twinTraffic` on a core. */
export async function runCore({ top, files }: CoreText, traffic: Uint8Array): Promise<CoreAnswer> {
  const program = await verilatedProgram({ top, files, driver: new URL("./drive.cpp", import.meta.url) });
  const folder = await mkdtemp(join(tmpdir(), "spikeforge-twin-"));
  try {
    const file = join(folder, "traffic");
    await writeFile(file, traffic);
    const { stdout } = await runProcess({ command: program, args: [file] });
    return JSON.parse(stdout) as CoreAnswer;
  } finally {
    await rm(folder, { recursive: true });
  }
}
