import type { DeviceName, DeviceResources } from "./devices.ts";

export type ActiveLevel = "low" | "high";

/** A pin of the board under the net name that designs and the board's .pcf give it. */
export interface BoardPin {
  readonly net: string;
  readonly pin: string;
}

/** A pin whose level has a meaning: an LED, a button. Net names of active-low pins end in `_n`. */
export interface LevelPin extends BoardPin {
  readonly active: ActiveLevel;
}

/** The facts about one board that compiling, building and talking to it need. */
export interface Board {
  readonly id: string;
  readonly name: string;
  readonly family: "ice40";
  readonly device: DeviceName;
  /** As nextpnr names it. */
  readonly package: string;
  /** `pll` says which primitive can take the clock from this pin: SB_PLL40_PAD, only SB_PLL40_CORE, or neither. */
  readonly clock: BoardPin & { readonly MHz: number; readonly pll: "pad" | "core" | "none" };
  /** Seen from the FPGA: it listens on `rx`. `maxBaud` is the bridge's limit in bits per second. */
  readonly uart?: { readonly rx: BoardPin; readonly tx: BoardPin; readonly maxBaud: number };
  readonly leds: readonly LevelPin[];
  /** The button that designs use as their reset. */
  readonly reset?: LevelPin;
  /** The command that loads a bitstream; the file name is appended. */
  readonly programmer: readonly string[];
  readonly resources: DeviceResources;
  /** Path of the constraint file. */
  readonly pcfFile: string;
  /** Where the facts can be read publicly. */
  readonly source: string;
  /** What a user has to know before he connects it. */
  readonly notes: readonly string[];
}

/** Every pin that the table knows, in the order of the .pcf. */
export function boardPins(board: Board): readonly BoardPin[] {
  const { clock, uart, leds, reset } = board;
  const pins = [
    clock,
    ...(uart === undefined ? [] : [uart.rx, uart.tx]),
    ...leds,
    ...(reset === undefined ? [] : [reset]),
  ];
  return pins.map(({ net, pin }) => ({ net, pin }));
}
