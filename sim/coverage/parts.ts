/** Coverage of a run that is spread over processes: each writes a part of its own, and what reads them merges them. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { mergeCoverage } from "./merge.ts";
import { type CoverageReport, emptyReport } from "./report.ts";

const partName = /^part-.*\.json$/;

/** One process's part: reports are merged in memory, and the file is written whole or not at all. */
export class CoveragePart {
  readonly #folder: string;
  readonly #name = `part-${process.pid}-${randomUUID()}.json`;
  #report = emptyReport;

  /** `folder` is made when there is something to write. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  add(report: CoverageReport): void {
    this.#report = mergeCoverage(this.#report, report);
  }

  /** Writes what has been added so far; nothing where nothing has. */
  write(): void {
    if (this.#report === emptyReport) return;
    mkdirSync(this.#folder, { recursive: true });
    const path = join(this.#folder, this.#name);
    writeFileSync(`${path}.partial`, JSON.stringify(this.#report));
    renameSync(`${path}.partial`, path);
  }
}

/** All parts of a folder, merged; an empty report where there are none. Throws SIM181 for a file that is no report. */
export function readParts(folder: string): CoverageReport {
  const names = partsIn(folder);
  return mergeCoverage(...names.map((name) => parseCoverage(readFileSync(join(folder, name), "utf8"), name)));
}

/** Removes the parts of runs before. */
export function clearParts(folder: string): void {
  for (const name of partsIn(folder)) rmSync(join(folder, name), { force: true });
}

function partsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => partName.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A report from its JSON text. Throws SIM181. */
export function parseCoverage(text: string, place: string): CoverageReport {
  const found = parsed(text);
  if (isReport(found)) return found;
  throw new SpikeforgeError({
    code: "SIM181",
    place,
    found: "the file is no coverage report of version 1",
    mend: "write it with JSON.stringify from what collectCoverage returns",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is CoverageReport {
  if (typeof value !== "object" || value === null) return false;
  const { format, version, modules } = value as Partial<Record<keyof CoverageReport, unknown>>;
  return format === emptyReport.format && version === emptyReport.version && Array.isArray(modules);
}
