import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { blackBox, bool, elaborate, input, instance, module, output } from "../../hdlgen/index.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator, findProgram, type Verilator, withTemporaryFolder } from "../../tools/index.ts";
import { delayed, withOwnCache } from "../support/verilator-cache.ts";
import * as ir from "../verilog/small-design.ts";

let verilator: Verilator;
beforeAll(async () => {
  verilator = await ensureVerilator({ install: "allowed" });
});

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
  await withOwnCache(verilator, async (environment) => {
    const onWarning = (text: string) => warnings.push(text);
    const sim = await openVerilator(ir.designOf({ ...top, body: [] }), { verilator, environment, onWarning });
    expect(warnings.join()).toMatch(/%Warning-UNDRIVEN: undriven\.v/);
    sim.step();
    expect(sim.port("y").value).toBe(sim.register("held").value);
    sim.close();
  });
});
