import { relative } from "node:path";
import type { Design } from "../ir.ts";
import type { Site } from "../site.ts";
import { printModule } from "./print-module.ts";

export interface PrintOptions {
  /** `"on"` ends lines with the user's `file:line`, relative to `sourceRoot`. Default `"off"`. */
  readonly sourceComments?: "on" | "off";
  /** Folder that source comments are relative to; default: the current folder. */
  readonly sourceRoot?: string;
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
    if (files[name] !== undefined && files[name] !== text) throw new Error(`two different files named ${name}`);
    files[name] = text;
  };
  for (const module of design.modules) {
    if (module.blackBox !== undefined) {
      const { model, clockPort, parameters } = module.blackBox;
      if (model === undefined) continue;
      const printed = printModule({ ...model, name: module.name }, { clock: clockPort ?? "clk", parameters, comment });
      add(`${modelsFolder}${module.name}.v`, printed.text);
      for (const [name, text] of Object.entries(printed.files)) add(`${modelsFolder}${name}`, text);
      continue;
    }
    const printed = printModule(module, { clock: "clk", parameters: [], comment });
    add(`${module.name}.v`, printed.text);
    for (const [name, text] of Object.entries(printed.files)) add(name, text);
  }
  return files;
}

function sourceComment(root: string): (site: Site) => string {
  return ({ location }) => {
    const [, file, line] = /^(.*):(\d+):\d+$/.exec(location ?? "") ?? [];
    return file === undefined ? "" : `  // ${relative(root, file).replaceAll("\\", "/")}:${line}`;
  };
}
