/** A design as a folder that a Verilog user can take, without anything of ours. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { coreImage } from "../../compile/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { pinsForDesign } from "../../flow/design-pins.ts";
import { modelsFolder, printVerilog } from "../../hdlgen/verilog/index.ts";
import { shapeHash } from "../../host/index.ts";
import { type Network, withoutLearning } from "../../network/index.ts";
import type { BoardBuild } from "../board-build.ts";
import type { CompiledNetwork } from "../compile-network.ts";
import { planNetwork } from "../plan/plan-network.ts";
import type { PlanTarget } from "../plan/plan-target.ts";
import { readBuildFacts } from "../report/build-facts.ts";
import { clockCells } from "./clock-cells.ts";
import { conversation } from "./conversation.ts";
import { coreFile } from "./core-file.ts";
import { type BuiltFigures, readme } from "./readme.ts";
import { type TestbenchPins, testbench, testbenchName } from "./testbench.ts";

export interface ExportRequest {
  readonly description: Network;
  readonly compiled: CompiledNetwork;
  readonly build: BoardBuild;
  /** What cycles and area are predicted for. */
  readonly target: PlanTarget;
  /** Folder of a finished build of the same design: its figures go into the README. */
  readonly built?: string;
}

/** A file that every exported folder holds. */
export const exportMarker = "export.json";

/** Active shares for which the README has cycle counts. */
const plannedRates = [0.02, 0.1, 0.3];
const plannedTicks = 16;
const sourceRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The files of a folder, by path: `rtl/`, constraints, file lists, a FuseSoC core, models of cells, a self-checking testbench
 * where the board has a UART, the memory image, and a README with ports, clocks, packets, memory map and cycle counts.
 *
 * @throws CLI080 · CLI081 `built` is no build · CLI083 it is one of another design · FLOW001 · BRD010 · BRD011 · BRD012
 */
export async function exportFiles(request: ExportRequest): Promise<Readonly<Record<string, string>>> {
  const { description, compiled, build, target } = request;
  const { top, design, board, clock } = build;
  const { config, encoder, network } = compiled;
  const built = request.built === undefined ? undefined : await builtFigures(request.built, build);
  // Memory images are named from the folder, and models have images too.
  const printed = (imageFolder: string): readonly (readonly [string, string])[] =>
    Object.entries(printVerilog(design, { sourceComments: "on", sourceRoot, imageFolder }));
  const isModel = ([name]: readonly [string, string]): boolean => name.startsWith(modelsFolder);
  const rtl = Object.fromEntries(
    printed("rtl")
      .filter((file) => !isModel(file))
      .map(([name, text]) => [`rtl/${name}`, text]),
  );
  const cells = Object.fromEntries(
    printed("sim/cells")
      .filter(isModel)
      .map(([name, text]) => [`sim/cells/${name.slice(modelsFolder.length)}`, text]),
  );
  for (const [name, text] of Object.entries(clockCells(design))) cells[`sim/cells/${name}`] = text;
  const isVerilog = (name: string): boolean => name.endsWith(".v");
  const [rtlFiles, cellFiles] = [Object.keys(rtl).filter(isVerilog), Object.keys(cells).filter(isVerilog)];
  const ports = design.top.ports.map(({ signal }) => signal.name);
  const pins = await pinsForDesign(board, top, ports);
  const constraints = `${top}${board.family === "ice40" ? ".pcf" : ".lpf"}`;
  const exchanges = conversation(config.shape, shapeHash(config.shape, encoder));
  const benchPins = testbenchPins(build);
  const bench = benchPins === undefined ? undefined : `sim/${testbenchName(top)}.sv`;
  const learns = config.shape.learning !== undefined;
  const planned = learns ? withoutLearning(description) : description;
  const plans = plannedRates.map((rate) => ({
    rate,
    plan: planNetwork(planned, target, {
      lanes: config.shape.lanes,
      activity: { kind: "rate", rate, ticks: plannedTicks },
    }),
  }));
  const list = (files: readonly string[]): string => `${files.join("\n")}\n`;
  return {
    ...rtl,
    ...cells,
    [`${top}.f`]: list(rtlFiles),
    "sim/cells.f": list(cellFiles),
    ...(pins === undefined ? {} : { [constraints]: pins }),
    ...(bench === undefined || benchPins === undefined
      ? {}
      : {
          [bench]: testbench({ top, pins: benchPins, clockCyclesPerBit: clock.clockCyclesPerBit, exchanges }),
          "sim/sim.f": list([...rtlFiles, ...cellFiles, bench]),
        }),
    [`${top}.core`]: coreFile({
      top,
      description: `Spiking neural network ${network.name} for the ${board.name}`,
      board,
      clockMHz: clock.clockMHz,
      rtl: rtlFiles,
      memories: Object.keys(rtl).filter((name) => !isVerilog(name)),
      cells: Object.keys(cells),
      ...(bench === undefined ? {} : { testbench: { file: bench, top: testbenchName(top) } }),
      ...(pins === undefined ? {} : { constraints }),
    }),
    "image.json": imageText(compiled),
    [exportMarker]: `${JSON.stringify({ network: network.name, top, board: board.id, clock, shape: config.shape }, null, 2)}\n`,
    "README.md": readme({
      network: {
        name: network.name,
        neurons: network.neurons.count,
        channels: network.inputs.reduce((sum, { size }) => sum + size, 0),
      },
      ...{ top, board, clock, design, exchanges, constraints, plans, learns, built },
      shape: config.shape,
      encoder: compiled.encoder,
      testbench: bench,
    }),
  };
}

/** What a host loads, the words of the input channels, and where the neurons are. */
function imageText({ config }: CompiledNetwork): string {
  const blocks = coreImage(config).map(({ space, address, words }) => ({ space, address, words: [...words] }));
  const image = {
    channelWords: [...config.channelWord],
    slotOfNeuron: [...config.slotOfNeuron],
    blocks,
  };
  return `${JSON.stringify(image)}\n`;
}

/** Inputs at rest: what is no clock and no line is a button. */
function testbenchPins({ board, design }: BoardBuild): TestbenchPins | undefined {
  if (board.uart === undefined) return undefined;
  const named = new Set([board.clock.net, board.uart.rx.net, board.uart.tx.net]);
  const others = design.top.ports.filter(({ signal }) => !named.has(signal.name));
  return {
    clock: board.clock.net,
    uartRx: board.uart.rx.net,
    uartTx: board.uart.tx.net,
    idle: others
      .filter(({ direction }) => direction === "input")
      .map(({ signal }) => ({
        net: signal.name,
        level: signal.name === board.reset?.net && board.reset.active === "high" ? 0 : 1,
      })),
    open: others.filter(({ direction }) => direction === "output").map(({ signal }) => signal.name),
  };
}

/** Figures are only those of this design if a build's Verilog is the same. */
async function builtFigures(folder: string, { verilog }: BoardBuild): Promise<BuiltFigures> {
  const { report, resources } = await readBuildFacts(folder);
  const differs = await Promise.all(
    Object.entries(verilog).map(async ([name, text]) => {
      const found = await readFile(join(folder, "verilog", name), "utf8").catch(() => undefined);
      return found === text ? [] : [name];
    }),
  );
  const [first, ...others] = differs.flat();
  if (first === undefined) return { report, resources };
  throw new SpikeforgeError({
    code: "CLI083",
    place: folder,
    found: `is the build of another design: verilog/${first}${others.length === 0 ? "" : ` and ${others.length} more`} differ from what is exported`,
    mend: "build again with the same network, board, lanes and clock, or leave --build out",
  });
}
