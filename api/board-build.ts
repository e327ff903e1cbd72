/** The complete design of a board: core, host link, clock, pins. */
import { fileURLToPath } from "node:url";
import { type Board, computeEcp5Pll, computePll } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { type Design, elaborate } from "../hdlgen/index.ts";
import { type PrintOptions, printVerilog } from "../hdlgen/verilog/index.ts";
import { shapeHash } from "../host/index.ts";
import { BoardTop, type BoardTopParameters } from "../rtl/board-top.ts";
import { Chip, type ChipParameters } from "../rtl/chip.ts";
import { SpiChip } from "../rtl/spi-chip.ts";
import { ledsOf } from "./board-leds.ts";
import { boardBoot, hasHostBesideFlash } from "./boot.ts";
import type { CompiledNetwork } from "./compile-network.ts";

/** A board's clock and what follows from it. */
export interface ClockPlan {
  /** What the core runs at. */
  readonly clockMHz: number;
  /** Of the host link, in bits per second; 0 where there is none. */
  readonly baud: number;
  readonly clockCyclesPerBit: number;
  readonly pll?: NonNullable<BoardTopParameters["pll"]>;
}

/** Fast enough for the link to be short, and a rate that USB bridges make exactly. */
const preferredBaud = 3_000_000;
/** What a UART bit may differ in length without a framing error, with some left for the other side. */
const baudTolerance = 0.02;

export interface LinkRate {
  /** Bits per second of the host link. Default: the fastest standard rate up to 3 Mbaud that the clock divides into. */
  readonly baud?: number;
}

/** What a board's design has besides the core. */
export interface BoardVariant extends LinkRate {
  /** It loads itself from the board's flash (`bootImageOf`); the host link is left out where the board has no pins for it. */
  readonly boot?: "flash";
  /** The line to the host, where it does not boot. Default: its UART. SPI has the host's clock, and no bit rate of its own. */
  readonly link?: "uart" | "spi";
}

/**
 * Chooses PLL and baud rate. Throws BRD errors for a clock that cannot be made, CLI040 where there is no UART, CLI059 for a
 * rate that clock and bridge do not make.
 */
export function planClock(board: Board, requestedMHz: number, { baud, boot, link }: BoardVariant = {}): ClockPlan {
  const { clock } = board;
  const uart = boot === undefined || hasHostBesideFlash(board) ? board.uart : undefined;
  const isSpi = link === "spi" && boot === undefined;
  if (isSpi && board.spi === undefined) {
    throw new SpikeforgeError({
      code: "CLI040",
      place: board.name,
      found: "no SPI pins that a host reaches, and a host link over SPI needs them",
      mend: "leave out --link spi, or give the board file its pins: spi",
    });
  }
  if (uart === undefined && boot === undefined && !isSpi) {
    throw new SpikeforgeError({
      code: "CLI040",
      place: board.name,
      found: "no UART pins, and the host link needs them",
      mend: "let it load itself from its flash (synth --boot flash), or choose a board with a UART: spikeforge boards",
    });
  }
  if (clock.pll === "none" && requestedMHz !== clock.MHz) {
    throw new SpikeforgeError({
      code: "CLI041",
      place: board.name,
      found: `a clock of ${requestedMHz} MHz, but the board has ${clock.MHz} MHz and no PLL for it`,
      mend: `use --clock ${clock.MHz}`,
    });
  }
  const { clockMHz, pll } = pllFor(board, requestedMHz);
  const made = { clockMHz, ...(pll === undefined ? {} : { pll }) };
  if (uart === undefined || isSpi) return { ...made, baud: 0, clockCyclesPerBit: 0 };
  const clockCyclesPerBit =
    baud === undefined
      ? fastestCyclesPerBit(clockMHz, uart.maxBaud)
      : askedCyclesPerBit(board, clockMHz, uart.maxBaud, baud);
  return { ...made, baud: Math.round((clockMHz * 1e6) / clockCyclesPerBit), clockCyclesPerBit };
}

