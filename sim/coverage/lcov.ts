import { relative } from "node:path";
import { type CountedPoint, type CoverageReport, type ModuleCoverage, placeOf, type ToggledSignal } from "./report.ts";

/** What becomes records: `line` are lines, branches, states and transitions. */
export type CoverageKind = "line" | "toggle" | "property";

export interface LcovOptions {
  /** Folder that names of files are relative to. Default: they stay absolute. */
  readonly root?: string;
  /** Default: all of them. */
  readonly kinds?: readonly CoverageKind[];
  /** Name of the test, for viewers. */
  readonly testName?: string;
  /** Which files to name, by path as in the report; default all. */
  readonly files?: (path: string) => boolean;
}

/**
 * The report as lcov tracefile, by the lines of the TypeScript: the same for `genhtml`, editors and services as
 * coverage of software. Instances and variants of a module, and statements that one line makes several of, add up.
 *
 * A function is a module; its count are the edges of its main clock. A line's count is that of what happened most on it.
 * Branches of a line are, one block each: the ways out of a decision, the labels of a register without a `match` of its
 * own, the transitions of a state machine, the rising and falling bits of a signal (taken 1 or 0).
 */
export function toLcov(report: CoverageReport, options: LcovOptions = {}): string {
  const { root, kinds = ["line", "toggle", "property"], testName = "" } = options;
  const files = new Map<string, FileRecord>();
  const recordOf = (location: string): { readonly record: FileRecord; readonly line: number } | undefined => {
    const place = placeOf(location);
    if (place === undefined || options.files?.(place.file) === false) return undefined;
    const record = files.get(place.file) ?? new FileRecord();
    files.set(place.file, record);
    return { record, line: place.line };
  };
  for (const module of report.modules) addModule(module, new Set(kinds), recordOf);
  const named = [...files].map(([file, record]) => {
    const path = root === undefined ? file : relative(root, file).replaceAll("\\", "/");
    return { path, record };
  });
  named.sort((a, b) => (a.path < b.path ? -1 : 1));
  return named.map(({ path, record }) => record.text(testName, path)).join("");
}

type RecordOf = (location: string) => { readonly record: FileRecord; readonly line: number } | undefined;

function addModule(module: ModuleCoverage, kinds: ReadonlySet<CoverageKind>, recordOf: RecordOf): void {
  const { points, signals, instances, name } = module;
  const countOf = (i: number): number => instances.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0);
  for (const [i, point] of points.entries()) {
    const at = recordOf(point.location);
    if (at === undefined || isBranchToo(module, point)) continue;
    const count = countOf(i);
    if (point.kind === "module") at.record.addFunction(at.line, name, count);
    if (!kinds.has(kindOf(point))) continue;
    const isWay = point.kind === "branch" || point.kind === "state" || point.kind === "transition";
    if (!isWay) at.record.addLine(at.line, `${point.location} ${point.name}`, count);
    else at.record.addBranch(at.line, `${point.location} ${point.kind} ${point.of}`, point.name, count);
  }
  if (!kinds.has("toggle")) return;
  for (const [i, signal] of signals.entries()) {
    const at = recordOf(signal.location);
    if (at === undefined) continue;
    const [edges] = points.flatMap(({ kind }, k) => (kind === "module" ? [countOf(k)] : []));
    at.record.addLine(at.line, `${signal.location} ${signal.name}`, edges ?? 0);
    for (const { bit, rose, fell } of togglesOf(module, i)) {
      at.record.addBranch(at.line, `${signal.location} toggle ${signal.name}`, `${bit} rose`, rose ? 1 : 0);
      at.record.addBranch(at.line, `${signal.location} toggle ${signal.name}`, `${bit} fell`, fell ? 1 : 0);
    }
  }
}

