import { relative } from "node:path";
import type { Design, ModuleIr } from "../ir.ts";
import type { Site } from "../site.ts";
import { cellModels, printShell } from "./cell-models.ts";
import { type ModuleSettings, printModule } from "./print-module.ts";

export interface PrintOptions {
  /** `"on"` ends lines with the user's `file:line`, relative to `sourceRoot`. Default `"off"`. */
  readonly sourceComments?: "on" | "off";
  /** Folder that source comments are relative to; default: the current folder. */
  readonly sourceRoot?: string;
  /**
   * Folder in front of the names of memory images in `$readmemh`. Simulators look for them from where they run, yosys
   * also beside the Verilog file. Default: none.
   */
  readonly imageFolder?: string;
}

/** Folder, in the result, of the simulation models of black boxes: no part of what is synthesised. */
export const modelsFolder = "models/";

/**
 * The design as Verilog-2005, one file per module by its name, beside memory images (`.hex`) where contents are long.
 * Same design, same bytes. Models of black boxes lie under `models/`, which synthesis leaves out.
 *
 * @returns text by file name, children before parents
 */
export function printVerilog(design: Design, options: PrintOptions = {}): Record<string, string> {
  const comment = options.sourceComments === "on" ? sourceComment(options.sourceRoot ?? process.cwd()) : () => "";
  const files: Record<string, string> = {};
  const add = (name: string, text: string): void => {
    if (files[name] !== undefined) throw new Error(`two files named ${name}`);
    files[name] = text;
  };
  /** A module's own file, and its images under names that no other has. */
  const print = (
    module: ModuleIr,
    folder: string,
    settings: Omit<ModuleSettings, "comment" | "imageName" | "imageFolder">,
  ): void => {
    const imageName = (wish: string): string => {
      const stem = wish.replace(/\.hex$/, "");
      let name = wish;
      for (let i = 2; files[`${folder}${name}`] !== undefined; i++) name = `${stem}_${i}.hex`;
      return name;
    };
    const imageFolder = options.imageFolder === undefined ? "" : `${options.imageFolder.replace(/[/\\]+$/, "")}/`;
    const printed = printModule(module, { ...settings, comment, imageName, imageFolder });
    add(`${folder}${module.name}.v`, printed.text);
    for (const [name, text] of Object.entries(printed.files)) add(`${folder}${name}`, text);
  };
  const { models, shells } = cellModels(design);
  for (const { module, clock, parameters } of models) print(module, modelsFolder, { clock, parameters });
  for (const shell of shells) add(`${modelsFolder}${shell.cell.name}.v`, printShell(shell));
  for (const module of design.modules)
    if (module.blackBox === undefined) print(module, "", { clock: "clk", parameters: [] });
  return files;
}

function sourceComment(root: string): (site: Site) => string {
  return ({ location }) => {
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(location ?? "") ?? [];
    return file === undefined ? "" : `  // ${relative(root, file).replaceAll("\\", "/")}:${line}`;
  };
}
