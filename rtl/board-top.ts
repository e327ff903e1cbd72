import { Bool, bool, Clock, clock, hi, input, instance, lo, module, output, withReset } from "../hdlgen/index.ts";
import { Ehxplll, type EhxpllSettings, ehxplllPlain, Usrmclk } from "../hdlgen/targets/ecp5.ts";
import { PllCore, PllPad, type PllSettings } from "../hdlgen/targets/ice40.ts";
import { BootChip, flashPorts, StandaloneChip, type StandaloneChipParameters } from "./boot/boot-chip.ts";
import { PowerOnReset } from "./cells/power-on-reset.ts";
import { Chip, type ChipParameters, ledPorts } from "./chip.ts";
import { SpiChip, spiPorts } from "./spi-chip.ts";

/** A pin whose level means something; `net` is its name in the constraint file. */
export interface LevelNet {
  readonly net: string;
  readonly active: "low" | "high";
}

/** The flash that a design boots from: the boot loader's settings, and the nets of its pins. */
export interface BoardBoot {
  readonly settings: StandaloneChipParameters["boot"];
  readonly selectNet: string;
  /** Absent: the configuration clock of an ECP5, which is no pin of the design. */
  readonly clockNet?: string;
  readonly mosiNet: string;
  readonly misoNet: string;
}

/** A host's SPI line in place of the UART, by the nets of its pins; `selectNet` is low active. */
export interface BoardSpiNets {
  readonly selectNet: string;
  readonly clockNet: string;
  readonly mosiNet: string;
  readonly misoNet: string;
}

/** The PLL that makes the core's clock, and its settings: that of an iCE40 at its clock pin or anywhere, or that of an ECP5. */
export type BoardPll =
  | (PllSettings & { readonly cell: "pad" | "core" })
  | (EhxpllSettings & { readonly cell: "ehxplll" });

/** A board as its top module sees it: nets by the names of its constraint file. */
export interface BoardTopParameters {
  readonly name: string;
  readonly chip: ChipParameters;
  readonly clockNet: string;
  /** Absent: the core runs at the pin's clock. */
  readonly pll?: BoardPll;
  /** Both may be missing where there is `boot` or `spi`. */
  readonly uartRxNet?: string;
  readonly uartTxNet?: string;
  readonly boot?: BoardBoot;
  /** Not together with a UART or `boot`. */
  readonly spi?: BoardSpiNets;
  /** Those that share a net are lit while any of them is. */
  readonly tickLed?: LevelNet;
  readonly errorLed?: LevelNet;
  readonly spikeLed?: LevelNet;
  readonly resetButton?: LevelNet;
}

type ClockedParameters = Pick<BoardTopParameters, "chip" | "pll">;
interface ClockedBootParameters extends ClockedParameters {
  readonly boot: BoardBoot["settings"];
}

/** The parts of the top that have the same ports on every board: with a UART, with a flash and a UART, with a flash, with SPI. */
const Clocked = module(
  "clocked",
  (_: ClockedParameters) => ({
    clock: input(clock),
    pressed: input(bool),
    uartRx: input(bool),
    uartTx: output(bool),
    ...ledPorts(),
  }),
  ({ clock: pin, pressed, uartRx }, { chip, pll }) =>
    clockedBy(pin, pressed, pll, (clock) => instance("chip", Chip(chip), { uartRx }, { clock })),
);

const ClockedBoot = module(
  "clocked",
  (_: ClockedBootParameters) => ({
    clock: input(clock),
    pressed: input(bool),
    uartRx: input(bool),
    uartTx: output(bool),
    ...flashPorts(),
    ...ledPorts(),
  }),
  ({ clock: pin, pressed, uartRx, flashMiso }, { chip, boot, pll }) =>
    clockedBy(pin, pressed, pll, (clock) =>
      instance("chip", BootChip({ ...chip, boot }), { uartRx, flashMiso }, { clock }),
    ),
);

const ClockedStandalone = module(
  "clocked",
  (_: ClockedBootParameters) => ({ clock: input(clock), pressed: input(bool), ...flashPorts(), ...ledPorts() }),
  ({ clock: pin, pressed, flashMiso }, { chip: { clockCyclesPerBit: _, ...chip }, boot, pll }) =>
    clockedBy(pin, pressed, pll, (clock) =>
      instance("chip", StandaloneChip({ ...chip, boot }), { flashMiso }, { clock }),
    ),
);

const ClockedSpi = module(
  "clocked",
  (_: ClockedParameters) => ({ clock: input(clock), pressed: input(bool), ...spiPorts(), ...ledPorts() }),
  ({ clock: pin, pressed, spiSelect, spiClock, spiMosi }, { chip: { clockCyclesPerBit: _, ...chip }, pll }) =>
    clockedBy(pin, pressed, pll, (clock) =>
      instance("chip", SpiChip(chip), { spiSelect, spiClock, spiMosi }, { clock }),
    ),
);

/** A chip on the clock that the core runs at, with its reset. */
function clockedBy<T>(pin: Clock, pressed: Bool, pll: BoardTopParameters["pll"], chip: (clock: Clock) => T): T {
  const { clock, locked } = clockFrom(pin, pll);
  const { reset } = instance("powerOnReset", PowerOnReset({}), { locked, pressed }, { clock });
  return withReset(reset, () => chip(clock));
}

