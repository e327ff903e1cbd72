import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { blackBox, bool, elaborate, input, instance, module, output } from "../../hdlgen/index.ts";
import type { Design } from "../../hdlgen/ir.ts";
import { builtOnce, contentKey } from "../../sim/verilator/built-once.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import {
  cacheDirectory,
  ensureVerilator,
  findProgram,
  type Verilator,
  withTemporaryFolder,
} from "../../tools/index.ts";
import * as ir from "../verilog/small-design.ts";

let verilator: Verilator;
beforeAll(async () => {
  verilator = await ensureVerilator({ install: "allowed" });
});

/** One register of the given name, which shows the input one cycle later. */
function delayed(name: string, moduleName = "delayed"): Design {
  const input = ir.signal("a", ir.uint(8), "input");
  const out = ir.signal("y", ir.uint(8), "output");
  const held = ir.signal(name, ir.uint(8), "register");
  return ir.designOf(
    ir.moduleOf(moduleName, {
      clocked: true,
      ports: [
        { direction: "input", signal: input },
        { direction: "output", signal: out },
      ],
      registers: [{ signal: held }],
      body: [{ kind: "assign", target: held, value: ir.ref(input), site: ir.site }],
      outputs: [{ signal: out, value: ir.ref(held) }],
    }),
  );
}

/** Runs `work` with an empty cache of models, beside the compiled runtimes of the common one. */
async function withOwnCache<T>(work: (environment: NodeJS.ProcessEnv, models: string) => Promise<T>): Promise<T> {
  const common = join(cacheDirectory(), "verilator");
  (await openVerilator(delayed("held"), { verilator })).close();
  return withTemporaryFolder(async (folder) => {
    const models = join(folder, "verilator");
    await mkdir(models);
    for (const name of (await readdir(common)).filter((found) => /^runtime-\w+$/.test(found))) {
      await symlink(join(common, name), join(models, name));
    }
    return work({ ...process.env, SPIKEFORGE_CACHE: folder }, models);
  });
}

const failure = async (promise: Promise<unknown>): Promise<SpikeforgeError> => {
  const caught = await promise.catch((error: unknown) => error);
  if (!(caught instanceof SpikeforgeError)) throw new Error(`expected a SpikeforgeError, got ${String(caught)}`);
  return caught;
};

describe("errors", () => {
  test("VER001: no C++ compiler", async () => {
    const open = (environment: NodeJS.ProcessEnv) =>
      failure(openVerilator(delayed("held"), { verilator, environment }));
    const mend = "    install one, as with: sudo apt-get install g++; or use the embedded engine";
    expect((await open({ PATH: "" })).message).toBe(`VER001 C++ compiler: none of c++, g++, clang++ on PATH\n${mend}`);
    expect((await open({ CXX: "/no/such" })).message).toBe(
      `VER001 C++ compiler: CXX names /no/such, which is not an executable file\n${mend}`,
    );
  });

  test("VER002: Verilator's last lines are told when it refuses the Verilog", async () => {
    const error = await failure(openVerilator(delayed("always"), { verilator }));
    expect(error.message).toMatch(
      /^VER002 delayed: Verilator \S+ refuses the design \(exit code 1\)\n {4}%Error: delayed\.v:/,
    );
    expect(error.message).toContain("syntax error, unexpected always");
  });

  test("VER003: a black box without a model", async () => {
    const Cell = blackBox(
      "PLL",
      (_: object) => ({ A: input(bool), Y: output(bool) }),
      (_: object) => ({}),
    );
    const Top = module(
      "top",
      (_: object) => ({ a: input(bool), y: output(bool) }),
      ({ a }) => {
        return { y: instance("pll", Cell({}), { A: a }).Y };
      },
    );
    expect((await failure(openVerilator(elaborate(Top({})), { verilator }))).message).toBe(
      "VER003 PLL: a black box without a simulation model\n    give it a model, or simulate what is below it",
    );
  });

  test("VER004: the compiler's last lines are told when it fails on the model", async () => {
    const real = (await findProgram("c++")) ?? (await findProgram("g++"));
    await withTemporaryFolder(async (folder) => {
      const compiler = join(folder, "c++");
      const script = `case "$*" in *all.cc*) echo "all.cc:1: no room" >&2; exit 3;; *) exec ${real} "$@";; esac`;
      await writeFile(compiler, `#!/bin/sh\n${script}\n`);
      await chmod(compiler, 0o755);
      const design = delayed("held", "uncompilable");
      const error = await failure(openVerilator(design, { verilator, environment: { ...process.env, CXX: compiler } }));
      expect(error.message).toBe(
        [
          `VER004 ${design.top.name}: ${compiler} cannot compile the model (exit code 3)`,
          "    all.cc:1: no room",
          "    another compiler can be named in the environment variable CXX",
        ].join("\n"),
      );
    });
  });
});

