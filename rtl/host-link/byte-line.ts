import { type Bool, bool, bundle, type UInt, uint } from "../../hdlgen/index.ts";
import type { LinePace } from "./micro-program.ts";

/**
 * What a line tells of a byte that it has received. `received` and `broken` (something was wrong about it) are pulses;
 * `data` stands from the pulse for two cycles more. They come when the link wants a byte, or at least 36 cycles apart.
 * Serial ports, SPI and the flash's boot loader are lines.
 */
export const arrivingByte = bundle({ received: bool, broken: bool, data: uint(8) });

export interface ArrivingByte {
  readonly received: Bool;
  readonly broken: Bool;
  readonly data: UInt;
}

export const leavingByte = bundle({ valid: bool, payload: uint(8) });

/** A byte for the line. `valid` is a pulse that comes while the line is ready; ready stays until then. */
export interface LeavingByte {
  readonly valid: Bool;
  readonly payload: UInt;
}

/** The two ends of a line, as the link declares them in its module; `S` is what sending yields besides. */
export interface ByteLine<S extends { readonly ready: Bool }> {
  /** Default "slow". */
  readonly pace?: LinePace;
  receive(): ArrivingByte;
  send(byte: LeavingByte): S;
}
