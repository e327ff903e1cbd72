/** The picture of a placed design: each cell where it lies, in the colour of its module, with the slowest path on top. */
import type { PathStep, PlacedCell, PlacedDesign } from "../../flow/index.ts";
import { type DeviceGrid, deviceGrid } from "./device-grid.ts";
import { type Markup, markup } from "./markup.ts";
import { grouped, sourceName } from "./names.ts";
import { cellKind, type Region } from "./regions.ts";

export interface FloorplanInput {
  readonly device: string;
  readonly placement: PlacedDesign;
  readonly regions: readonly Region[];
  /** Title of a region, by its place in the list. */
  readonly titles: readonly string[];
  readonly path?: readonly PathStep[];
}

/** A large device would not be seen, a small one would be a mosaic. */
const tileSize = ({ columns }: DeviceGrid): number => Math.max(7.5, Math.min(24, 900 / columns));

export function floorplan({ device, placement, regions, titles, path = [] }: FloorplanInput): Markup {
  const grid = deviceGrid(device, placement.cells);
  const pinNames = placement.cells.filter((cell) => cellKind(cell) === "io").map(pinName);
  const view = viewOf(grid, 14 + pinNames.reduce((most, name) => Math.max(most, name.length * 6.4), 10));
  const { margin } = view;
  const special = placement.cells.filter((cell) => isAlone(cell));
  const bottom = special.some(({ type }) => type === "ICESTORM_SPRAM") ? view.tile * 1.6 : 0;
  const shown = isCrowded(placement) ? mostPerTile(regions) : regions.map((region) => region.cells);
  const size = [view.width + 2 * margin, view.height + 2 * margin + bottom] as const;
  return markup`<svg class="floorplan" viewBox="0 0 ${size[0]} ${size[1]}" role="img" aria-label="Floorplan: ${grouped(placement.cells.length)} placed cells of ${device}, coloured by module">
<rect class="die" x="${margin}" y="${margin}" width="${view.width}" height="${view.height + bottom}" rx="6"/>
${tilePattern(grid, view)}
${grid.slots.map(({ x, y, width, height }) => {
  const [left, top] = view.corner(x, y, height);
  return markup`<rect class="slot" x="${left + 1}" y="${top + 1}" width="${width * view.tile - 2}" height="${height * view.tile - 2}" rx="2"/>`;
})}
${shown.map((cells, index) => regionCells(cells, index, titles[index] ?? "", view))}
${pins(placement.cells, grid, view, bottom)}
${criticalPath(path, view)}
</svg>`;
}

interface View {
  /** Room around the device for the names of pins. */
  readonly margin: number;
  readonly tile: number;
  readonly width: number;
  readonly height: number;
  /** Upper left corner of a tile, or of something `height` tiles high that begins there. */
  readonly corner: (x: number, y: number, height?: number) => readonly [number, number];
  readonly centre: (x: number, y: number) => readonly [number, number];
  readonly rows: "up" | "down";
}

function viewOf(grid: DeviceGrid, margin: number): View {
  const tile = tileSize(grid);
  const corner = (x: number, y: number, height = 1): readonly [number, number] => [
    margin + x * tile,
    margin + (grid.origin === "bottom" ? grid.rows - y - height : y) * tile,
  ];
  return {
    margin,
    tile,
    width: grid.columns * tile,
    height: grid.rows * tile,
    corner,
    centre: (x, y) => {
      const [left, top] = corner(x, y);
      return [left + tile / 2, top + tile / 2];
    },
    rows: grid.origin === "bottom" ? "up" : "down",
  };
}

function tilePattern({ columns, rows }: DeviceGrid, { tile, margin }: View): Markup {
  const inset = Math.max(0.5, tile * 0.06);
  return markup`<defs><pattern id="tiles" x="${margin}" y="${margin}" width="${tile}" height="${tile}" patternUnits="userSpaceOnUse"><rect class="tile" x="${inset}" y="${inset}" width="${tile - 2 * inset}" height="${tile - 2 * inset}" rx="${tile * 0.08}"/></pattern></defs><rect x="${margin + tile}" y="${margin + tile}" width="${(columns - 2) * tile}" height="${(rows - 2) * tile}" fill="url(#tiles)"/>`;
}

/** Cells that are drawn one by one, with their names. */
const isAlone = (cell: PlacedCell): boolean => ["memory", "multiplier"].includes(cellKind(cell));

