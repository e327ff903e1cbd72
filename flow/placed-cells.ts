/** Where nextpnr put each cell: what a floorplan is drawn from. */

/** What of a logic cell is used: an iCE40's cell has a LUT, a flip-flop and a carry, an ECP5's are cells of their own. */
export type CellUse = "lut" | "ff" | "lut+ff";

export interface PlacedCell {
  /** Hierarchical name as synthesis left it: `clocked.chip.link.uart_sender.busy_SB_LUT4_O_LC`. */
  readonly name: string;
  /** nextpnr's type: `ICESTORM_LC`, `TRELLIS_COMB`, `DP16KD`, … */
  readonly type: string;
  /** Tile, from the lower left corner on an iCE40, from the upper left one on an ECP5. */
  readonly x: number;
  readonly y: number;
  /** Its place in the tile, by the device's name for it: `lc4`. */
  readonly bel: string;
  /** Of logic cells. */
  readonly use?: CellUse;
  /** Verilog file of its source line, where synthesis kept one. */
  readonly file?: string;
}

export interface PlacedDesign {
  readonly family: "ice40" | "ecp5";
  /** Sorted by name, so that the same placement gives the same bytes. */
  readonly cells: readonly PlacedCell[];
}

interface WrittenCell {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads what `nextpnr --write` wrote. Cells without a place (there are none after routing) are an error. */
export function readPlacedDesign(json: Uint8Array, family: PlacedDesign["family"]): PlacedDesign {
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as {
    readonly modules: Readonly<Record<string, { readonly cells: Readonly<Record<string, WrittenCell>> }>>;
  };
  const [design] = Object.values(modules);
  if (design === undefined) throw new Error("nextpnr wrote no module");
  const cells = Object.entries(design.cells).map(([name, cell]) => placedCell(name, cell));
  return { family, cells: cells.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function placedCell(name: string, { type, parameters, attributes }: WrittenCell): PlacedCell {
  const [, x, y, bel] = /^X(\d+)\/Y(\d+)\/(.+)$/.exec(attributes.NEXTPNR_BEL ?? "") ?? [];
  if (x === undefined || y === undefined || bel === undefined) throw new Error(`nextpnr placed ${name} nowhere`);
  const use = useOf(type, parameters);
  const file = /^([^/|]+\.v):/.exec(attributes.src ?? "")?.[1];
  return {
    name,
    type,
    x: Number(x),
    y: Number(y),
    bel,
    ...(use === undefined ? {} : { use }),
    ...(file === undefined ? {} : { file }),
  };
}

/** nextpnr fills an unused LUT with zeros, or passes a flip-flop's input through it (`0000000000000010`). */
function useOf(type: string, { DFF_ENABLE, LUT_INIT = "" }: Readonly<Record<string, string>>): CellUse | undefined {
  if (type === "TRELLIS_COMB") return "lut";
  if (type === "TRELLIS_FF") return "ff";
  if (type !== "ICESTORM_LC") return undefined;
  if (!DFF_ENABLE?.endsWith("1")) return "lut";
  return /^0*(10)?$/.test(LUT_INIT) ? "ff" : "lut+ff";
}

/** The columns of a row, in order; missing ones are null. */
type Row = readonly [
  name: string,
  type: string,
  x: number,
  y: number,
  bel: string,
  use: CellUse | null,
  file: string | null,
];

/** As `placement.json` in the folder of a build: one row of an array per cell, which is a quarter of the bytes. */
export function formatPlacedDesign({ family, cells }: PlacedDesign): string {
  const rows = cells.map(
    ({ name, type, x, y, bel, use, file }): Row => [name, type, x, y, bel, use ?? null, file ?? null],
  );
  return `{"family":${JSON.stringify(family)},"cells":[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`;
}

/** Reads `placement.json` again. */
export function parsePlacedDesign(text: string): PlacedDesign {
  const { family, cells } = JSON.parse(text) as { family: PlacedDesign["family"]; cells: readonly Row[] };
  return {
    family,
    cells: cells.map(([name, type, x, y, bel, use, file]) => ({
      name,
      type,
      x,
      y,
      bel,
      ...(use === null ? {} : { use }),
      ...(file === null ? {} : { file }),
    })),
  };
}
