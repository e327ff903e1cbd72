/** The report as text for a terminal: a table of modules, then what never happened, by file and line. */
import { basename } from "node:path";
import { bySource } from "./by-source.ts";
import { type CoverageKind, isBranchToo, kindOf, togglesOf } from "./lcov.ts";
import { type CountedPoint, type CoverageReport, type ModuleCoverage, placeOf } from "./report.ts";

export interface SummaryOptions {
  /** Folder that names of files are relative to. Default: file names alone. */
  readonly root?: string;
  /** Most lines of what is missing; the rest is counted. Default 50. */
  readonly missing?: number;
}

interface Share {
  readonly hit: number;
  readonly all: number;
}

/** How much of the report's points was reached, over all modules. */
export interface CoverageTotals {
  readonly lines: Share;
  readonly branches: Share;
  readonly toggles: Share;
  readonly properties: Share;
}

const columns = ["lines", "branches", "toggles", "properties"] as const;

/**
 * Lines, ways out of decisions (with states and transitions), rising and falling bits, and properties that were reached;
 * a point of several instances or variants counts once, and so does a signal with a second name.
 */
export function coverageTotals(report: CoverageReport): CoverageTotals {
  return totals(bySource(report));
}

function totals(modules: readonly ModuleCoverage[]): CoverageTotals {
  const parts = modules.map(totalsOf);
  const sum = (key: keyof CoverageTotals): Share => ({
    hit: parts.reduce((hit, part) => hit + part[key].hit, 0),
    all: parts.reduce((all, part) => all + part[key].all, 0),
  });
  return { lines: sum("lines"), branches: sum("branches"), toggles: sum("toggles"), properties: sum("properties") };
}

/** A table with a row per module definition, and what was never reached. */
export function coverageSummary(report: CoverageReport, options: SummaryOptions = {}): string {
  const modules = bySource(report);
  const rows = modules.map((module) => ({ name: module.name, totals: totalsOf(module) }));
  const all = { name: "all", totals: totals(modules) };
  const cells = [
    ["module", ...columns],
    ...[...rows, all].map(({ name, totals }) => [name, ...columns.map((column) => shareText(totals[column]))]),
  ];
  const widths = cells.reduce<number[]>((w, row) => row.map((cell, i) => Math.max(w[i] ?? 0, cell.length)), []);
  const table = cells.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  const missing = modules.flatMap((module) => missingOf(module, options));
  const shown = missing.slice(0, options.missing ?? 50);
  const rest = missing.length - shown.length;
  return [
    ...table,
    ...(missing.length === 0 ? [] : ["", "never:"]),
    ...shown.map((line) => `  ${line}`),
    ...(rest === 0 ? [] : [`  … and ${rest} more`]),
    "",
  ].join("\n");
}

function totalsOf(module: ModuleCoverage): CoverageTotals {
  const share = (isOne: (point: CountedPoint) => boolean): Share => {
    const found = module.points.flatMap((point, i) =>
      isOne(point) && !isBranchToo(module, point) ? [countOf(module, i)] : [],
    );
    return { hit: found.filter((count) => count > 0).length, all: found.length };
  };
  const bits = module.signals
    .flatMap(({ shows }, i) => (shows === undefined ? togglesOf(module, i) : []))
    .flatMap(({ rose, fell }) => [rose, fell]);
  const isProperty = (point: CountedPoint): boolean => kindOf(point) === ("property" satisfies CoverageKind);
  return {
    lines: share(({ kind }) => kind === "line"),
    branches: share((point) => !isProperty(point) && point.kind !== "line" && point.kind !== "module"),
    toggles: { hit: bits.filter((is) => is).length, all: bits.length },
    properties: share(isProperty),
  };
}

const countOf = ({ instances }: ModuleCoverage, i: number): number =>
  instances.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0);

function shareText({ hit, all }: Share): string {
  return all === 0 ? "-" : `${hit}/${all} ${Math.floor((100 * hit) / all)}%`.replace(/ (\d)%$/, "  $1%");
}

/** What never happened in any instance, in the order of the source. */
function missingOf(module: ModuleCoverage, { root }: SummaryOptions): string[] {
  const at = (location: string): string => {
    const place = placeOf(location);
    if (place === undefined) return "unknown location";
    const { file, line } = place;
    return `${root !== undefined && file.startsWith(root) ? file.slice(root.length).replace(/^\//, "") : basename(file)}:${line}`;
  };
  const found: { readonly location: string; readonly text: string }[] = [];
  for (const [i, point] of module.points.entries()) {
    const { kind, name, of, location, inside } = point;
    if (kind === "module" || countOf(module, i) > 0 || isBranchToo(module, point)) continue;
    // The branch around it, or one further out, is in the list already.
    if (inside !== undefined && countOf(module, inside) === 0) continue;
    found.push({ location, text: pointText(kind, name, of) });
  }
  for (const [i, { name, width, location, shows }] of module.signals.entries()) {
    if (shows !== undefined) continue;
    const still = togglesOf(module, i);
    const bits = (is: (bit: (typeof still)[number]) => boolean): string =>
      still.filter(is).length === width && width > 1 ? "all bits" : bitList(still.filter(is).map(({ bit }) => bit));
    const groups = [
      { text: "never changes", bits: bits(({ rose, fell }) => !rose && !fell) },
      { text: "never rises", bits: bits(({ rose, fell }) => !rose && fell) },
      { text: "never falls", bits: bits(({ rose, fell }) => rose && !fell) },
    ];
    for (const group of groups) {
      if (group.bits === "") continue;
      found.push({ location, text: `${name}${width === 1 ? "" : ` ${group.bits}`} ${group.text}` });
    }
  }
  const lineOf = (location: string): number => placeOf(location)?.line ?? 0;
  const fileOf = (location: string): string => placeOf(location)?.file ?? "";
  found.sort((a, b) => compare(fileOf(a.location), fileOf(b.location)) || lineOf(a.location) - lineOf(b.location));
  return found.map(({ location, text }) => `${at(location)}  ${module.name}: ${text}`);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function pointText(kind: CountedPoint["kind"], name: string, of = ""): string {
  switch (kind) {
    case "branch":
    case "state":
      return `${of} is never ${name}`;
    case "transition":
      return `${of} never goes ${name}`;
    case "cover":
      return `cover: ${name}`;
    case "assert":
    case "assume":
      return `${kind} was never asked: ${name}`;
    default:
      return `${name}: never in force`;
  }
}

/** `[3]`, `[7:4]`, `[9:8] [3]`. */
function bitList(bits: readonly number[]): string {
  const runs: { low: number; high: number }[] = [];
  for (const bit of bits) {
    const last = runs.at(-1);
    if (last !== undefined && last.high === bit - 1) last.high = bit;
    else runs.push({ low: bit, high: bit });
  }
  return runs
    .toReversed()
    .map(({ low, high }) => (low === high ? `[${low}]` : `[${high}:${low}]`))
    .join(" ");
}