function regionCells(cells: readonly PlacedCell[], index: number, title: string, view: View): Markup {
  const logic = cells.filter((cell) => cellKind(cell) === "logic");
  const flipFlopsApart = logic.some(({ type }) => type === "TRELLIS_FF");
  const [luts, flipFlops] = flipFlopsApart
    ? [logic.filter(({ use }) => use !== "ff"), logic.filter(({ use }) => use === "ff")]
    : [logic, []];
  return markup`<g class="region r${index}" data-region="${index}"><title>${title}</title>
<path d="${rectangles(luts, view, flipFlopsApart ? [0, 0.5] : [0, 1])}"/>
${flipFlops.length === 0 ? undefined : markup`<path class="ff" d="${rectangles(flipFlops, view, [0.5, 1])}"/>`}
${cells.filter(isAlone).map((cell) => aloneCell(cell, view))}
</g>`;
}

/** More cells than this would make a page of megabytes, and could not be told apart. */
const mostDrawnCells = 40_000;

/** Whether tiles are drawn in the colour of the module that has most of their cells. */
export function isCrowded({ cells }: PlacedDesign): boolean {
  return cells.length > mostDrawnCells;
}

/** For each region its memories and multipliers, and the logic of the tiles in which it has most: all that is there, once. */
function mostPerTile(regions: readonly Region[]): readonly (readonly PlacedCell[])[] {
  const tiles = new Map<string, { readonly cells: PlacedCell[]; readonly counts: number[] }>();
  for (const [index, { cells }] of regions.entries()) {
    for (const cell of cells) {
      if (cellKind(cell) !== "logic") continue;
      const key = `${cell.x} ${cell.y}`;
      const tile = tiles.get(key) ?? { cells: [], counts: regions.map(() => 0) };
      tiles.set(key, tile);
      tile.cells.push(cell);
      tile.counts[index] = (tile.counts[index] ?? 0) + 1;
    }
  }
  const shown = regions.map(({ cells }) => cells.filter(isAlone));
  for (const { cells, counts } of tiles.values()) {
    const most = counts.indexOf(Math.max(...counts));
    shown[most]?.push(...cells);
  }
  return shown;
}

/** Which of the eight places of a tile a logic cell has: `lc5`, `SLICEC.K1`, `SLICEC.COMB1`, `SLICEC.FF1`. */
function placeInTile({ bel }: PlacedCell): number {
  const [, logicCell, slice, half] = /^(?:lc(\d)|SLICE([A-D])\.\w*(\d))$/.exec(bel) ?? [];
  return logicCell !== undefined ? Number(logicCell) : "ABCD".indexOf(slice ?? "A") * 2 + Number(half ?? 0);
}

/** One path for all: what lies side by side in a tile is one rectangle, which keeps large designs small. */
function rectangles(cells: readonly PlacedCell[], view: View, [left, right]: readonly [number, number]): string {
  const { tile } = view;
  const inset = Math.max(0.5, tile * 0.06);
  const step = (tile - 2 * inset) / 8;
  const gap = step > 2 ? 0.4 : 0;
  const byTile = new Map<string, PlacedCell[]>();
  for (const cell of cells) {
    const key = `${cell.x} ${cell.y}`;
    const inTile = byTile.get(key);
    if (inTile === undefined) byTile.set(key, [cell]);
    else inTile.push(cell);
  }
  const parts: string[] = [];
  for (const inTile of byTile.values()) {
    const [first] = inTile;
    if (first === undefined) continue;
    const [x, y] = view.corner(first.x, first.y);
    const places = [...new Set(inTile.map(placeInTile))].map((place) => (view.rows === "up" ? 7 - place : place));
    for (const [from, to] of runsOf(places)) {
      const at = `M${fixed(x + inset + left * (tile - 2 * inset))} ${fixed(y + inset + from * step)}`;
      const width = fixed((right - left) * (tile - 2 * inset) - (left > 0 || right < 1 ? gap : 0));
      parts.push(`${at}h${width}v${fixed((to - from) * step - gap)}h-${width}z`);
    }
  }
  return parts.join("");
}

const fixed = (value: number): string => String(Math.round(value * 100) / 100);

/** [2, 3, 5] → [2, 4) and [5, 6). */
function runsOf(places: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  for (const place of [...places].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) last[1] = place + 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}

