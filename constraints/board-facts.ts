/** What the tables of boards are written with. */
import { fileURLToPath } from "node:url";
import type { BoardFlash, BoardPin, BoardSpi, LevelPin } from "./board.ts";

export const amaranth = (file: string): string =>
  `github.com/amaranth-lang/amaranth-boards, amaranth_boards/${file}.py`;
export const litex = (file: string): string => `github.com/litex-hub/litex-boards, litex_boards/platforms/${file}.py`;
export const constraintFile = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

export const uart = (rx: string, tx: string, maxBaud: number) => ({
  rx: { net: "uart_rx", pin: rx },
  tx: { net: "uart_tx", pin: tx },
  maxBaud,
});

/** LEDs without a colour of their own are numbered: `led_0`, `led_1`, …; active-low ones `led_0_n`. */
export const numberedLeds = (active: LevelPin["active"], ...pins: string[]): LevelPin[] =>
  pins.map((pin, index) => ({ net: `led_${index}${active === "low" ? "_n" : ""}`, pin, active }));

export const rgbLed = (red: string, green: string, blue: string): LevelPin[] => [
  { net: "led_red_n", pin: red, active: "low" },
  { net: "led_green_n", pin: green, active: "low" },
  { net: "led_blue_n", pin: blue, active: "low" },
];

export const button = (net: string, pin: string): LevelPin => ({
  net,
  pin,
  active: net.endsWith("_n") ? "low" : "high",
});

interface FlashPins {
  readonly cs: string;
  readonly clk?: string;
  readonly mosi: string;
  readonly miso: string;
}

export const kiB = 1024;
export const miB = 1024 * kiB;

export function flash(
  { cs, clk, mosi, miso }: FlashPins,
  sizes: Pick<BoardFlash, "bytes" | "imageOffset" | "dataOffset">,
): BoardFlash {
  return {
    cs: { net: "flash_cs_n", pin: cs },
    ...(clk === undefined ? {} : { clk: { net: "flash_clk", pin: clk } satisfies BoardPin }),
    mosi: { net: "flash_mosi", pin: mosi },
    miso: { net: "flash_miso", pin: miso },
    ...sizes,
  };
}

/** A bridge that reaches the flash reaches a design on the same pins: it drives what the FPGA drives to the flash. */
export function spiOnFlashPins({ cs, clk = "", mosi, miso }: FlashPins): BoardSpi {
  return {
    cs: { net: "spi_cs_n", pin: cs },
    clk: { net: "spi_clk", pin: clk },
    mosi: { net: "spi_mosi", pin: mosi },
    miso: { net: "spi_miso", pin: miso },
  };
}

/** The FT2232H and FT232H USB bridges reach 12 Mbaud by their data sheets, the FT231X 3. */
export const ftdiHighSpeed = 12_000_000;
export const ftdiFullSpeed = 3_000_000;
