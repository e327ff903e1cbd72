import type { Board } from "../constraints/index.ts";
import type { ToolFinding } from "../tools/index.ts";
import { familyFlow } from "./family.ts";

/** What can be done for a board with the tools that were found. */
export interface BoardAbility {
  readonly board: string;
  readonly canBuild: boolean;
  readonly canProgram: boolean;
  /** The board's own programmer. */
  readonly programmer: string;
  /** Names of the tools that are missing for it, among the findings. */
  readonly missing: readonly string[];
}

/** For each board: whether the tools of its family, and its programmer, are among the findings. */
export function boardAbilities(boards: readonly Board[], findings: readonly ToolFinding[]): readonly BoardAbility[] {
  const isThere = (name: string): boolean => findings.some((each) => each.name === name && each.found !== undefined);
  return boards.map(({ id, family, programmer }) => {
    const { place, pack } = familyFlow(family).tools;
    const builders = ["yosys", place, pack].filter((name) => !isThere(name));
    const canProgram = isThere(programmer.tool);
    return {
      board: id,
      canBuild: builders.length === 0,
      canProgram,
      programmer: programmer.tool,
      missing: [...builders, ...(canProgram ? [] : [programmer.tool])],
    };
  });
}
