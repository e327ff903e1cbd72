import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { ensureIcebox, findIcebox, readChipDatabase, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

const byHand = "sudo apt-get install --no-install-recommends fpga-icestorm fpga-icestorm-chipdb";

/** A python3 of shell that runs any script as if it were icebox_vlog, and a script with chip databases where they belong. */
async function fakeIcebox(folder: string): Promise<string> {
  await fakeProgram(
    folder,
    "bin/python3",
    `case "$3" in */broken/*) exit 1;; esac; echo "Usage: icebox_vlog [options]"`,
  );
  await mkdir(join(folder, "share", "icebox"), { recursive: true });
  await writeFile(join(folder, "share", "icebox", "chipdb-5k.txt"), ".device 5k\n");
  return fakeProgram(folder, "bin/icebox_vlog", "");
}

describe("icebox", () => {
  test("the one that is found or set up runs, and has the descriptions of all chips", async () => {
    const icebox = await ensureIcebox({ install: "allowed" });
    for (const chip of ["5k", "8k", "1k"]) {
      expect(await readChipDatabase(icebox, chip)).toContain(`\n.device ${chip} ${sizes[chip]}`);
    }
  }, 600_000);

  test("TOOL065: nothing is found on an empty PATH with an empty cache, and nothing is made", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache") };
      expect(await findIcebox({ environment })).toBeUndefined();
      await expect(ensureIcebox({ environment, install: "refused" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL065",
          place: "icebox_vlog",
          found: `not found: SPIKEFORGE_ICEBOX is not set, none on PATH, none in ${folder}/cache/tools/icebox`,
          mend: `type: ${byHand}`,
        }),
      );
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("TOOL066: setting it up says what was tried", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache") };
      await expect(ensureIcebox({ environment, install: "allowed" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL066",
          place: "icebox_vlog",
          found: "could not be set up",
          source: ["unpacked Debian package: there is no apt-get on PATH"],
          mend: `install it by hand: ${byHand}`,
        }),
      );
    });
  });

  test("TOOL067: a named one that does not run is an error, not a reason to take another", async () => {
    await withTemporaryFolder(async (folder) => {
      await fakeIcebox(folder);
      const broken = await fakeProgram(folder, "broken/icebox_vlog", "");
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_ICEBOX: broken };
      await expect(findIcebox({ environment })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL067",
          place: "SPIKEFORGE_ICEBOX",
          found: `${broken} does not run with python3, or its chip databases are not beside it`,
          mend: "name icebox_vlog of a whole Project IceStorm, or unset the variable",
        }),
      );
    });
  });

  test("one on PATH is taken, with the databases where it was installed", async () => {
    await withTemporaryFolder(async (folder) => {
      const script = await fakeIcebox(folder);
      expect(await findIcebox({ environment: { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: folder } })).toEqual({
        script,
        python: join(folder, "bin", "python3"),
        chipdb: join(folder, "share", "icebox"),
        origin: "PATH",
      });
    });
  });
});

const sizes: Readonly<Record<string, string>> = { "5k": "26 32 ", "8k": "34 34 ", "1k": "14 18 " };