test("what Verilator warns of is passed on, and the simulation runs", async () => {
  const warnings: string[] = [];
  const { top } = delayed("held", "undriven");
  await withOwnCache(async (environment) => {
    const onWarning = (text: string) => warnings.push(text);
    const sim = await openVerilator(ir.designOf({ ...top, body: [] }), { verilator, environment, onWarning });
    expect(warnings.join()).toMatch(/%Warning-UNDRIVEN: undriven\.v/);
    sim.step();
    expect(sim.port("y").value).toBe(sim.register("held").value);
    sim.close();
  });
});

describe("builtOnce", () => {
  test("the folder appears whole, once, and what comes second is thrown away", async () => {
    await withTemporaryFolder(async (root) => {
      const target = join(root, "cache", "thing");
      const build = (text: string) => (folder: string) => writeFile(join(folder, "text"), text);
      const results = await Promise.all([builtOnce(target, build("one")), builtOnce(target, build("two"))]);
      expect(results).toEqual(["built", "built"]);
      expect(await builtOnce(target, build("three"))).toBe("found");
      expect(await readFile(join(target, "text"), "utf8")).toMatch(/^(one|two)$/);
      expect(await readdir(join(root, "cache"))).toEqual(["thing"]);
    });
  });

  test("a build that fails leaves nothing", async () => {
    await withTemporaryFolder(async (root) => {
      const build = async (folder: string) => {
        await writeFile(join(folder, "half"), "");
        throw new Error("no more");
      };
      await expect(builtOnce(join(root, "thing"), build)).rejects.toThrow("no more");
      expect(await readdir(root)).toEqual([]);
    });
  });

  test("a key changes with every part, and with where one part ends", () => {
    expect(contentKey(["ab", "c"])).toBe(contentKey(["ab", "c"]));
    expect(contentKey(["ab", "c"])).not.toBe(contentKey(["a", "bc"]));
  });
});

test("a model that is built twice at the same time is whole for both, and comes from the cache afterwards", async () => {
  await withOwnCache(async (environment, models) => {
    const open = (seed: number, onProgress: (message: string) => void) =>
      openVerilator(delayed("held", "fresh"), { verilator, environment, seed, onProgress });
    const said: string[] = [];
    const sims = await Promise.all([1, 2].map((seed) => open(seed, (message) => said.push(message))));
    expect(said.sort()).toEqual(["Compiling fresh", "Compiling fresh", "Verilating fresh", "Verilating fresh"]);
    for (const sim of sims) {
      sim.port("a").value = 200;
      sim.step();
      expect(sim.port("y").value).toBe(200);
      sim.close();
    }
    said.length = 0;
    (await open(3, (message) => said.push(message))).close();
    expect(said).toEqual([]);
    expect((await readdir(models)).filter((name) => !name.startsWith("runtime-"))).toEqual([
      expect.stringMatching(/^model-\w+$/),
    ]);
  });
});
