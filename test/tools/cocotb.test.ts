import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { cocotbVersion, compareVersions, ensureCocotb, runProcess, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

const pythonMend = `cocotb ${cocotbVersion} needs CPython 3.9 or later with its shared library, first on PATH`;

/** A Python of shell: it says `probe` when asked what it is, and does nothing else well. */
async function fakePython(folder: string, probe: string): Promise<void> {
  const answer = `case "$2" in *sysconfig*) echo "${probe}";; *pip*) echo "no index here" >&2; exit 1;; *) exit 1;; esac`;
  await fakeProgram(folder, "bin/python3", answer);
}

async function fakeBuildPrograms(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await fakeProgram(folder, `bin/${name}`, "exit 0");
}

describe("cocotb", () => {
  test("the one that is found or set up is the pinned one, with a Verilator that it works with", async () => {
    const { version, verilator, python, environment } = await ensureCocotb({ install: "allowed" });
    expect(version).toBe(cocotbVersion);
    expect(compareVersions(verilator.version, "5.036")).toBeGreaterThanOrEqual(0);
    const { stdout } = await runProcess({
      command: python.path,
      args: ["-c", "import shutil, cocotb; print(cocotb.__version__, shutil.which('verilator') is not None)"],
      environment,
    });
    expect(stdout.trim()).toBe(`${cocotbVersion} True`);
  }, 600_000);

  test("TOOL030: no Python, one that is too old, one without its shared library", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      const problem = (found: string) =>
        new SpikeforgeError({ code: "TOOL030", place: "python3", found, mend: pythonMend });
      const ensured = () => ensureCocotb({ environment, install: "refused" });
      const path = join(folder, "bin", "python3");
      await expect(ensured()).rejects.toThrow(problem("there is none on PATH"));
      await fakePython(folder, "3.8.10 cpython-38 1");
      await expect(ensured()).rejects.toThrow(problem(`${path} is version 3.8.10`));
      await fakePython(folder, "3.12.1 cpython-312 0");
      await expect(ensured()).rejects.toThrow(problem(`${path} (version 3.12.1) was built without its shared library`));
      await fakeProgram(folder, "bin/python3", "exit 3");
      await expect(ensured()).rejects.toThrow(problem(`${path} does not run`));
      expect(await readdir(folder)).toEqual(["bin"]);
    });
  });

  test("TOOL033: what it builds simulations with is asked for at once", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakePython(folder, "3.11.7 cpython-311 1");
      await fakeBuildPrograms(folder, ["g++"]);
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      await expect(ensureCocotb({ environment, install: "allowed" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL033",
          place: "cocotb",
          found: "builds simulations with make and perl, not found on PATH",
          mend: "type: sudo apt-get install --no-install-recommends make g++ perl",
        }),
      );
    });
  });

  test("TOOL031 and TOOL032: not set up, and what pip said when it could not be", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakePython(folder, "3.11.7 cpython-311 1");
      await fakeBuildPrograms(folder, ["make", "g++", "perl"]);
      const cache = join(folder, "cache");
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: cache };
      await expect(ensureCocotb({ environment, install: "refused" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL031",
          place: "cocotb",
          found: `version ${cocotbVersion} is not in ${cache}/tools/cocotb-${cocotbVersion}-cpython-311`,
          mend: "type: npm run -s bench -- --only sim.same-as-cocotb, which sets it up",
        }),
      );
      await expect(ensureCocotb({ environment, install: "allowed" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL032",
          place: "cocotb",
          found: `version ${cocotbVersion} could not be set up`,
          source: ["no index here"],
          mend: `make "python3 -m pip download cocotb==${cocotbVersion}" work: it needs pip and a package index`,
        }),
      );
      expect(await readdir(join(cache, "tools"))).toEqual([]);
    });
  });
});
