import { describe, expect, it } from "vitest";
import { type Import, type SourceFile, sourceFiles } from "./source-files.ts";

/** What every room may import besides itself; `diagnostics` is open to all. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  network: [],
  config: [],
  hdlgen: [],
  tools: [],
  constraints: [],
  compile: ["network", "config", "constraints"],
  rtl: ["hdlgen", "config"],
  sim: ["hdlgen", "config", "tools"],
  flow: ["tools", "constraints", "config"],
  host: ["config"],
  api: ["network", "config", "compile", "hdlgen", "rtl", "sim", "tools", "constraints", "flow", "host"],
  "index.ts": ["api", "network", "config", "compile", "hdlgen", "rtl", "sim", "tools", "constraints", "flow", "host"],
  // The demo runs the digits example.
  cli: ["index.ts", "examples"],
};
const free = new Set(["test", "bench", "scripts", "examples", "bin", "vitest.config.ts"]);

/** Folders with a stricter rule than their room's. */
const stricter: readonly { readonly folder: string; readonly only: readonly string[] }[] = [
  { folder: "sim/reference/", only: ["sim/reference/", "config/", "diagnostics/"] },
  {
    folder: "sim/embedded/",
    only: [
      "sim/embedded/",
      "sim/simulation.ts",
      "sim/clock-path.ts",
      "sim/clock-schedule.ts",
      "sim/clock-sources.ts",
      "sim/handle-errors.ts",
      "sim/handles.ts",
      "sim/nearest.ts",
      "sim/nets.ts",
      "sim/scheduled-simulation.ts",
      "sim/typed-value.ts",
      "hdlgen/",
      "diagnostics/",
    ],
  },
  { folder: "rtl/neuron/", only: ["rtl/neuron/", "rtl/core/fields.ts", "hdlgen/", "config/"] },
];

const files = sourceFiles();
const rooms = files.filter(({ room }) => !free.has(room));
const roomOf = (path: string): string => path.split("/")[0] ?? path;
const ours = ({ imports }: SourceFile): readonly Import[] => imports.filter(({ isOurs }) => isOurs);

describe("imports", () => {
  it("every file lies in a room that the table knows", () => {
    expect(rooms.filter(({ room }) => mayImport[room] === undefined).map(({ path }) => path)).toEqual([]);
    expect(rooms.length).toBeGreaterThan(100);
  });

  it("point one way between the rooms", () => {
    const wrong = rooms.flatMap((file) =>
      ours(file)
        .filter(({ target }) => {
          const room = roomOf(target);
          return room !== file.room && room !== "diagnostics" && !mayImport[file.room]?.includes(room);
        })
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("the table itself has no cycle", () => {
    const reaches = (from: string, to: string): boolean =>
      (mayImport[from] ?? []).some((room) => room === to || reaches(room, to));
    expect(Object.keys(mayImport).filter((room) => reaches(room, room))).toEqual([]);
  });

  it.each(stricter)("$folder imports $only alone", ({ folder, only }) => {
    const wrong = files
      .filter(({ path }) => path.startsWith(folder))
      .flatMap((file) =>
        ours(file)
          .filter(({ target }) => !only.some((allowed) => target.startsWith(allowed)))
          .map(({ target }) => `${file.path} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("resolve to files that exist", () => {
    const known = new Set(files.map(({ path }) => path));
    const missing = files.flatMap((file) =>
      ours(file)
        .filter(({ target }) => /\.(ts|mjs)$/.test(target) && !known.has(target) && !target.startsWith("dist/"))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it("form no cycle between files; types may refer to each other", () => {
    expect(cycles(files)).toEqual([]);
  });

  it("only the tools room starts processes", () => {
    const starters = rooms.filter(({ imports }) =>
      imports.some(({ target }) => /^(node:)?(child_process|worker_threads)$/.test(target)),
    );
    expect([...new Set(starters.map(({ room }) => room))]).toEqual(["tools"]);
  });
});

/** Each cycle of run-time imports once, as a path of files. */
function cycles(all: readonly SourceFile[]): string[] {
  const targets = new Map(
    all.map((file) => [file.path, ours(file).flatMap((each) => (each.isTypeOnly ? [] : [each.target]))]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, open: readonly string[]): void => {
    const at = open.indexOf(path);
    if (at >= 0) found.push([...open.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...open, path]);
    done.add(path);
  };
  for (const path of targets.keys()) walk(path, []);
  return found;
}