function clockFrom(pin: Clock, pll: BoardTopParameters["pll"]): { clock: Clock; locked: Bool } {
  if (pll === undefined) return { clock: pin, locked: hi };
  if (pll.cell === "ehxplll") {
    const { cell: _, ...settings } = pll;
    const { CLKOP: clock, LOCK: locked } = instance("pll", Ehxplll(settings), { CLKI: pin, ...ehxplllPlain });
    return { clock, locked };
  }
  const { cell, ...settings } = pll;
  const shared = { RESETB: hi, BYPASS: lo };
  const { PLLOUTGLOBAL: clock, LOCK: locked } =
    cell === "pad"
      ? instance("pll", PllPad(settings), { PACKAGEPIN: pin, ...shared })
      : instance("pll", PllCore(settings), { REFERENCECLK: pin, ...shared });
  return { clock, locked };
}

/**
 * The top module of a board's design: clock, reset and pins around the chip. Its ports are the nets of the board's
 * constraint file.
 */
export function BoardTop(parameters: BoardTopParameters) {
  const { clockNet, uartRxNet, uartTxNet, boot, spi, tickLed, errorLed, spikeLed, resetButton } = parameters;
  const pressedNet = resetButton?.net;
  const flashNets = [boot?.selectNet, boot?.clockNet, boot?.mosiNet];
  const asynchronous = [uartRxNet, spi?.selectNet, spi?.clockNet, spi?.mosiNet, pressedNet].filter(isGiven);
  const lit: readonly [LevelNet | undefined, keyof Leds][] = [
    [tickLed, "ledTick"],
    [errorLed, "ledError"],
    [spikeLed, "ledSpike"],
  ];
  const outputs = [uartTxNet, spi?.misoNet, ...flashNets, ...lit.map(([led]) => led?.net)].filter(isGiven);
  const top = module(
    `${parameters.name}_top`,
    (_: BoardTopParameters) => ({
      [clockNet]: input(clock),
      ...Object.fromEntries(asynchronous.map((net) => [net, input(bool, { domain: "async" })])),
      // The flash's clock is made here, and its answer stands while it is taken.
      ...(boot === undefined ? {} : { [boot.misoNet]: input(bool) }),
      ...Object.fromEntries(outputs.map((net) => [net, output(bool)])),
    }),
    (io: Record<string, Bool | Clock>, { chip, pll }) => {
      const pin = (net: string): Bool => {
        const value = io[net];
        if (!(value instanceof Bool)) throw new Error(`no net ${net}`);
        return value;
      };
      const clockPin = io[clockNet];
      if (!(clockPin instanceof Clock)) throw new Error(`no clock net ${clockNet}`);
      const common = { chip, ...(pll === undefined ? {} : { pll }) };
      const pressed = resetButton === undefined ? lo : level(pin(resetButton.net), resetButton);
      const shared = { clock: clockPin, pressed };
      const leds = (inner: Leds) => {
        const shown = new Map<string, { led: LevelNet; on: Bool }>();
        for (const [led, name] of lit) {
          if (led === undefined) continue;
          const others = shown.get(led.net)?.on;
          shown.set(led.net, { led, on: others === undefined ? inner[name] : others.or(inner[name]) });
        }
        return Object.fromEntries([...shown].map(([net, { led, on }]) => [net, level(on, led)]));
      };
      if (spi !== undefined) {
        const [spiSelect, spiClock, spiMosi] = [pin(spi.selectNet), pin(spi.clockNet), pin(spi.mosiNet)];
        const inner = instance("clocked", ClockedSpi(common), { ...shared, spiSelect, spiClock, spiMosi });
        return { [spi.misoNet]: inner.spiMiso, ...leds(inner) };
      }
      if (boot === undefined) {
        if (uartRxNet === undefined || uartTxNet === undefined) throw new Error("neither a UART nor a flash");
        const inner = instance("clocked", Clocked(common), { ...shared, uartRx: pin(uartRxNet) });
        return { [uartTxNet]: inner.uartTx, ...leds(inner) };
      }
      const flashMiso = pin(boot.misoNet);
      const booting = { ...common, boot: boot.settings };
      if (uartRxNet === undefined || uartTxNet === undefined) {
        const inner = instance("clocked", ClockedStandalone(booting), { ...shared, flashMiso });
        return { ...flashOutputs(boot, inner), ...leds(inner) };
      }
      const inner = instance("clocked", ClockedBoot(booting), { ...shared, uartRx: pin(uartRxNet), flashMiso });
      return { [uartTxNet]: inner.uartTx, ...flashOutputs(boot, inner), ...leds(inner) };
    },
  );
  return top(parameters);
}

function flashOutputs(
  { selectNet, clockNet, mosiNet }: BoardBoot,
  chip: { readonly flashSelect: Bool; readonly flashClock: Bool; readonly flashMosi: Bool },
) {
  if (clockNet === undefined) instance("configurationClock", Usrmclk({}), { USRMCLKI: chip.flashClock, USRMCLKTS: lo });
  return {
    [selectNet]: chip.flashSelect,
    ...(clockNet === undefined ? {} : { [clockNet]: chip.flashClock }),
    [mosiNet]: chip.flashMosi,
  };
}

type Leds = Readonly<Record<"ledTick" | "ledError" | "ledSpike", Bool>>;

const isGiven = (net: string | undefined): net is string => net !== undefined;

/** The same wire for both directions: an active-low pin shows the complement. */
const level = (value: Bool, { active }: LevelNet): Bool => (active === "low" ? value.not() : value);
