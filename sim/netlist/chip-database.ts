/** What Project IceStorm knows of a chip beyond its fabric: pins, hard cells, and which bits configure them. */

/** A place in the fabric: a tile and a name in it, `lutff_3/in_0`, `slf_op_2`, `CBIT_5`. */
export interface FabricPlace {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** A hard cell, `SPRAM`, `MAC16` or `PLL`, and where its ports and settings are. */
export interface HardCell {
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Ports and settings by name, vectors bit by bit: `ADDRESS_3`. */
  readonly places: ReadonlyMap<string, FabricPlace>;
}

export interface ChipDatabase {
  readonly hardCells: readonly HardCell[];
  /** `x y z` of the cell behind a package's pin. */
  pin(packageName: string, pin: string): string | undefined;
  /** Row and column of a setting in a tile of that kind (`dsp0_tile`). */
  setting(tileKind: string, name: string): { readonly row: number; readonly column: number } | undefined;
}

/** Reads the text of a `chipdb-*.txt`. */
export function parseChipDatabase(text: string): ChipDatabase {
  const hardCells: HardCell[] = [];
  const pins = new Map<string, string>();
  const settings = new Map<string, { row: number; column: number }>();
  let take: ((words: readonly string[]) => void) | undefined;
  for (const line of text.split("\n")) {
    const words = line.split(" ");
    const [head = "", second = ""] = words;
    if (head === ".extra_cell") {
      const places = new Map<string, FabricPlace>();
      const [x = 0, y = 0, z = 0] = words.slice(1, -1).map(Number);
      hardCells.push({ kind: words.at(-1) ?? "", x, y, z, places });
      take = ([key = "", at, row, name]) => places.set(key, { x: Number(at), y: Number(row), name: name ?? "" });
    } else if (head === ".pins") {
      take = ([pin, x, y, z]) => pins.set(`${second} ${pin}`, `${x} ${y} ${z}`);
    } else if (/^\.\w+_tile_bits$/.test(head)) {
      const kind = head.slice(1, -"_bits".length);
      take = ([key = "", bit = ""]) => {
        const place = /^B(\d+)\[(\d+)\]$/.exec(bit);
        const name = key.replace(/^IpConfig\./, "");
        if (place !== null) settings.set(`${kind} ${name}`, { row: Number(place[1]), column: Number(place[2]) });
      };
    } else if (head.startsWith(".") || head === "") take = undefined;
    else take?.(words);
  }
  return {
    hardCells,
    pin: (packageName, pin) => pins.get(`${packageName} ${pin}`),
    setting: (tileKind, name) => settings.get(`${tileKind} ${name}`),
  };
}
