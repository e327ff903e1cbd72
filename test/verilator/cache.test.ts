import { mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { builtOnce, contentKey } from "../../sim/verilator/built-once.ts";
import { pruneCache } from "../../sim/verilator/cache-policy.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator, runProcess, type Verilator, withTemporaryFolder } from "../../tools/index.ts";
import { delayed, withOwnCache } from "../support/verilator-cache.ts";

let verilator: Verilator;
beforeAll(async () => {
  verilator = await ensureVerilator({ install: "allowed" });
});

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

describe("builtOnce", () => {
  test("of several that want a folder at once, one builds it and the others find it whole", async () => {
    await withTemporaryFolder(async (root) => {
      const target = join(root, "cache", "thing");
      const build = (text: string) => (folder: string) => writeFile(join(folder, "text"), text);
      const results = await Promise.all(["one", "two", "three"].map((text) => builtOnce(target, build(text))));
      expect(results.sort()).toEqual(["built", "found", "found"]);
      expect(await readFile(join(target, "text"), "utf8")).toMatch(/^(one|two|three)$/);
      expect(await readdir(join(root, "cache"))).toEqual(["thing"]);
    });
  });

  test("a build that fails leaves nothing, and the next one tries", async () => {
    await withTemporaryFolder(async (root) => {
      const target = join(root, "thing");
      let other: Promise<string> | undefined;
      const first = builtOnce(target, async (folder) => {
        other = builtOnce(target, (aside) => writeFile(join(aside, "whole"), ""));
        await writeFile(join(folder, "half"), "");
        throw new Error("no more");
      });
      await expect(first).rejects.toThrow("no more");
      expect(await other).toBe("built");
      expect(await readdir(root)).toEqual(["thing"]);
      expect(await readdir(target)).toEqual(["whole"]);
    });
  });

  test("the lock of a process that died is taken over", async () => {
    await withTemporaryFolder(async (root) => {
      const target = join(root, "thing");
      await mkdir(`${target}.lock`);
      await utimes(`${target}.lock`, minutesAgo(1), minutesAgo(1));
      expect(await builtOnce(target, (folder) => writeFile(join(folder, "text"), "here"))).toBe("built");
      expect(await readdir(root)).toEqual(["thing"]);
    });
  });

  test("a key changes with every part, and with where one part ends", () => {
    expect(contentKey(["ab", "c"])).toBe(contentKey(["ab", "c"]));
    expect(contentKey(["ab", "c"])).not.toBe(contentKey(["a", "bc"]));
  });
});

describe("models", () => {
  const open = (environment: NodeJS.ProcessEnv, name: string, said: string[]) =>
    openVerilator(delayed("held", name), { verilator, environment, onProgress: (message) => said.push(message) });

  test("three processes that open one design at once build it once, and all of them run it", async () => {
    await withOwnCache(verilator, async (environment, models) => {
      const script = fileURLToPath(new URL("./open-in-process.ts", import.meta.url));
      const run = () =>
        runProcess({
          command: process.execPath,
          args: ["--import", "tsx", script],
          environment: { SPIKEFORGE_CACHE: environment.SPIKEFORGE_CACHE ?? "", SPIKEFORGE_VERILATOR: verilator.binary },
        });
      const told = (await Promise.all([run(), run(), run()])).map(({ stdout }) => JSON.parse(stdout) as unknown);
      const silent = { said: [], y: 77 };
      expect(told.filter((each) => JSON.stringify(each) === JSON.stringify(silent))).toHaveLength(2);
      expect(told).toContainEqual({ said: ["Verilating shared", "Compiling shared"], y: 77 });
      expect((await readdir(models)).filter((name) => name.startsWith("model-"))).toHaveLength(1);
    });
  });

  test("a model that was cut short, or has lost a file, is noticed and built again", async () => {
    await withOwnCache(verilator, async (environment, models) => {
      const said: string[] = [];
      (await open(environment, "mended", said)).close();
      expect(said).toHaveLength(2);
      const [folder = ""] = (await readdir(models)).filter((name) => name.startsWith("model-"));
      const file = join(models, folder, "Vmodel.node");
      const { size } = await stat(file);
      for (const damage of [() => truncate(file, size - 1), () => truncate(join(models, folder, "sum"), 0)]) {
        await damage();
        said.length = 0;
        const sim = await open(environment, "mended", said);
        expect(said).toEqual(["Verilating mended", "Compiling mended"]);
        sim.port("a").value = 200;
        sim.step();
        expect(sim.port("y").value).toBe(200);
        sim.close();
      }
      said.length = 0;
      (await open(environment, "mended", said)).close();
      expect(said).toEqual([]);
    });
  });
});

describe("pruneCache", () => {
  const limits = { models: 2, runtimeDays: 1, graceMinutes: 10, everyMinutes: 5 };

  test("keeps the models used last, runtimes in use, and whatever was used just now", async () => {
    await withTemporaryFolder(async (cache) => {
      const ages = {
        "model-a": 1,
        "model-b": 20,
        "model-c": 30,
        "model-d": 40,
        "model-e.1.partial": 40,
        "model-f.lock": 2,
        "runtime-a": 60,
        "runtime-b": 60 * 25,
      };
      for (const [name, minutes] of Object.entries(ages)) {
        await mkdir(join(cache, name));
        await utimes(join(cache, name), minutesAgo(minutes), minutesAgo(minutes));
      }
      expect([...(await pruneCache(cache, limits))].sort()).toEqual([
        "model-c",
        "model-d",
        "model-e.1.partial",
        "runtime-b",
      ]);
      expect((await readdir(cache)).sort()).toEqual(["model-a", "model-b", "model-f.lock", "pruned", "runtime-a"]);
    });
  });

  test("looks at the cache no more often than it is told to", async () => {
    await withTemporaryFolder(async (cache) => {
      await writeFile(join(cache, "pruned"), "");
      await mkdir(join(cache, "model-a.partial"));
      await utimes(join(cache, "model-a.partial"), minutesAgo(60), minutesAgo(60));
      expect(await pruneCache(cache, limits)).toEqual([]);
      await utimes(join(cache, "pruned"), minutesAgo(6), minutesAgo(6));
      expect(await pruneCache(cache, limits)).toEqual(["model-a.partial"]);
    });
  });
});
