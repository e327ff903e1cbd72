/** Cores that figures are taken of: placed on a device, run on the embedded engine, and as designs to build. */
import { boardBuild, verilogOf } from "../../api/board-build.ts";
import { type CoreDeviceName, coreDevices, coreTarget, place } from "../../compile/index.ts";
import { cellsOf, type HardwareConfig, type IntegerNetwork } from "../../config/index.ts";
import { type BareEcp5, bareEcp5, bareIce40, type Ice40Board } from "../../constraints/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { shapeHash } from "../../host/index.ts";
import { BoardTop } from "../../rtl/board-top.ts";
import type { ChipParameters } from "../../rtl/chip.ts";
import type { LifCoreParameters } from "../../rtl/core/lif-core.ts";
import type { CycleFigures, DesignToPlace } from "../hw/hardware-figure.ts";
import { significant } from "../kit/statistics.ts";
import { digitTicks, everyChannel } from "./figure-inputs.ts";
import { type FigureBuild, type FigureName, figureNetwork, figureSizes } from "./figure-networks.ts";
import { figureRun } from "./figure-run.ts";
import { CoreProbe } from "./probe-top.ts";

export interface FigureCore {
  readonly device: CoreDeviceName;
  readonly lanes: number;
  readonly size: FigureName;
}

export interface PlacedFigure {
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly core: LifCoreParameters;
}

/** The network of a build, and the core that it is for. */
function figureOn({ device, lanes, size }: FigureCore, build: FigureBuild, activity: "digits" | "everyAxon") {
  const network = figureNetwork(figureSizes[size], build, activity);
  return { network, target: coreTarget(coreDevices[device], { weightBits: network.weightBits, lanes }) };
}

/** The core of a build with its network placed on it. */
export function placedFigure(figure: FigureCore, build: FigureBuild): PlacedFigure {
  const { network, target } = figureOn(figure, build, "digits");
  const config = place(network, target);
  return { network, config, core: { shape: config.shape, fabric: target.fabric } };
}

/** Digits: 100 of them. All axons: few ticks are as good as many. */
const ticks = { digits: 2000, everyAxon: 50 } as const;

/**
 * Runs the full build with both activities, ticks overlapping as fast as the core takes them; what leaves the core are the
 * spikes of the network's outputs. They and the last state of all are compared with the reference.
 *
 * @throws SIM125 the core and the reference differ
 */
export function figureCycles(figure: FigureCore, report: (message: string) => void): CycleFigures {
  const size = figureSizes[figure.size];
  const run = (activity: "digits" | "everyAxon") => {
    report(`${activity} on the simulated core`);
    const { network, target } = figureOn(figure, "full", activity);
    const input = activity === "digits" ? digitTicks(size, ticks.digits) : everyChannel(size, ticks.everyAxon);
    return figureRun(network, target, input);
  };
  const [every, digits] = [run("everyAxon"), run("digits")];
  return {
    everyAxon: significant(every.sopPerCycle),
    digits: significant(digits.sopPerCycle),
    ticks: digits.ticks,
    cyclesPerTick: significant(digits.cycles / digits.ticks),
  };
}

/** The complete design of an iCE40 board: core, host link, PLL. */
export function boardDesign(
  figure: FigureCore,
  build: FigureBuild,
  board: Ice40Board,
  clockMHz: number,
): DesignToPlace<"ice40"> {
  const {
    top,
    verilog,
    memoryFiles,
    clockMHz: achieved,
  } = boardBuild({ ...placedFigure(figure, build), board }, clockMHz);
  return { top, verilog, memoryFiles, board, clockMHz: achieved };
}

const packages = { up5k: "sg48", hx8k: "ct256" } as const;

/** The core alone behind few pins. */
export function probeDesign(
  figure: FigureCore & { readonly device: keyof typeof packages },
  build: FigureBuild,
  clockMHz: number,
): DesignToPlace<"ice40"> {
  const { device } = figure;
  return { ...probe(figure, build), board: bareIce40(device, packages[device]), clockMHz };
}

const ecp5Dies = { "ecp5-25f": "25k", "ecp5-45f": "45k", "ecp5-85f": "85k" } as const;

export type Ecp5Figure = FigureCore & { readonly device: keyof typeof ecp5Dies };

export const speed6 = (device: keyof typeof ecp5Dies): BareEcp5 => bareEcp5(ecp5Dies[device], "CABGA381", 6);

export function ecp5ProbeDesign(figure: Ecp5Figure, build: FigureBuild, clockMHz: number): DesignToPlace<"ecp5"> {
  return { ...probe(figure, build), board: speed6(figure.device), clockMHz };
}

/** Core and host link behind a clock pin: an ECP5 board's design but for its PLL. */
export function ecp5ChipDesign(figure: Ecp5Figure, build: FigureBuild, clockMHz: number): DesignToPlace<"ecp5"> {
  const { core } = placedFigure(figure, build);
  const design = elaborate(
    BoardTop({
      name: "ecp5",
      chip: chipOf(core, clockMHz),
      ...{ clockNet: "clk_pin", uartRxNet: "uart_rx", uartTxNet: "uart_tx" },
      tickLed: { net: "led_tick", active: "high" },
      errorLed: { net: "led_error", active: "high" },
    }),
    { target: "ecp5" },
  );
  return { top: design.top.name, ...verilogOf(design), board: speed6(figure.device), clockMHz };
}

export const chipOf = (core: LifCoreParameters, clockMHz: number): ChipParameters => ({
  core,
  clockCyclesPerBit: Math.round(clockMHz / 3),
  shapeHash: shapeHash(core.shape),
});

function probe(figure: FigureCore, build: FigureBuild) {
  const { core } = placedFigure(figure, build);
  const design = elaborate(CoreProbe(core), { target: cellsOf(core.fabric) });
  return { top: design.top.name, ...verilogOf(design) };
}
