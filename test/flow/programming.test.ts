import { describe, expect, it } from "vitest";
import { board, boards } from "../../constraints/index.ts";
import { programmingPlan, usualMode } from "../../flow/index.ts";

const commands = (id: string, files: Parameters<typeof programmingPlan>[1]) =>
  programmingPlan(board(id), files).steps.map(({ tool, args }) => [tool, ...args].join(" "));

describe("how boards are programmed", () => {
  it("every board can be, in its usual way, with the file in the command", () => {
    for (const each of boards()) {
      const { steps } = programmingPlan(each, { bitstream: "top.bin", mode: usualMode(each) });
      expect(steps, each.id).toHaveLength(1);
      expect(steps[0]?.args, each.id).toContain("top.bin");
      expect(steps[0]?.args.join(" "), each.id).not.toMatch(/[{}]/);
    }
  });

  it("into the FPGA where the board can, else into its flash; boot data behind the bitstream", () => {
    expect(usualMode(board("hx8k-evn"))).toBe("volatile");
    expect(commands("hx8k-evn", { bitstream: "top.bin", mode: "volatile" })).toEqual(["iceprog -S top.bin"]);
    expect(usualMode(board("icebreaker"))).toBe("flash");
    const offset = board("icebreaker").flash?.dataOffset;
    expect(commands("icebreaker", { bitstream: "top.bin", data: "boot.bin", mode: "flash" })).toEqual([
      "iceprog top.bin",
      `iceprog -o ${offset} boot.bin`,
    ]);
  });

  it("openFPGALoader where the board's own program is missing and it writes the same flash", () => {
    expect(programmingPlan(board("icestick"), { bitstream: "t.bin", mode: "flash" }).fallback).toEqual([
      { tool: "openFPGALoader", args: ["-b", "ice40_generic", "t.bin"], what: "bitstream into the flash" },
    ]);
    expect(programmingPlan(board("hx8k-evn"), { bitstream: "t.bin", mode: "volatile" })).not.toHaveProperty("fallback");
    expect(programmingPlan(board("tinyfpga-bx"), { bitstream: "t.bin", mode: "flash" })).not.toHaveProperty("fallback");
  });

  it("CLI060: a way that the board does not know", () => {
    expect(() => commands("icebreaker", { bitstream: "t.bin", mode: "volatile" })).toThrow(
      "CLI060 iCEBreaker: iceprog writes the flash of this board and not the FPGA itself\n    use --flash",
    );
    const { flash: _flash, ...programmer } = board("hx8k-evn").programmer;
    const without = { ...board("hx8k-evn"), programmer };
    expect(() => programmingPlan(without, { bitstream: "t.bin", mode: "flash" })).toThrow(
      `CLI060 ${without.name}: iceprog does not write the flash of this board\n    leave out --flash`,
    );
  });

  it("CLI061: boot data where there is no place for it", () => {
    expect(() => commands("fomu", { bitstream: "t.bin", data: "boot.bin", mode: "flash" })).toThrow(
      "CLI061 Fomu PVT: dfu-util writes no data beside the bitstream of this board\n" +
        "    program the .flash.bin of the build, which has both in one file, or load the network over the link",
    );
    expect(() => commands("hx8k-evn", { bitstream: "t.bin", data: "boot.bin", mode: "volatile" })).toThrow(
      `CLI061 ${board("hx8k-evn").name}: boot data lies in the flash, and the bitstream was to go into the FPGA alone\n` +
        "    use --flash",
    );
  });
});
