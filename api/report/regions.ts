/** Which module each placed cell belongs to, and how the modules are put together to a handful of colours. */
import type { PlacedCell, PlacedDesign } from "../../flow/index.ts";
import { type Hierarchy, instancePaths, moduleAt } from "./hierarchy.ts";

/** What lies in the parts of a device. */
export interface CellCounts {
  /** Logic cells of an iCE40, LUTs of an ECP5. */
  readonly logic: number;
  readonly flipFlops: number;
  readonly memories: number;
  readonly multipliers: number;
}

/** A part of the design that has a colour of its own. */
export interface Region {
  /** Instances from the top down; empty for the top itself. */
  readonly path: string;
  /** `whole`: with everything below. `rest`: what is in no other region of it. `tools`: what nextpnr made itself. */
  readonly kind: "whole" | "rest" | "tools";
  readonly cells: readonly PlacedCell[];
  readonly counts: CellCounts;
}

export type OwnerOf = (cell: PlacedCell) => string | undefined;

/**
 * The instance that a cell came from: by the longest path that begins its name; else by the Verilog file of its source line,
 * or of cells that synthesis named after the same net, where that module occurs once. Undefined for pins, and for what
 * nextpnr made itself (carry feeds, clock buffers).
 */
export function ownerFinder(hierarchy: Hierarchy, cells: readonly PlacedCell[]): OwnerOf {
  const paths = instancePaths(hierarchy);
  const known = new Set(paths.filter((path) => path !== ""));
  const ofFile = new Map<string, string[]>();
  for (const path of paths) {
    const file = `${verilogNameAt(hierarchy, path)}.v`;
    ofFile.set(file, [...(ofFile.get(file) ?? []), path]);
  }
  const byFile = (file: string): string | undefined => {
    const [only, ...others] = ofFile.get(file) ?? [];
    return others.length === 0 ? only : undefined;
  };
  const byNet = new Map<string, string>();
  for (const { name, file } of cells) {
    const owner = file === undefined ? undefined : byFile(file);
    if (owner !== undefined) byNet.set(netOf(name), owner);
  }
  return (cell) => {
    if (cellKind(cell) === "io" || cell.name.startsWith("$")) return undefined;
    let found: string | undefined;
    for (let dot = cell.name.indexOf("."); dot >= 0; dot = cell.name.indexOf(".", dot + 1)) {
      const path = cell.name.slice(0, dot);
      if (!known.has(path)) break;
      found = path;
    }
    return found ?? byNet.get(netOf(cell.name));
  };
}

/** Synthesis calls a nameless cell after the net that it drives or reads: `led_n_SB_LUT4_I1_O`, `led_n_LUT4_Z_1`. */
const netOf = (cell: string): string => cell.replace(/_(SB_|TRELLIS_|LUT4_|PFUMX_|L6MUX21_|CCU2C_).*$/, "");

function verilogNameAt(hierarchy: Hierarchy, path: string): string {
  const at = path.lastIndexOf(".");
  if (path === "") return hierarchy.top;
  const parent = moduleAt(hierarchy, at < 0 ? "" : path.slice(0, at));
  return parent?.instances.find(({ name }) => name === path.slice(at + 1))?.module ?? "";
}

/** At most so many colours can be told apart. */
const mostRegions = 12;
/** A part that is smaller stays in its parent's region. */
const smallestShare = 0.03;

/** Cells of a subtree, and the subtrees in it. */
interface Tree {
  readonly path: string;
  readonly own: PlacedCell[];
  readonly children: Map<string, Tree>;
}

interface Part {
  readonly tree: Tree;
  readonly kind: "whole" | "rest";
  readonly cells: readonly PlacedCell[];
}

/**
 * Splits a placed design: the largest part is replaced by what it consists of, until there are as many as colours. Sorted by
 * name, each behind its larger parts; what nextpnr made itself comes last.
 */