/** The PLL's settings; none for the clock that the board has. */
function pllFor(board: Board, requestedMHz: number): Pick<ClockPlan, "clockMHz" | "pll"> {
  const { MHz } = board.clock;
  if (requestedMHz === MHz) return { clockMHz: MHz };
  if (board.family === "ecp5") {
    const { achievedMHz, ...dividers } = computeEcp5Pll(MHz, requestedMHz);
    return { clockMHz: achievedMHz, pll: { cell: "ehxplll", ...dividers } };
  }
  const { achievedMHz, ...dividers } = computePll(MHz, requestedMHz, board.device);
  return { clockMHz: achievedMHz, pll: { cell: board.clock.pll === "core" ? "core" : "pad", ...dividers } };
}

/** Rates that bridges make. Those of FTDI's fast chips are 12 Mbaud and its fractions. */
const usualBauds = [
  ...[12_000_000, 8_000_000, 6_000_000, 4_000_000, 3_000_000, 2_000_000, 1_500_000, 1_000_000],
  ...[921_600, 460_800, 230_400, 115_200],
];
/** What the UART needs of a bit. */
const fewestCyclesPerBit = 4;

/** Cycles of a bit at that rate; undefined where the clock does not divide into it. */
function cyclesPerBit(clockMHz: number, baud: number): number | undefined {
  const cycles = Math.round((clockMHz * 1e6) / baud);
  const isClose = Math.abs((clockMHz * 1e6) / cycles / baud - 1) <= baudTolerance / 2;
  return cycles >= fewestCyclesPerBit && isClose ? cycles : undefined;
}

/** The fastest rate up to the preferred one that the clock divides into a standard baud rate. */
function fastestCyclesPerBit(clockMHz: number, maxBaud: number): number {
  const standard = [3_000_000, 2_000_000, 1_000_000, 921_600, 460_800, 230_400, 115_200];
  for (const baud of standard.filter((rate) => rate <= Math.min(preferredBaud, maxBaud))) {
    const cycles = cyclesPerBit(clockMHz, baud);
    if (cycles !== undefined) return cycles;
  }
  return Math.round((clockMHz * 1e6) / 115_200);
}

function askedCyclesPerBit(board: Board, clockMHz: number, maxBaud: number, baud: number): number {
  const cycles = cyclesPerBit(clockMHz, baud);
  if (cycles !== undefined && baud <= maxBaud) return cycles;
  const why =
    baud > maxBaud ? `its bridge makes at most ${maxBaud}` : `${clockMHz} MHz do not divide into it within 1 %`;
  const able = usualBauds.filter((rate) => rate <= maxBaud && cyclesPerBit(clockMHz, rate) !== undefined);
  throw new SpikeforgeError({
    code: "CLI059",
    place: board.name,
    found: `a host link of ${baud} baud, but ${why}`,
    mend: `use --baud ${able.join(", ")}, or another --clock`,
  });
}

/** A host samples, and so does the board: this many cycles of the core for one bit over SPI. */
const fewestCyclesPerSpiBit = 10;

/**
 * Bits per second of a host's SPI line to a design with this clock: the fastest, or what is asked for.
 *
 * @throws CLI059 faster than the design samples
 */
export function spiBitRate({ clockMHz }: Pick<ClockPlan, "clockMHz">, asked?: number): number {
  const fastest = Math.floor((clockMHz * 1e6) / fewestCyclesPerSpiBit);
  if (asked === undefined || asked <= fastest) return asked ?? fastest;
  throw new SpikeforgeError({
    code: "CLI059",
    place: `a design of ${clockMHz} MHz`,
    found: `an SPI line of ${asked} bit/s, and it samples at most a tenth of its clock`,
    mend: `use --baud ${fastest} or less`,
  });
}

export interface BoardBuild<B extends Board = Board> extends DesignFiles {
  /** Name of the top module. */
  readonly top: string;
  /** What the Verilog was printed from. */
  readonly design: Design;
  readonly board: B;
  readonly clock: ClockPlan;
  readonly clockMHz: number;
}

