import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { ensureWaveReaders, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

describe("readers of waves", () => {
  test("TOOL040: nothing is found on an empty PATH with an empty cache, and nothing is made", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: join(folder, "cache") };
      await expect(ensureWaveReaders({ environment, install: "refused" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL040",
          place: "pywellen",
          found: "not found; the tests of waves read with it",
          mend: "type: node scripts/ensure-install.mjs --simulators, which sets it up",
        }),
      );
    });
  });

  test("TOOL041: what was tried is said", async () => {
    await withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "bin"));
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: join(folder, "cache") };
      await expect(ensureWaveReaders({ environment, install: "allowed" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL041",
          place: "pywellen",
          found: "could not be set up",
          source: ["Python package: there is no python3 on PATH that runs"],
          mend: "it needs python3 with pip and a package index",
        }),
      );
      // A Python that imports whatever it is asked for.
      await fakeProgram(folder, "bin/python3", "echo cpython-399");
      await expect(ensureWaveReaders({ environment, install: "allowed" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL041",
          place: "fst2vcd",
          found: "could not be set up",
          source: ["unpacked Debian package: there is no apt-get on PATH"],
          mend: "install GTKWave by hand",
        }),
      );
    });
  });
});
