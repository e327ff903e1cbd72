import { Bool, bool, Clock, clock, hi, input, instance, lo, module, output, withReset } from "../hdlgen/index.ts";
import { PllCore, PllPad, type PllSettings } from "../hdlgen/targets/ice40.ts";
import { PowerOnReset } from "./cells/power-on-reset.ts";
import { Chip, type ChipParameters } from "./chip.ts";

/** A pin whose level means something; `net` is its name in the constraint file. */
export interface LevelNet {
  readonly net: string;
  readonly active: "low" | "high";
}

/** A board as its top module sees it: nets by the names of its constraint file. */
export interface BoardTopParameters {
  readonly name: string;
  readonly chip: ChipParameters;
  readonly clockNet: string;
  /** Absent: the core runs at the pin's clock. */
  readonly pll?: PllSettings & { readonly cell: "pad" | "core" };
  readonly uartRxNet: string;
  readonly uartTxNet: string;
  readonly tickLed?: LevelNet;
  readonly errorLed?: LevelNet;
  readonly resetButton?: LevelNet;
}

/** The part of the top that has the same ports on every board. */
const Clocked = module(
  "clocked",
  (_: Pick<BoardTopParameters, "chip" | "pll">) => ({
    clock: input(clock),
    pressed: input(bool),
    uartRx: input(bool),
    uartTx: output(bool),
    ledTick: output(bool),
    ledError: output(bool),
  }),
  ({ clock: pin, pressed, uartRx }, { chip, pll }) => {
    const { clock, locked } = clockFrom(pin, pll);
    const { reset } = instance("powerOnReset", PowerOnReset({}), { locked, pressed }, { clock });
    return withReset(reset, () => instance("chip", Chip(chip), { uartRx }, { clock }));
  },
);

function clockFrom(pin: Clock, pll: BoardTopParameters["pll"]): { clock: Clock; locked: Bool } {
  if (pll === undefined) return { clock: pin, locked: hi };
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
  const { clockNet, uartRxNet, uartTxNet, tickLed, errorLed, resetButton } = parameters;
  const inputs = [uartRxNet, ...(resetButton === undefined ? [] : [resetButton.net])];
  const outputs = [uartTxNet, ...[tickLed, errorLed].flatMap((led) => led?.net ?? [])];
  const top = module(
    `${parameters.name}_top`,
    (_: BoardTopParameters) => ({
      [clockNet]: input(clock),
      ...Object.fromEntries(inputs.map((net) => [net, input(bool, { domain: "async" })])),
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
      const inner = instance("clocked", Clocked({ chip, ...(pll === undefined ? {} : { pll }) }), {
        clock: clockPin,
        pressed: resetButton === undefined ? lo : level(pin(resetButton.net), resetButton),
        uartRx: pin(uartRxNet),
      });
      return {
        [uartTxNet]: inner.uartTx,
        ...(tickLed === undefined ? {} : { [tickLed.net]: level(inner.ledTick, tickLed) }),
        ...(errorLed === undefined ? {} : { [errorLed.net]: level(inner.ledError, errorLed) }),
      };
    },
  );
  return top(parameters);
}

/** The same wire for both directions: an active-low pin shows the complement. */
const level = (value: Bool, { active }: LevelNet): Bool => (active === "low" ? value.not() : value);
