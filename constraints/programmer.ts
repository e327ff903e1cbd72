/** The programs that put a bitstream on boards. */
export const programmerTools = ["iceprog", "openFPGALoader", "dfu-util", "ecpprog", "tinyprog"] as const;
export type ProgrammerTool = (typeof programmerTools)[number];

/** Ways to program: `volatile` into the FPGA until its power goes, `flash` for good, `flashAt` data beside the bitstream. */
export const programmerModes = ["volatile", "flash", "flashAt"] as const;
export type ProgrammerMode = (typeof programmerModes)[number];

/**
 * How a board is programmed: the program, and its arguments for each way that the board knows, in which `{file}` stands for
 * the file's path and `{offset}` for a byte offset in the flash.
 */
export type Programmer = { readonly tool: ProgrammerTool } & {
  readonly [Mode in ProgrammerMode]?: readonly string[];
};

/** The arguments of a board's program for one file; undefined where the board cannot be programmed in this way. */
export function programmerArguments(
  programmer: Programmer,
  mode: ProgrammerMode,
  { file, offset = 0 }: { readonly file: string; readonly offset?: number },
): readonly string[] | undefined {
  return programmer[mode]?.map((word) => word.replace("{file}", file).replace("{offset}", String(offset)));
}
