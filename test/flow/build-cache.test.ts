import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bareIce40 } from "../../constraints/index.ts";
import { keepBuild, readBuild } from "../../flow/build-cache.ts";
import {
  type BuildCache,
  type BuildRequest,
  buildBestOf,
  buildCacheUse,
  clearBuildCache,
  openBuildCache,
} from "../../flow/index.ts";
import { fakeFlow } from "./fake-flow.ts";

let folder = "";
let cache: BuildCache;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-builds-"));
  cache = openBuildCache({ SPIKEFORGE_CACHE: folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fmax = { 1: { clk: 60 }, 2: { clk: 70 } };
const onlyEntry = async (): Promise<string> => {
  const names = await readdir(cache.folder);
  expect(names).toHaveLength(1);
  return join(cache.folder, names[0] ?? "");
};

describe("an unchanged build", () => {
  it("runs no tool, says that it is cached, and is the same byte for byte", async () => {
    const { calls, request } = fakeFlow(fmax);
    const first = await buildBestOf(request, [1, 2], { cache });
    expect(calls.map((call) => call.split("\n")[0])).toEqual([
      "yosys",
      "nextpnr 1",
      "nextpnr 2",
      "icepack asc of seed 2",
    ]);
    expect(first.best.cached).toBeUndefined();
    const second = await buildBestOf(request, [1, 2], { cache });
    expect(calls).toHaveLength(4);
    expect(second).toEqual({ seeds: first.seeds, best: { ...first.best, cached: true } });
    expect(typeof second.best.artefacts["synth.ys"]).toBe("string");
  });

  it("without a cache every build is made", async () => {
    const { calls, request } = fakeFlow(fmax);
    await buildBestOf(request, [1]);
    await buildBestOf(request, [1]);
    expect(calls).toHaveLength(6);
    expect(await readdir(folder)).toEqual([]);
  });

  it("whatever decides is built anew: each of these changes", async () => {
    const { calls, request } = fakeFlow(fmax);
    const tool = join(folder, "nextpnr");
    await writeFile(tool, "one");
    const nextpnr = { ...request.tools["nextpnr-ice40"], origin: tool };
    const base = { ...request, tools: { ...request.tools, "nextpnr-ice40": nextpnr } };
    const changes: Record<string, () => Promise<[BuildRequest, number[]]> | [BuildRequest, number[]]> = {
      nothing: () => [base, [1]],
      verilog: () => [{ ...base, verilog: { "b.v": "", "a.v": " " } }, [1]],
      "a file's name": () => [{ ...base, verilog: { "c.v": "", "a.v": "" } }, [1]],
      "where a file ends": () => [{ ...base, verilog: { "b.v": "a.v 0\n", "a.v": "" } }, [1]],
      "a memory file": () => [{ ...base, memoryFiles: { "m.hex": "00" } }, [1]],
      "its contents": () => [{ ...base, memoryFiles: { "m.hex": "01" } }, [1]],
      device: () => [{ ...base, board: bareIce40("hx8k", "ct256") }, [1]],
      clock: () => [{ ...base, clockMHz: 51 }, [1]],
      seed: () => [base, [2]],
      seeds: () => [base, [1, 2]],
      mapper: () => [{ ...base, options: { ...base.options, mapper: "abc9" } }, [1]],
      options: () => [{ ...base, options: { ...base.options, placeArguments: ["--opt"] } }, [1]],
      "a tool's version": () => [
        { ...base, tools: { ...base.tools, yosys: { ...base.tools.yosys, version: "2" } } },
        [1],
      ],
      "a tool's program": async () => {
        await appendFile(tool, "two");
        return [base, [1]];
      },
    };
    for (const [what, change] of Object.entries(changes)) {
      const before = calls.length;
      const [changed, seeds] = await change();
      await buildBestOf(changed, seeds, { cache });
      expect(calls.length - before, what).toBe(2 + seeds.length);
    }
    expect((await buildCacheUse(cache)).builds).toBe(Object.keys(changes).length);
  });

  it("the order of files and of a request's fields decides nothing", async () => {
    const { calls, request } = fakeFlow(fmax);
    await buildBestOf(request, [1], { cache });
    await buildBestOf({ ...request, verilog: { "a.v": "", "b.v": "" }, seed: 99 }, [1], { cache });
    expect(calls).toHaveLength(3);
  });
});

describe("the folder of builds", () => {
  it("a damaged file counts as no build, and is replaced by a whole one", async () => {
    const { calls, request } = fakeFlow(fmax);
    await buildBestOf(request, [1], { cache });
    const asc = join(await onlyEntry(), "files", "top.asc");
    await writeFile(asc, "asc of seed 7");
    const { best } = await buildBestOf(request, [1], { cache });
    expect(best.cached).toBeUndefined();
    expect(calls).toHaveLength(6);
    expect(await readFile(asc, "utf8")).toBe("asc of seed 1");
    expect((await buildBestOf(request, [1], { cache })).best.cached).toBe(true);
  });

  it("one that cannot be written does not spoil the build: the result says why it was not kept", async () => {
    await writeFile(join(folder, "builds"), "a file");
    const { request } = fakeFlow(fmax);
    const { best, notKept } = await buildBestOf(request, [1], { cache });
    expect(best.fmaxMHz).toBe(60);
    expect(notKept?.message).toMatch(
      /^FLOW024 .*builds\/[0-9a-f]{64}: the system refuses to write there \((EEXIST|ENOTDIR)\); \d/,
    );
  });

  it("beyond its limit, what was not used for longest is removed, but never the newest", async () => {
    const small: BuildCache = { ...cache, limitBytes: 2500 };
    const build = (name: string) => ({ report: {} as never, files: { [name]: "x".repeat(900) } });
    const hour = (n: number) => new Date(Date.now() - n * 3_600_000);
    await keepBuild(small, "a", build("a"));
    await keepBuild(small, "b", build("b"));
    await utimes(join(small.folder, "a"), hour(2), hour(2));
    await utimes(join(small.folder, "b"), hour(1), hour(1));
    expect(await readBuild(small, "a")).toMatchObject({ files: { a: "x".repeat(900) } }); // used: younger than b
    await keepBuild(small, "c", build("c"));
    expect((await readdir(small.folder)).sort()).toEqual(["a", "c"]);
    await keepBuild({ ...small, limitBytes: 10 }, "d", build("d"));
    expect(await readdir(small.folder)).toEqual(["d"]);
  });

  it("its limit is SPIKEFORGE_BUILD_CACHE_MB; its size is told, and it is emptied", async () => {
    expect(openBuildCache({ SPIKEFORGE_CACHE: folder, SPIKEFORGE_BUILD_CACHE_MB: "5" })).toEqual({
      folder: join(folder, "builds"),
      limitBytes: 5_000_000,
    });
    expect(openBuildCache({ SPIKEFORGE_CACHE: folder }).limitBytes).toBe(2_048_000_000);
    await keepBuild(cache, "a", { report: {} as never, files: { a: "x".repeat(900) } });
    const { size } = await stat(join(cache.folder, "a", "entry.json"));
    expect(await buildCacheUse(cache)).toEqual({ builds: 1, bytes: 900 + size });
    expect(await clearBuildCache(cache)).toEqual({ builds: 1, bytes: 900 + size });
    expect(await buildCacheUse(cache)).toEqual({ builds: 0, bytes: 0 });
  });

  it("is safe under processes that keep, read and remove the same build: each reads all of it or nothing", async () => {
    const program = fileURLToPath(new URL("./share-build-cache.ts", import.meta.url));
    const runs = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const args = ["--import", import.meta.resolve("tsx"), program, cache.folder, String(seed)];
        const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
        let text = "";
        child.stdout.on("data", (piece) => (text += piece));
        const code = await new Promise((resolve) => child.on("close", resolve));
        return { code, ...(JSON.parse(text || "{}") as { whole: number; none: number; torn: number }) };
      }),
    );
    expect(runs.map(({ code, torn }) => ({ code, torn }))).toEqual([1, 2, 3].map(() => ({ code: 0, torn: 0 })));
    expect(runs.reduce((sum, { whole }) => sum + whole, 0)).toBeGreaterThan(20);
    expect((await readdir(cache.folder)).filter((name) => name !== "shared")).toEqual([]);
  });
});
