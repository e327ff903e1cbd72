/** Boards that load themselves from their flash: what the design needs to know, and what has to be in the flash. */
import { coreImage } from "../compile/index.ts";
import type { Fabric, FrameOrder } from "../config/index.ts";
import type { Board, BoardFlash } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { bootImage, frameContents, shapeHash } from "../host/index.ts";
import { longestPeriodCycles, shortestPeriodCycles } from "../host/protocol.ts";
import type { BoardBoot } from "../rtl/board-top.ts";
import { linkMemoryLatency } from "../rtl/host-link/link-memory.ts";
import type { CompiledNetwork } from "./compile-network.ts";

/** What the plain read command is good for on every flash of the boards. */
const fastestFlashMHz = 25;
/** More than any of them takes to wake up. */
const wakeMicroseconds = 50;
/** Half periods of the flash's clock in a byte. */
const halfPeriodsPerByte = 16;

/** The boot loader's settings and pins on a board. Throws CLI050 where the board has no flash that a design can read. */
export function boardBoot(board: Board, clockMHz: number): BoardBoot {
  const { cs, clk, mosi, miso, dataOffset } = flashOf(board);
  const halfPeriodCycles = Math.max(1, Math.ceil(clockMHz / (2 * fastestFlashMHz)));
  const wakeBytes = Math.ceil((wakeMicroseconds * clockMHz) / (halfPeriodsPerByte * halfPeriodCycles));
  return {
    settings: { offset: dataOffset, halfPeriodCycles, wakeBytes },
    selectNet: cs.net,
    ...(clk === undefined ? {} : { clockNet: clk.net }),
    mosiNet: mosi.net,
    misoNet: miso.net,
  };
}

/**
 * Whether a design that boots from flash can talk to a host too: not where there is no UART, and not where its pins are
 * the flash's.
 */
export function hasHostBesideFlash({ uart, flash }: Board): boolean {
  if (uart === undefined) return false;
  const pins = [flash?.cs, flash?.clk, flash?.mosi, flash?.miso].map((each) => each?.pin);
  return !pins.includes(uart.rx.pin) && !pins.includes(uart.tx.pin);
}

/** A frame that a board's encoder gives from the first tick after booting. */
export interface BootFrame {
  /** One for each channel of the encoder's input, 0…255. */
  readonly values: Uint8Array;
  readonly order: FrameOrder;
}

export interface BootOptions {
  /**
   * The board runs by itself, a tick every so many milliseconds. Default: it waits for a host; where it can have none
   * (`hasHostBesideFlash`), 1.
   */
  readonly periodMs?: number;
  /** For a board that runs by itself, with an encoder. */
  readonly frame?: BootFrame;
}

/**
 * What a board's design that boots has to find at `flash.dataOffset`.
 *
 * @throws CLI050 no flash · CLI051 a period that the tick timer cannot count · CLI065 a frame without an encoder, or for a
 * board that waits for a host · LINK021 more than the flash has room for · LINK031–LINK033 a frame that does not fit the encoder
 */
export function bootImageOf(compiled: CompiledNetwork, clockMHz: number, options: BootOptions = {}): Uint8Array {
  const { board, config, core, encoder } = compiled;
  const { dataOffset, bytes } = flashOf(board);
  const periodMs = options.periodMs ?? (hasHostBesideFlash(board) ? undefined : 1);
  const image = bootImage(coreImage(config), {
    shapeHash: shapeHash(core.shape, encoder),
    ...(periodMs === undefined ? {} : { periodCycles: periodCycles(board, periodMs, clockMHz) }),
    ...(options.frame === undefined ? {} : { afterClear: bootFrame(compiled, options.frame, periodMs) }),
  });
  if (dataOffset + image.length <= bytes) return image;
  throw new SpikeforgeError({
    code: "LINK021",
    place: board.name,
    found: `a boot image of ${image.length} bytes at ${dataOffset}, and the flash has ${bytes} bytes`,
    mend: "make the network smaller, or load it over the host link",
  });
}

function bootFrame({ board, encoder }: CompiledNetwork, { values, order }: BootFrame, periodMs: number | undefined) {
  const refused = (found: string, mend: string) =>
    new SpikeforgeError({ code: "CLI065", place: board.name, found, mend });
  if (encoder === undefined) {
    throw refused(
      "a frame, but the design has no encoder for it",
      "build the design with an encoder, and make this boot image for it: --encoder rate:… or latency:…, at both",
    );
  }
  if (periodMs === undefined) {
    throw refused(
      "a frame, but the board waits for a host when it has booted, and a host that connects ends the frame",
      "let the board run by itself: --period <ms>; or let the host give the frame: run --frames",
    );
  }
  return frameContents(encoder, values, order);
}

/**
 * Bitstream and boot image as one file, for programmers that write a single one: the bitstream first, erased flash up to
 * the boot image. Throws CLI050, and LINK022 where the bitstream is too long.
 */
export function flashFile(board: Board, bitstream: Uint8Array, boot: Uint8Array): Uint8Array {
  const { imageOffset, dataOffset } = flashOf(board);
  const room = dataOffset - imageOffset;
  if (bitstream.length > room) {
    throw new SpikeforgeError({
      code: "LINK022",
      place: board.name,
      found: `a bitstream of ${bitstream.length} bytes, and the boot image begins ${room} bytes behind its start`,
      mend: "correct `flash.dataOffset` in the board's file",
    });
  }
  const file = new Uint8Array(room + boot.length).fill(0xff);
  file.set(bitstream);
  file.set(boot, room);
  return file;
}

/** How long a board takes to boot, within some percent: the link's cycles for each byte, or the flash's if those are more. */
export function bootMilliseconds(image: Uint8Array, fabric: Fabric, clockMHz: number): number {
  const halfPeriodCycles = Math.max(1, Math.ceil(clockMHz / (2 * fastestFlashMHz)));
  const linkCycles = linkMemoryLatency(fabric) === 1 ? 41 : 46;
  const cycles = image.length * Math.max(linkCycles, halfPeriodsPerByte * halfPeriodCycles + 4);
  return (wakeMicroseconds + cycles / clockMHz) / 1000;
}

function flashOf({ name, flash }: Board): BoardFlash {
  if (flash !== undefined) return flash;
  throw new SpikeforgeError({
    code: "CLI050",
    place: name,
    found: "no SPI flash that a design can read",
    mend: "load the network over the host link, or choose another board: spikeforge boards",
  });
}

function periodCycles({ name }: Board, periodMs: number, clockMHz: number): number {
  const cycles = Math.round(periodMs * 1000 * clockMHz);
  if (cycles >= shortestPeriodCycles && cycles <= longestPeriodCycles) return cycles;
  const longest = Math.floor(longestPeriodCycles / (1000 * clockMHz));
  throw new SpikeforgeError({
    code: "CLI051",
    place: name,
    found: `a tick every ${periodMs} ms, which is ${cycles} cycles of ${clockMHz} MHz`,
    mend: `the tick timer counts ${shortestPeriodCycles} to ${longestPeriodCycles} cycles: take at most ${longest} ms`,
  });
}
