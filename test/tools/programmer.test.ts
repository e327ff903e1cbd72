import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { findProgrammer, programmerMissing, runProgrammer, withTemporaryFolder } from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";

const failing = (folder: string, text: string) => fakeProgram(folder, "iceprog", `echo "${text}" >&2; exit 2`);

describe("programmers", () => {
  test("are found by their variable, else on PATH, else not at all", async () => {
    await withTemporaryFolder(async (folder) => {
      const onPath = await fakeProgram(folder, "dfu-util", "");
      const named = await fakeProgram(folder, "other/my-dfu", "");
      expect(await findProgrammer("dfu-util", { PATH: folder })).toBe(onPath);
      expect(await findProgrammer("dfu-util", { PATH: folder, SPIKEFORGE_DFU_UTIL: named })).toBe(named);
      expect(await findProgrammer("iceprog", { PATH: folder })).toBeUndefined();
    });
  });

  test("TOOL061: a variable that names nothing to run", async () => {
    await expect(
      findProgrammer("openFPGALoader", { PATH: "", SPIKEFORGE_OPENFPGALOADER: "/nowhere/o" }),
    ).rejects.toThrow(
      "TOOL061 openFPGALoader: SPIKEFORGE_OPENFPGALOADER names /nowhere/o, which is not an executable file\n" +
        "    correct SPIKEFORGE_OPENFPGALOADER or unset it",
    );
  });

  test("TOOL004: what installs each of them, and what it was to run", () => {
    const install =
      process.platform === "darwin"
        ? /\n {4}(type: brew|install the OSS)/
        : /\n {4}(type: sudo|type: pip|install the OSS)/;
    for (const name of ["iceprog", "openFPGALoader", "dfu-util", "ecpprog", "tinyprog"] as const) {
      const { message } = programmerMissing(name, ["-S", "x.bin"]);
      expect(message).toMatch(install);
      expect(message).toContain(`TOOL004 ${name}: not found: none on PATH, and SPIKEFORGE_`);
      expect(message).toContain(`is not set; it was to run: ${name} -S x.bin\n`);
    }
    if (process.platform !== "darwin") {
      expect(programmerMissing("iceprog", []).message).toContain(
        "\n    type: sudo apt-get install fpga-icestorm, or set SPIKEFORGE_ICEPROG",
      );
    }
  });

  test("show their progress as it comes, and get their arguments as they are", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeProgram(folder, "iceprog", 'printf "10%%\\r"; printf "100%%\\n"; echo "$#:$2" >&2');
      let shown = "";
      const onText = (text: string): void => {
        shown += text;
      };
      const { seconds } = await runProgrammer({ name: "iceprog", path, args: ["-o", "a b"], onText });
      expect(shown).toContain("10%\r100%\n");
      expect(shown).toContain("2:a b\n");
      expect(seconds).toBeGreaterThan(0);
    });
  });

  test("TOOL001: a failure with its last lines, of a progress bar only the last state", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeProgram(
        folder,
        "iceprog",
        'printf "10%%\\r20%%\\r30%%\\n"; echo "VERIFY ERROR at 0x100" >&2; exit 3',
      );
      await expect(runProgrammer({ name: "iceprog", path, args: ["x.bin"] })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL001",
          place: "iceprog",
          found: "exit code 3, called as: iceprog x.bin",
          source: ["30%", "VERIFY ERROR at 0x100"],
        }),
      );
    });
  });

  test("TOOL060: no board, or one that this user may not use", async () => {
    await withTemporaryFolder(async (folder) => {
      const run = async (name: "iceprog" | "dfu-util", text: string) =>
        runProgrammer({ name, path: await failing(folder, text), args: ["x.bin"] });
      await expect(run("iceprog", "Can't find iCE FTDI USB device (vendor_id 0x0403).")).rejects.toThrow(
        "TOOL060 iceprog: found no board: exit code 2, called as: iceprog x.bin\n" +
          "    Can't find iCE FTDI USB device (vendor_id 0x0403).\n" +
          "    plug the board in; if it is, another program may hold it, or your user may not use its USB device (a udev rule)",
      );
      await expect(run("dfu-util", "No DFU capable USB device available")).rejects.toThrow(
        "    plug the board in, and put it into its boot loader (its page says how)",
      );
      await expect(run("dfu-util", "Cannot open DFU device 1209:5bf0 (LIBUSB_ERROR_ACCESS)")).rejects.toThrow(
        "TOOL060 dfu-util: may not use the board: exit code 2, called as: dfu-util x.bin\n" +
          "    Cannot open DFU device 1209:5bf0 (LIBUSB_ERROR_ACCESS)\n" +
          "    give your user the right to its USB device: a udev rule, or the group that owns it",
      );
    });
  });

  test("are stopped by a cancelled command", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeProgram(folder, "iceprog", "echo begun; read line < /dev/zero; sleep 30");
      const abort = new AbortController();
      const run = runProgrammer({
        ...{ name: "iceprog" as const, path, args: [], signal: abort.signal },
        onText: () => abort.abort(new Error("enough")),
      });
      await expect(run).rejects.toThrow("enough");
    });
  });
});