export function regionsOf(placement: PlacedDesign, ownerOf: OwnerOf): readonly Region[] {
  const root: Tree = { path: "", own: [], children: new Map() };
  const made: PlacedCell[] = [];
  for (const cell of placement.cells) {
    if (cellKind(cell) === "io") continue;
    const owner = ownerOf(cell);
    if (owner === undefined) made.push(cell);
    else treeAt(root, owner).own.push(cell);
  }
  const all = placement.cells.length;
  let parts: Part[] = [{ tree: root, kind: "whole", cells: cellsOf(root) }];
  const whole = new Set<Tree>();
  for (;;) {
    const candidates = parts.filter(({ tree, kind }) => kind === "whole" && tree.children.size > 0 && !whole.has(tree));
    const [largest] = candidates.sort((a, b) => b.cells.length - a.cells.length);
    if (largest === undefined) break;
    const split = splitOf(largest.tree, all);
    // Made of many small things, such as lanes.
    if (split.length === 1 && split[0]?.kind === "rest") {
      whole.add(largest.tree);
      continue;
    }
    const finer = parts.flatMap((part) => (part === largest ? split : [part]));
    if (withoutSmallRests(finer, all).length > mostRegions) break;
    parts = finer;
  }
  return [
    ...withoutSmallRests(parts, all)
      .filter(({ cells }) => cells.length > 0)
      .map(({ tree, kind, cells }): Region => ({ path: tree.path, kind, cells, counts: countsOf(cells) })),
    ...(made.length === 0 ? [] : [{ path: "", kind: "tools" as const, cells: made, counts: countsOf(made) }]),
  ];
}

/** What is left of a part and too small for a colour goes to what is left of the part around it. */
function withoutSmallRests(parts: readonly Part[], all: number): readonly Part[] {
  const small = parts.filter(({ kind, cells }) => kind === "rest" && cells.length < all * smallestShare);
  if (small.length < 2) return parts;
  const [outermost] = [...small].sort((a, b) => a.tree.path.length - b.tree.path.length);
  return parts.flatMap((part) => {
    if (part === outermost) return [{ ...part, cells: small.flatMap(({ cells }) => cells) }];
    return small.includes(part) ? [] : [part];
  });
}

function splitOf(tree: Tree, all: number): Part[] {
  const children = [...tree.children.values()].map((child) => ({
    tree: child,
    kind: "whole" as const,
    cells: cellsOf(child),
  }));
  const large = children.filter(({ cells }) => cells.length >= all * smallestShare);
  const rest = [...tree.own, ...children.filter((each) => !large.includes(each)).flatMap(({ cells }) => cells)];
  return rest.length === 0 ? large : [...large, { tree, kind: "rest" as const, cells: rest }];
}

function treeAt(root: Tree, path: string): Tree {
  let tree = root;
  for (const name of path === "" ? [] : path.split(".")) {
    let child = tree.children.get(name);
    if (child === undefined) {
      child = { path: tree.path === "" ? name : `${tree.path}.${name}`, own: [], children: new Map() };
      tree.children.set(name, child);
    }
    tree = child;
  }
  return tree;
}

function cellsOf({ own, children }: Tree): PlacedCell[] {
  return [...own, ...[...children.values()].flatMap(cellsOf)];
}

const memoryTypes = new Set(["ICESTORM_RAM", "ICESTORM_SPRAM", "DP16KD"]);
const multiplierTypes = new Set(["ICESTORM_DSP", "MULT18X18D", "ALU54B"]);

/** What kind of cell it is, in a picture or a sum. */
export function cellKind({ type }: PlacedCell): "logic" | "memory" | "multiplier" | "io" | "other" {
  if (type === "ICESTORM_LC" || type === "TRELLIS_COMB" || type === "TRELLIS_FF") return "logic";
  if (memoryTypes.has(type)) return "memory";
  if (multiplierTypes.has(type)) return "multiplier";
  return type === "SB_IO" || type === "TRELLIS_IO" ? "io" : "other";
}

export function countsOf(cells: readonly PlacedCell[]): CellCounts {
  const count = (is: (cell: PlacedCell) => boolean): number => cells.filter(is).length;
  return {
    logic: count(({ type }) => type === "ICESTORM_LC" || type === "TRELLIS_COMB"),
    flipFlops: count(({ use }) => use === "ff" || use === "lut+ff"),
    memories: count((cell) => cellKind(cell) === "memory"),
    multipliers: count((cell) => cellKind(cell) === "multiplier"),
  };
}
