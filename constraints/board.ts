import type { DeviceName, DeviceResources, Ecp5DeviceName, Ecp5Resources } from "./devices.ts";
import type { Programmer } from "./programmer.ts";

export type ActiveLevel = "low" | "high";

/** A pin of the board under the net name that designs and the board's constraint file give it. */
export interface BoardPin {
  readonly net: string;
  readonly pin: string;
}

/** A pin whose level has a meaning: an LED, a button. Net names of active-low pins end in `_n`. */
export interface LevelPin extends BoardPin {
  readonly active: ActiveLevel;
}

/** The oscillator that designs run from. */
export interface BoardClock extends BoardPin {
  readonly MHz: number;
}

/** The SPI flash that the FPGA configures itself from. */
export interface BoardFlash {
  readonly cs: BoardPin;
  /** Absent on ECP5, whose configuration clock has a pin of its own (USRMCLK drives it). */
  readonly clk?: BoardPin;
  /** From the FPGA to the flash. */
  readonly mosi: BoardPin;
  readonly miso: BoardPin;
  readonly bytes: number;
  /** Where the bitstream is put: 0, or behind the boot loader of the board. */
  readonly imageOffset: number;
  /** Where data that a design reads is put: behind the bitstream, at the beginning of an erase block. */
  readonly dataOffset: number;
}

/** SPI pins that a host's bridge reaches, seen from the FPGA, which is the peripheral. */
export interface BoardSpi {
  readonly cs: BoardPin;
  readonly clk: BoardPin;
  readonly mosi: BoardPin;
  readonly miso: BoardPin;
}

/** The facts about one board that compiling, building, programming and talking to it need. */
interface BoardFacts {
  readonly id: string;
  readonly name: string;
  /** As nextpnr names it. */
  readonly package: string;
  /** Seen from the FPGA: it listens on `rx`. `maxBaud` is the bridge's limit in bits per second. */
  readonly uart?: { readonly rx: BoardPin; readonly tx: BoardPin; readonly maxBaud: number };
  readonly leds: readonly LevelPin[];
  /** The button that designs use as their reset. */
  readonly reset?: LevelPin;
  readonly flash?: BoardFlash;
  readonly spi?: BoardSpi;
  readonly programmer: Programmer;
  /** Path of the constraint file: `.pcf` for an iCE40, `.lpf` for an ECP5. */
  readonly constraintFile: string;
  /** Where the facts can be read publicly. */
  readonly source: string;
  /** What a user has to know before he connects it. */
  readonly notes: readonly string[];
}

export interface Ice40Board extends BoardFacts {
  readonly family: "ice40";
  readonly device: DeviceName;
  readonly resources: DeviceResources;
  /** `pll` says which primitive can take the clock from this pin: SB_PLL40_PAD, only SB_PLL40_CORE, or neither. */
  readonly clock: BoardClock & { readonly pll: "pad" | "core" | "none" };
}

export interface Ecp5Board extends BoardFacts {
  readonly family: "ecp5";
  readonly device: Ecp5DeviceName;
  readonly resources: Ecp5Resources;
  /** `um5g`: the ECP5-5G with fast transceivers. */
  readonly series: "u" | "um5g";
  /** Speed grade: 8 is the fastest. */
  readonly speed: 6 | 7 | 8;
  /** JTAG identity that the bitstream is made for, where it is not that of the die. */
  readonly idcode?: number;
  readonly clock: BoardClock & { readonly pll: "pll" };
}

export type Board = Ice40Board | Ecp5Board;

/** Every pin that the table knows, in the order of the constraint file. A pin with two uses is there once for each. */
export function boardPins(board: Board): readonly BoardPin[] {
  const { clock, uart, leds, reset, flash, spi } = board;
  const pins = [
    clock,
    ...(uart === undefined ? [] : [uart.rx, uart.tx]),
    ...leds,
    ...(reset === undefined ? [] : [reset]),
    ...(flash === undefined ? [] : [flash.cs, ...(flash.clk === undefined ? [] : [flash.clk]), flash.mosi, flash.miso]),
    ...(spi === undefined ? [] : [spi.cs, spi.clk, spi.mosi, spi.miso]),
  ];
  return pins.map(({ net, pin }) => ({ net, pin }));
}