function aloneCell(cell: PlacedCell, view: View): Markup {
  const [left, top, width, height] = aloneBox(cell, view);
  const title = markup`<title>${sourceName(cell.name.replace(/_(RAM|DSP)$/, ""))}: ${cell.type.replace("ICESTORM_", "")} at ${cell.x}, ${cell.y}</title>`;
  return markup`<rect class="block" x="${left}" y="${top}" width="${width}" height="${height}" rx="2">${title}</rect>`;
}

function aloneBox(
  cell: PlacedCell,
  { tile, margin, corner, height: die }: View,
): readonly [number, number, number, number] {
  if (cell.type === "ICESTORM_SPRAM") {
    // They lie below the array, two at each end.
    const second = Number(/(\d)$/.exec(cell.bel)?.[1] ?? 0) % 2;
    const [x] = corner(cell.x === 0 ? 0.5 + 5 * second : cell.x - 9.5 + 5 * second, 0);
    return [x, margin + die + tile * 0.15, 4.6 * tile, tile * 1.2];
  }
  const [across, down] = cell.type === "DP16KD" ? [1.9, 0.9] : cell.type === "ICESTORM_RAM" ? [1, 2] : [1, 4];
  const [x, y] = corner(cell.x, cell.y, Math.ceil(down));
  return [x + 1, y + 1, across * tile - 2, down * tile - 2];
}

const pinName = ({ name }: PlacedCell): string => name.replace(/\$.*$/, "");

/** Pins at the edge, each with its net beside it. */
function pins(cells: readonly PlacedCell[], grid: DeviceGrid, view: View, below: number): Markup {
  const { tile, margin } = view;
  const used = cells.filter((cell) => cellKind(cell) === "io");
  // Pins of one tile would write over each other.
  const taken = new Map<string, number>();
  return markup`<g class="pins">${used.map((cell) => {
    const [x, y] = view.centre(cell.x, cell.y);
    // On a large device two tiles are less than a line of text.
    const lines = Math.max(1, Math.round(11 / tile));
    const key = `${Math.floor(cell.x / lines)} ${Math.floor(cell.y / lines)}`;
    const place = taken.get(key) ?? 0;
    taken.set(key, place + 1);
    const name = pinName(cell);
    const side = Math.max(6, tile * 0.42);
    const isAcross = cell.x === 0 || cell.x === grid.columns - 1;
    const shift = place * 11 - (isAcross ? 0 : 2);
    const isLow = isAcross ? cell.x === 0 : y > margin + view.height / 2;
    const [px, py] = isAcross ? [x, y + shift] : [x + shift, y];
    const label = isAcross
      ? markup`<text x="${isLow ? margin - 5 : margin + view.width + 5}" y="${py + 3}" text-anchor="${isLow ? "end" : "start"}">${name}</text>`
      : markup`<text transform="translate(${px + 3} ${isLow ? margin + view.height + below + 5 : margin - 5}) rotate(-90)" text-anchor="${isLow ? "end" : "start"}">${name}</text>`;
    return markup`<rect x="${px - side / 2}" y="${py - side / 2}" width="${side}" height="${side}" rx="1.5"><title>pin ${name}</title></rect>${label}`;
  })}</g>`;
}

/** The way of the slowest path from tile to tile. */
function criticalPath(steps: readonly PathStep[], view: View): Markup | undefined {
  const stops: { readonly x: number; readonly y: number; readonly name: string }[] = [];
  for (const { from, to } of steps) {
    for (const { x, y, cell } of [from, to]) {
      const last = stops.at(-1);
      if (last === undefined || last.x !== x || last.y !== y) stops.push({ x, y, name: cell });
    }
  }
  const points = stops.map(({ x, y }) => view.centre(x, y));
  const [start, end] = [points[0], points.at(-1)];
  if (start === undefined || end === undefined || points.length < 2) return undefined;
  const line = points.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(" ");
  return markup`<g class="way"><title>Slowest path</title>
<polyline class="halo" points="${line}"/><polyline points="${line}"/>
${points.slice(1, -1).map(([x, y]) => markup`<circle cx="${x}" cy="${y}" r="3"/>`)}
<circle class="start" cx="${start[0]}" cy="${start[1]}" r="5.5"/><circle class="end" cx="${end[0]}" cy="${end[1]}" r="5.5"/></g>`;
}
