import type { Part, SystemFrame } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import type { Random } from "./random.ts";

/** Cuts populations anywhere at groups and puts the parts anywhere, also several parts of one population on a core. */
export function randomParts(
  random: Random,
  net: IntegerNetwork,
  lanes: number,
  { chips, columns, rows }: SystemFrame,
): Part[] {
  return net.populations.flatMap(({ name, first, size }) => {
    const parts: Part[] = [];
    for (let start = 0; start < size; ) {
      const length = Math.min(size - start, lanes * random.integer(1, 1 + Math.floor(size / lanes / 3)));
      const place = { chip: random.integer(0, chips - 1), core: random.integer(0, columns * rows - 1) };
      parts.push({ population: name, first: first + start, size: length, ...place });
      start += length;
    }
    return parts;
  });
}