/** Bits of a signal over all instances; those that are constant in all of them are left out. */
export function togglesOf(
  { signals, instances }: ModuleCoverage,
  index: number,
): { readonly bit: number; readonly rose: boolean; readonly fell: boolean }[] {
  const { width = 0 }: Partial<ToggledSignal> = signals[index] ?? {};
  const all = (1n << BigInt(width)) - 1n;
  const union = (key: "rose" | "fell"): bigint =>
    instances.reduce((bits, { toggles }) => bits | BigInt(toggles[index]?.[key] ?? 0), 0n);
  const constant = instances.reduce((bits, { toggles }) => bits & BigInt(toggles[index]?.constant ?? 0), all);
  const [rose, fell] = [union("rose"), union("fell")];
  const has = (bits: bigint, bit: number): boolean => ((bits >> BigInt(bit)) & 1n) === 1n;
  return Array.from({ length: width }, (_, bit) => bit)
    .filter((bit) => !has(constant, bit))
    .map((bit) => ({ bit, rose: has(rose, bit), fell: has(fell, bit) }));
}

/** A state of a machine whose block of statements is a branch already. */
export function isBranchToo({ points }: ModuleCoverage, { kind, name, of }: CountedPoint): boolean {
  if (kind !== "state") return false;
  return points.some((other) => other.kind === "branch" && other.of === `match ${of}` && other.name === name);
}

export function kindOf({ kind }: CountedPoint): CoverageKind {
  return kind === "cover" || kind === "assert" || kind === "assume" ? "property" : "line";
}

/** Records of one source file. */
class FileRecord {
  readonly #functions = new Map<string, { readonly line: number; count: number }>();
  /** By line: by place in the line. */
  readonly #lines = new Map<number, Map<string, number>>();
  /** By line: by block: by branch. */
  readonly #branches = new Map<number, Map<string, Map<string, number>>>();

  addFunction(line: number, name: string, count: number): void {
    const known = this.#functions.get(name);
    this.#functions.set(name, { line, count: (known?.count ?? 0) + count });
  }

  addLine(line: number, place: string, count: number): void {
    const places = this.#lines.get(line) ?? new Map<string, number>();
    this.#lines.set(line, places);
    places.set(place, (places.get(place) ?? 0) + count);
  }

  addBranch(line: number, block: string, branch: string, count: number): void {
    const blocks = this.#branches.get(line) ?? new Map<string, Map<string, number>>();
    this.#branches.set(line, blocks);
    const branches = blocks.get(block) ?? new Map<string, number>();
    blocks.set(block, branches);
    branches.set(branch, (branches.get(branch) ?? 0) + count);
  }

  text(testName: string, path: string): string {
    const functions = [...this.#functions].sort(([, a], [, b]) => a.line - b.line);
    const lines = [...this.#lines]
      .map(([line, places]) => ({ line, count: Math.max(...places.values()) }))
      .sort((a, b) => a.line - b.line);
    const branches = [...this.#branches]
      .sort(([a], [b]) => a - b)
      .flatMap(([line, blocks]) =>
        [...blocks.values()].flatMap((block, number) =>
          [...block.values()].map((count, branch) => ({ text: `${line},${number},${branch}`, count, line })),
        ),
      );
    const countAt = new Map(lines.map(({ line, count }) => [line, count]));
    // A dash: the decision was never reached.
    const taken = (line: number, count: number): string => (countAt.get(line) === 0 ? "-" : String(count));
    return [
      `TN:${testName}`,
      `SF:${path}`,
      ...functions.map(([name, { line }]) => `FN:${line},${name}`),
      ...functions.map(([name, { count }]) => `FNDA:${count},${name}`),
      `FNF:${functions.length}`,
      `FNH:${functions.filter(([, { count }]) => count > 0).length}`,
      ...branches.map(({ text, count, line }) => `BRDA:${text},${taken(line, count)}`),
      `BRF:${branches.length}`,
      `BRH:${branches.filter(({ count }) => count > 0).length}`,
      ...lines.map(({ line, count }) => `DA:${line},${count}`),
      `LF:${lines.length}`,
      `LH:${lines.filter(({ count }) => count > 0).length}`,
      "end_of_record",
      "",
    ].join("\n");
  }
}