/** Narrows a build to its board's family, which decides the tools that it needs. */
export function isBuildFor<F extends Board["family"]>(
  build: BoardBuild,
  family: F,
): build is BoardBuild<Extract<Board, { readonly family: F }>> {
  return build.board.family === family;
}

const chipParameters = ({ core, encoder }: CompiledNetwork, clockCyclesPerBit: number): ChipParameters => ({
  core,
  ...(encoder === undefined ? {} : { encoder }),
  clockCyclesPerBit,
  shapeHash: shapeHash(core.shape, encoder),
});

/** Core and host link without clock and pins, as simulations run it. */
export function chipDesign(compiled: CompiledNetwork, clockCyclesPerBit: number): Design {
  return elaborate(Chip(chipParameters(compiled, clockCyclesPerBit)));
}

/** The same with SPI in place of the UART. */
export function spiChipDesign(compiled: CompiledNetwork): Design {
  const { clockCyclesPerBit: _, ...parameters } = chipParameters(compiled, 0);
  return elaborate(SpiChip(parameters));
}

/** Generates the Verilog of a board's complete design. */
export function boardBuild<B extends Board>(
  compiled: CompiledNetwork<B>,
  requestedMHz: number,
  variant: BoardVariant = {},
): BoardBuild<B> {
  const { board } = compiled;
  const clock = planClock(board, requestedMHz, variant);
  const name = board.id.replace(/[^A-Za-z0-9]/g, "_");
  const design = elaborate(
    BoardTop({
      name,
      chip: chipParameters(compiled, clock.clockCyclesPerBit),
      clockNet: board.clock.net,
      ...(clock.baud === 0 ? {} : uartNets(board)),
      ...(variant.link === "spi" && variant.boot === undefined ? spiNets(board) : {}),
      ...(variant.boot === undefined ? {} : { boot: boardBoot(board, clock.clockMHz) }),
      ...(clock.pll === undefined ? {} : { pll: clock.pll }),
      ...ledsOf(board),
      ...(board.reset === undefined ? {} : { resetButton: { net: board.reset.net, active: board.reset.active } }),
    }),
    // What the RAM of the device cannot do is found here, not after minutes of synthesis.
    { target: targetOf(board) },
  );
  return {
    top: design.top.name,
    design,
    board,
    clock,
    clockMHz: clock.clockMHz,
    ...verilogOf(design, { sourceComments: "on", sourceRoot }),
  };
}

const uartNets = ({ uart }: Board) => (uart === undefined ? {} : { uartRxNet: uart.rx.net, uartTxNet: uart.tx.net });

const spiNets = ({ spi }: Board): Pick<BoardTopParameters, "spi"> =>
  spi === undefined
    ? {}
    : {
        spi: { selectNet: spi.cs.net, clockNet: spi.clk.net, mosiNet: spi.mosi.net, misoNet: spi.miso.net },
      };

const targetOf = (board: Board) => (board.family === "ecp5" ? "ecp5" : board.device === "up5k" ? "ice40up" : "ice40hx");

/** What the lines of the generated Verilog are said to come from, relative to this. */
const sourceRoot = fileURLToPath(new URL("..", import.meta.url));

export interface DesignFiles {
  /** Modules by file name, black boxes left out. */
  readonly verilog: Readonly<Record<string, string>>;
  /** What `$readmemh` reads. */
  readonly memoryFiles: Readonly<Record<string, string>>;
}

/** The files of a design that go into synthesis. */
export function verilogOf(design: Design, options: PrintOptions = {}): DesignFiles {
  const files = Object.entries(printVerilog(design, options)).filter(([name]) => !name.startsWith("models/"));
  return {
    verilog: Object.fromEntries(files.filter(([name]) => name.endsWith(".v"))),
    memoryFiles: Object.fromEntries(files.filter(([name]) => !name.endsWith(".v"))),
  };
}
