import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { compareVersions, ensureIcarus, findIcarus, runIcarus, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

const byHand =
  process.platform === "darwin"
    ? "brew install icarus-verilog"
    : "sudo apt-get install --no-install-recommends iverilog";

/** An Icarus Verilog of shell that says what a real one of that version would. */
async function fakeIcarus(folder: string, version: string): Promise<string> {
  await fakeProgram(folder, "bin/vvp", "echo works");
  return fakeProgram(
    folder,
    "bin/iverilog",
    `case "$*" in *-V) echo "Icarus Verilog version ${version} (stable) ()";; esac`,
  );
}

describe("Icarus Verilog", () => {
  test("the one that is found or set up compiles and runs a module that reads a file", async () => {
    const icarus = await ensureIcarus({ install: "allowed" });
    expect(compareVersions(icarus.version, "11.0")).toBeGreaterThanOrEqual(0);
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "words.hex"), "0a\n0b\n");
      const text = 'reg [7:0] words [0:1]; initial begin $readmemh("words.hex", words); $display("%h", words[1]); end';
      await writeFile(join(folder, "rom.v"), `module rom; ${text} endmodule\n`);
      const compiled = await runIcarus(icarus, "iverilog", { args: ["-Wall", "-o", "rom", "rom.v"], cwd: folder });
      expect(compiled).toMatchObject({ exitCode: 0, stderr: "" });
      const run = await runIcarus(icarus, "vvp", { args: ["-n", "rom"], cwd: folder });
      expect(run).toMatchObject({ exitCode: 0, stdout: "0b\n" });
    });
  }, 600_000);

  test("TOOL013: nothing is found on an empty PATH with an empty cache, and nothing is made", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache") };
      expect(await findIcarus({ environment })).toBeUndefined();
      await expect(ensureIcarus({ environment, install: "refused" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL013",
          place: "iverilog",
          found:
            "no Icarus Verilog of version 11.0 or later: SPIKEFORGE_IVERILOG is not set, none on PATH, " +
            `none in ${folder}/cache/tools/iverilog`,
          mend: `type: ${byHand}`,
        }),
      );
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("one on PATH is taken when it is recent enough, and passed over when it is older than 11.0", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeIcarus(join(folder, "good"), "12.0");
      await fakeIcarus(join(folder, "old"), "10.3");
      const find = (name: string) =>
        findIcarus({ environment: { PATH: join(folder, name, "bin"), SPIKEFORGE_CACHE: folder } });
      expect(await find("old")).toBeUndefined();
      expect(await find("good")).toEqual({
        version: "12.0",
        compiler: { path, args: [] },
        simulator: { path: join(folder, "good", "bin", "vvp"), args: [] },
        environment: {},
        origin: "PATH",
      });
    });
  });

  test("TOOL015: a named one that is absent, broken or too old is an error, not a reason to take another", async () => {
    await withTemporaryFolder(async (folder) => {
      const old = await fakeIcarus(join(folder, "old"), "10.3");
      const broken = await fakeProgram(folder, "broken/iverilog", "exit 1");
      const find = (named: string) => findIcarus({ environment: { PATH: "", SPIKEFORGE_IVERILOG: named } });
      const problem = (found: string) =>
        new SpikeforgeError({
          code: "TOOL015",
          place: "SPIKEFORGE_IVERILOG",
          found,
          mend: "name an iverilog of version 11.0 or later, or unset the variable",
        });
      await expect(find("/no/such")).rejects.toThrow(problem("/no/such is not an executable file"));
      await expect(find(broken)).rejects.toThrow(problem(`${broken} does not run, or there is no vvp beside it`));
      await expect(find(old)).rejects.toThrow(problem(`${old} is version 10.3`));
    });
  });

  test("Debian's package is unpacked with the library that vvp needs, and finds its parts where it lies", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakeProgram(folder, "bin/apt-get", `echo "$*" >> ${folder}/calls; echo > "$2.deb"`);
      // Unpacks a program that wants to be told where its parts are.
      const script = (text: string) => `printf '#!/bin/sh\\n%s\\n' '${text}'`;
      await fakeProgram(
        folder,
        "bin/dpkg-deb",
        `case "$1 $2" in
  "--field iverilog.deb") echo "libc6 (>= 2.34), libreadline8 (>= 6.0)";;
  "--extract iverilog.deb")
    /bin/mkdir -p usr/bin usr/lib/machine/ivl
    ${script('case "$*" in "-B "*/usr/lib/machine/ivl" -V") echo "Icarus Verilog version 11.0";; esac')} > usr/bin/iverilog
    ${script('[ "$LD_LIBRARY_PATH" != "" ] && [ "$1" = -M ] && echo works')} > usr/bin/vvp
    echo > usr/lib/machine/ivl/ivl
    /bin/chmod +x usr/bin/iverilog usr/bin/vvp usr/lib/machine/ivl/ivl;;
esac`,
      );
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      const messages: string[] = [];
      const onProgress = (message: string) => messages.push(message);
      const icarus = await ensureIcarus({ environment, install: "allowed", onProgress });
      const root = join(folder, "cache", "tools", "iverilog");
      const parts = join(root, "usr", "lib", "machine");
      expect(icarus).toEqual({
        version: "11.0",
        compiler: { path: join(root, "usr/bin/iverilog"), args: ["-B", join(parts, "ivl")] },
        simulator: { path: join(root, "usr/bin/vvp"), args: ["-M", join(parts, "ivl")] },
        environment: { LD_LIBRARY_PATH: parts },
        origin: "private folder",
      });
      expect(messages).toEqual([`Setting up Icarus Verilog (Debian package iverilog) in ${root}`]);
      expect(await readFile(join(folder, "calls"), "utf8")).toBe("download iverilog\ndownload libreadline8\n");
    });
  });

  test("TOOL014: when every way to set it up fails, each is told and nothing is left", async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "bin"));
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      await expect(ensureIcarus({ environment, install: "allowed" })).rejects.toThrow(
        [
          "TOOL014 iverilog: could not be set up",
          "    unpacked Debian package: there is no apt-get on PATH",
          "    Debian package: there is no apt-get on PATH",
          `    install version 11.0 or later by hand: ${byHand}`,
        ].join("\n"),
      );
      await fakeProgram(folder, "bin/apt-get", 'echo "no network" >&2; exit 100');
      await fakeProgram(folder, "bin/dpkg-deb", "exit 1");
      await expect(ensureIcarus({ environment, install: "allowed" })).rejects.toThrow(
        /apt-get: exit code 100.*no network/,
      );
      expect(await readdir(join(folder, "cache", "tools"))).toEqual([]);
    });
  });
});
