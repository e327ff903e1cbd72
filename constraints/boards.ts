import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Board, Ice40Board } from "./board.ts";
import { ecp5Boards } from "./ecp5-boards.ts";
import { ice40Boards } from "./ice40-boards.ts";
import { nearest } from "./nearest.ts";

const all: readonly Board[] = [...ice40Boards, ...ecp5Boards];

/** All boards that spikeforge knows, in a fixed order. */
export function boards(): readonly Board[] {
  return all;
}

/**
 * The board of that id.
 *
 * @throws BRD001 no such board: the known ones, and the nearest name
 */
export function board(id: string): Board {
  const found = all.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const ids = all.map((candidate) => candidate.id);
  const guess = nearest(id, ids);
  throw new SpikeforgeError({
    code: "BRD001",
    place: `board "${id}"`,
    found: `unknown; known are ${ids.join(", ")}`,
    mend: `${guess === undefined ? "take one of them" : `did you mean ${guess}?`}, or name a .json file that describes yours`,
  });
}

/**
 * The iCE40 board of that id, for what is made for iCE40 alone.
 *
 * @throws BRD001 as `board`
 */
export function ice40Board(id: string): Ice40Board {
  const found = board(id);
  if (found.family !== "ice40") throw new Error(`${id} has no iCE40`);
  return found;
}
