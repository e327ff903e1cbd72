/** Boards that load themselves from their flash: what the design needs to know, and what has to be in the flash. */
import { coreImage } from "../compile/index.ts";
import type { Fabric, MemoryBlock } from "../config/index.ts";
import type { Board, BoardFlash } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { bootImage, shapeHash } from "../host/index.ts";
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

export interface BootOptions {
  /**
   * The board runs by itself, a tick every so many milliseconds. Default: it waits for a host; where it can have none
   * (`hasHostBesideFlash`), 1.
   */
  readonly periodMs?: number;
  /** Written after the state was cleared, before the first tick: a frame for an encoder. */
  readonly afterClear?: readonly MemoryBlock[];
}

/**
 * What a board's design that boots has to find at `flash.dataOffset`. Throws CLI050 for a board without flash, CLI051 for a
 * period that the tick timer cannot count, LINK021 for more than the flash has room for.
 */
export function bootImageOf(compiled: CompiledNetwork, clockMHz: number, options: BootOptions = {}): Uint8Array {
  const { board, config, core, encoder } = compiled;
  const { dataOffset, bytes } = flashOf(board);
  const periodMs = options.periodMs ?? (hasHostBesideFlash(board) ? undefined : 1);
  const image = bootImage(coreImage(config), {
    shapeHash: shapeHash(core.shape, encoder),
    ...(periodMs === undefined ? {} : { periodCycles: periodCycles(board, periodMs, clockMHz) }),
    ...(options.afterClear === undefined ? {} : { afterClear: options.afterClear }),
  });
  if (dataOffset + image.length <= bytes) return image;
  throw new SpikeforgeError({
    code: "LINK021",
    place: board.name,
    found: `a boot image of ${image.length} bytes at ${dataOffset}, and the flash has ${bytes} bytes`,
    mend: "make the network smaller, or load it over the host link",
  });
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
