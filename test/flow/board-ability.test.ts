import { expect, test } from "vitest";
import { board } from "../../constraints/index.ts";
import { boardAbilities } from "../../flow/index.ts";
import type { ToolFinding } from "../../tools/index.ts";

const finding = (name: string): ToolFinding => ({
  name,
  neededFor: "",
  found: { version: "1", kind: "native", origin: name },
});

test("a board can be built with the tools of its family, and programmed with its own programmer", () => {
  const missing: ToolFinding = { name: "ecppack", neededFor: "", problem: { code: "TOOL004", place: "", found: "" } };
  const findings = [...["yosys", "nextpnr-ice40", "icepack", "nextpnr-ecp5", "openFPGALoader"].map(finding), missing];
  expect(boardAbilities([board("icebreaker"), board("ulx3s-25f")], findings)).toEqual([
    { board: "icebreaker", canBuild: true, canProgram: false, programmer: "iceprog", missing: ["iceprog"] },
    { board: "ulx3s-25f", canBuild: false, canProgram: true, programmer: "openFPGALoader", missing: ["ecppack"] },
  ]);
});
