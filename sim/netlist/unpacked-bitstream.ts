/** The text of an unpacked iCE40 bitstream (`.asc`): bits by tile. */
import type { ChipDatabase, FabricPlace } from "./chip-database.ts";

export interface UnpackedBitstream {
  /** `5k`, `8k`, `1k`. */
  readonly chip: string;
  /** A setting of a hard cell, which lies in a tile; undefined where the chip's description has none there. */
  setting(place: FabricPlace, chip: ChipDatabase): 0 | 1 | undefined;
}

export function parseAsc(text: string): UnpackedBitstream {
  const tiles = new Map<string, { readonly kind: string; readonly rows: string[] }>();
  let chip = "";
  let rows: string[] = [];
  for (const line of text.split("\n")) {
    const [head = "", x, y] = line.split(" ");
    if (head === ".device") chip = x ?? "";
    else if (head.endsWith("_tile")) {
      rows = [];
      tiles.set(`${x} ${y}`, { kind: head.slice(1), rows });
    } else if (/^[01]+$/.test(line)) rows.push(line);
    else rows = [];
  }
  return {
    chip,
    setting({ x, y, name }, database) {
      const tile = tiles.get(`${x} ${y}`);
      const bit = tile && database.setting(tile.kind, name);
      if (tile === undefined || bit === undefined) return undefined;
      return tile.rows[bit.row]?.[bit.column] === "1" ? 1 : 0;
    },
  };
}
