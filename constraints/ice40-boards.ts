import { fileURLToPath } from "node:url";
import type { Board } from "./board.ts";
import { devices } from "./devices.ts";

const amaranth = (file: string) => `github.com/amaranth-lang/amaranth-boards, amaranth_boards/${file}.py`;
const pcf = (id: string) => fileURLToPath(new URL(`./${id}.pcf`, import.meta.url));
const clock = (pin: string, MHz: number, pll: Board["clock"]["pll"]) => ({ net: "clk_pin", pin, MHz, pll });
const uart = (rx: string, tx: string, maxBaud: number) => ({
  rx: { net: "uart_rx", pin: rx },
  tx: { net: "uart_tx", pin: tx },
  maxBaud,
});
/** LEDs without a colour of their own are numbered: `led_0`, `led_1`, … */
const numberedLeds = (...pins: string[]) =>
  pins.map((pin, index) => ({ net: `led_${index}`, pin, active: "high" as const }));

/** The FT2232H and FT232H USB bridges reach 12 Mbaud by their data sheets. */
const ftdiHighSpeed = 12_000_000;

/** One entry per board. Pins were compared with the named public sources, and nextpnr accepted each on its package. */
export const boardTable: readonly Board[] = [
  {
    id: "icebreaker",
    name: "iCEBreaker",
    family: "ice40",
    device: "up5k",
    package: "sg48",
    clock: clock("35", 12, "pad"),
    uart: uart("6", "9", ftdiHighSpeed),
    leds: [
      { net: "led_red_n", pin: "11", active: "low" },
      { net: "led_green_n", pin: "37", active: "low" },
    ],
    reset: { net: "button_n", pin: "10", active: "low" },
    programmer: ["iceprog"],
    resources: devices.up5k,
    pcfFile: pcf("icebreaker"),
    source: amaranth("icebreaker"),
    notes: [],
  },
  {
    id: "upduino3",
    name: "UPduino 3.x",
    family: "ice40",
    device: "up5k",
    package: "sg48",
    clock: clock("20", 12, "core"),
    uart: uart("15", "14", ftdiHighSpeed),
    leds: [
      { net: "led_red_n", pin: "41", active: "low" },
      { net: "led_green_n", pin: "39", active: "low" },
      { net: "led_blue_n", pin: "40", active: "low" },
    ],
    programmer: ["iceprog"],
    resources: devices.up5k,
    pcfFile: pcf("upduino3"),
    source: amaranth("upduino_v3"),
    notes: [
      "the 12 MHz oscillator reaches pin 20 only when the OSC bridge (R16) is soldered",
      "the UART pins are shared with the flash: its chip select, pin 16, has to be held high",
    ],
  },
  {
    id: "fomu",
    name: "Fomu PVT",
    family: "ice40",
    device: "up5k",
    package: "uwg30",
    clock: clock("F4", 48, "core"),
    leds: [
      { net: "led_red_n", pin: "B5", active: "low" },
      { net: "led_green_n", pin: "A5", active: "low" },
      { net: "led_blue_n", pin: "C5", active: "low" },
    ],
    programmer: ["dfu-util", "-d", "1209:5bf0", "-D"],
    resources: devices.up5k,
    pcfFile: pcf("fomu"),
    source: amaranth("fomu_pvt"),
    notes: ["no UART: only the touch pads E4 and D5 are free for one"],
  },
  {
    id: "icestick",
    name: "iCEstick",
    family: "ice40",
    device: "hx1k",
    package: "tq144",
    clock: clock("21", 12, "core"),
    uart: uart("9", "8", ftdiHighSpeed),
    leds: numberedLeds("99", "98", "97", "96", "95"),
    programmer: ["iceprog"],
    resources: devices.hx1k,
    pcfFile: pcf("icestick"),
    source: amaranth("icestick"),
    notes: [],
  },
  {
    id: "go-board",
    name: "Nandland Go Board",
    family: "ice40",
    device: "hx1k",
    package: "vq100",
    clock: clock("15", 25, "none"),
    uart: uart("73", "74", ftdiHighSpeed),
    leds: numberedLeds("56", "57", "59", "60"),
    reset: { net: "button", pin: "53", active: "high" },
    programmer: ["iceprog"],
    resources: devices.hx1k,
    pcfFile: pcf("go-board"),
    source: amaranth("nandland_go"),
    notes: [],
  },
  {
    id: "tinyfpga-bx",
    name: "TinyFPGA BX",
    family: "ice40",
    device: "lp8k",
    package: "cm81",
    clock: clock("B2", 16, "core"),
    uart: uart("A1", "A2", 3_000_000),
    leds: numberedLeds("B3"),
    programmer: ["tinyprog", "-p"],
    resources: devices.lp8k,
    pcfFile: pcf("tinyfpga-bx"),
    source: amaranth("tinyfpga_bx"),
    notes: ["the UART is on the header, pins 2 (A1) and 1 (A2): connect an adapter of your own"],
  },
  {
    id: "hx8k-evn",
    name: "Lattice iCE40HX8K-B-EVN",
    family: "ice40",
    device: "hx8k",
    package: "ct256",
    clock: clock("J3", 12, "core"),
    uart: uart("B10", "B12", ftdiHighSpeed),
    leds: numberedLeds("C3", "B3", "C4", "C5", "A1", "A2", "B4", "B5"),
    programmer: ["iceprog", "-S"],
    resources: devices.hx8k,
    pcfFile: pcf("hx8k-evn"),
    source: amaranth("ice40_hx8k_b_evn"),
    notes: [],
  },
  {
    id: "alchitry-cu",
    name: "Alchitry Cu",
    family: "ice40",
    device: "hx8k",
    package: "cb132",
    clock: clock("P7", 100, "pad"),
    uart: uart("M9", "P14", ftdiHighSpeed),
    leds: numberedLeds("J11", "K11", "K12", "K14", "L12", "L14", "M12", "N14"),
    reset: { net: "button_n", pin: "P8", active: "low" },
    programmer: ["iceprog"],
    resources: devices.hx8k,
    pcfFile: pcf("alchitry-cu"),
    source: "github.com/litex-hub/litex-boards, litex_boards/platforms/alchitry_cu.py",
    notes: [],
  },
];
