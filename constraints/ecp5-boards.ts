import type { BoardFlash, Ecp5Board } from "./board.ts";
import {
  amaranth,
  button,
  constraintFile,
  flash,
  ftdiFullSpeed,
  ftdiHighSpeed,
  kiB,
  litex,
  miB,
  numberedLeds,
  rgbLed,
  uart,
} from "./board-facts.ts";
import { type Ecp5DeviceName, ecp5Devices } from "./devices.ts";

const clock = (pin: string, MHz: number) => ({ net: "clk_pin", pin, MHz, pll: "pll" as const });

/** By package: the pins that the FPGA configures itself over; its clock has no pin for designs. */
const flashPins = {
  CABGA381: { cs: "R2", mosi: "W2", miso: "V2" },
  CSFBGA285: { cs: "U17", mosi: "U18", miso: "T18" },
} as const;

/** By device: behind its bitstream, uncompressed and with contents in every block RAM. */
const dataBehind: Readonly<Record<Ecp5DeviceName, number>> = { "25k": miB, "45k": 1.5 * miB, "85k": 3 * miB };
const wholeFlash = (device: Ecp5DeviceName, bytes: number): BoardFlash =>
  flash(flashPins.CABGA381, { bytes, imageOffset: 0, dataOffset: dataBehind[device] });

const openFpgaLoader = (name: string) => ({
  tool: "openFPGALoader" as const,
  volatile: ["-b", name, "{file}"],
  flash: ["-b", name, "-f", "{file}"],
  flashAt: ["-b", name, "-f", "-o", "{offset}", "{file}"],
});

function ulx3s(variant: string, device: Ecp5DeviceName, only: Pick<Ecp5Board, "idcode"> = {}): Ecp5Board {
  return {
    id: `ulx3s-${variant}`,
    name: `ULX3S ${variant.toUpperCase()}`,
    family: "ecp5",
    device,
    series: "u",
    speed: 6,
    ...only,
    package: "CABGA381",
    clock: clock("G2", 25),
    uart: uart("M1", "L4", ftdiFullSpeed),
    leds: numberedLeds("high", "B2", "C2", "C1", "D2", "D1", "E2", "E1", "H3"),
    reset: button("button_n", "D6"),
    flash: wholeFlash(device, 16 * miB),
    programmer: openFpgaLoader("ulx3s"),
    resources: ecp5Devices[device],
    constraintFile: constraintFile("ulx3s.lpf"),
    source: amaranth("ulx3s"),
    notes: [
      "the ESP32 may configure the FPGA again while its pin GPIO0 is low: leave it without a program, or hold it in reset",
    ],
  };
}

function orangeCrab(variant: string, device: Ecp5DeviceName): Ecp5Board {
  return {
    id: `orangecrab-${variant}`,
    name: `OrangeCrab r0.2 ${variant.toUpperCase()}`,
    family: "ecp5",
    device,
    series: "u",
    speed: 6,
    package: "CSFBGA285",
    clock: clock("A9", 48),
    uart: uart("N17", "M18", ftdiFullSpeed),
    leds: rgbLed("K4", "M3", "J3"),
    reset: button("button_n", "J17"),
    // Its boot loader lies in front; it writes one file, behind which the data are.
    flash: flash(flashPins.CSFBGA285, {
      bytes: 16 * miB,
      imageOffset: 512 * kiB,
      dataOffset: 512 * kiB + dataBehind[device],
    }),
    programmer: { tool: "dfu-util", flash: ["-d", "1209:5af0", "-a", "0", "-D", "{file}"] },
    resources: ecp5Devices[device],
    constraintFile: constraintFile("orangecrab.lpf"),
    source: amaranth("orangecrab_r0_2"),
    notes: [
      "the UART is on the header, pins 0 (N17) and 1 (M18): connect an adapter of your own",
      "public sources disagree about its speed grade, 6 or 8: timing is closed for 6",
    ],
  };
}

function colorlight(variant: string, device: Ecp5DeviceName, led: string, flashBytes: number): Ecp5Board {
  return {
    id: `colorlight-${variant}`,
    name: `Colorlight ${variant}`,
    family: "ecp5",
    device,
    series: "u",
    speed: 6,
    package: "CABGA381",
    clock: clock("P3", 25),
    uart: uart("H18", "J17", 1_000_000),
    leds: [{ net: "led_n", pin: led, active: "low" }],
    reset: button("button_n", "K18"),
    flash: wholeFlash(device, flashBytes),
    programmer: openFpgaLoader(`colorlight-${variant}`),
    resources: ecp5Devices[device],
    constraintFile: constraintFile(`colorlight-${variant}.lpf`),
    source: litex("colorlight_i5"),
    notes: ["clock, UART and button belong to its extension board; 1 Mbaud is a guess at what the probe on it makes"],
  };
}

/** One entry per board. Pins were compared with the named public sources, and nextpnr accepted each on its package. */
export const ecp5Boards: readonly Ecp5Board[] = [
  // The die of the 25F under another name: nextpnr places for that, and the bitstream says which it is for.
  ulx3s("12f", "25k", { idcode: 0x21111043 }),
  ulx3s("25f", "25k"),
  ulx3s("45f", "45k"),
  ulx3s("85f", "85k"),
  orangeCrab("25f", "25k"),
  orangeCrab("85f", "85k"),
  {
    id: "ecp5-evn",
    name: "Lattice ECP5-5G-EVN",
    family: "ecp5",
    device: "85k",
    series: "um5g",
    speed: 8,
    package: "CABGA381",
    clock: clock("A10", 12),
    uart: uart("P2", "P3", ftdiHighSpeed),
    leds: numberedLeds("low", "A13", "A12", "B19", "A18", "B18", "C17", "A17", "B17"),
    reset: button("button_n", "G2"),
    flash: wholeFlash("85k", 16 * miB),
    programmer: openFpgaLoader("ecp5_evn"),
    resources: ecp5Devices["85k"],
    constraintFile: constraintFile("ecp5-evn.lpf"),
    source: amaranth("ecp5_5g_evn"),
    notes: [
      "the UART works only after two resistors are moved, and perhaps the FTDI chip configured anew: see its user guide, 6.2",
    ],
  },
  colorlight("i5", "25k", "U16", 2 * miB),
  colorlight("i9", "45k", "L2", 8 * miB),
];
