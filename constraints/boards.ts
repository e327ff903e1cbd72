import { readFile } from "node:fs/promises";
import { SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import type { Board } from "./board.ts";
import { boardTable } from "./board-table.ts";
import { nearest } from "./nearest.ts";
import { comparePcf, type PcfLine, parsePcf } from "./pcf.ts";

/** All boards that spikeforge knows, in a fixed order. */
export function boards(): readonly Board[] {
  return boardTable;
}

/**
 * The board of that id.
 *
 * @throws BRD001 no such board: the known ones, and the nearest name
 */
export function board(id: string): Board {
  const found = boardTable.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  const ids = boardTable.map((candidate) => candidate.id);
  const guess = nearest(id, ids);
  throw new SpikeforgeError({
    code: "BRD001",
    place: `board "${id}"`,
    found: `unknown; known are ${ids.join(", ")}`,
    mend: `${guess === undefined ? "take one of them" : `did you mean ${guess}?`}, or name a .json file that describes yours`,
  });
}

/**
 * The board's constraints, checked against its facts.
 *
 * @throws BRD010 a line that is not understood · BRD011 a pin that differs from the facts · BRD012 the file cannot be read
 */
export async function readPcf(subject: Board): Promise<readonly PcfLine[]> {
  const text = await readFile(subject.pcfFile, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new SpikeforgeError(
      {
        code: "BRD012",
        place: subject.pcfFile,
        found: `the constraint file of board "${subject.id}" cannot be read (${cause.code ?? cause.message})`,
        mend: "put it there, or correct pcfFile in the board's description",
      },
      { cause },
    );
  });
  const { lines, problems } = parsePcf(text, subject.pcfFile);
  throwIfAny([...problems, ...comparePcf(subject, lines)]);
  return lines;
}
