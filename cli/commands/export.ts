import { Command } from "commander";
import { boardBuild, exportFiles, exportMarker, findPlanTarget, replaceFolder } from "../../index.ts";
import { type CoreOptions, compiledNetwork } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import { readNetwork } from "../files.ts";
import { baudOption, boardOption, clockOption, jsonOption, lanesOption } from "../options.ts";
import { type OutputOptions, printResult, reporting, table } from "../output.ts";

interface ExportOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly baud?: number;
  readonly out: string;
  readonly build?: string;
}

/** `spikeforge export`: the design as a folder for people who work in Verilog. */
export function exportCommand(): Command {
  return new Command("export")
    .description(
      "write the design as a folder for Verilog users: rtl, constraints, file lists, a FuseSoC core, a self-checking testbench, README",
    )
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(encoderOption())
    .addOption(clockOption())
    .addOption(baudOption())
    .option("--build <folder>", "finished build of the same design, whose figures go into the README")
    .requiredOption("--out <folder>", "where to write")
    .addOption(jsonOption())
    .action((file: string, options: ExportOptions) => reporting(options, () => exportNetwork(file, options)));
}

async function exportNetwork(file: string, options: ExportOptions): Promise<void> {
  const description = await readNetwork(file);
  const compiled = await compiledNetwork(description, options);
  const build = boardBuild(compiled, options.clock, options.baud === undefined ? {} : { baud: options.baud });
  const target = await findPlanTarget(options.board);
  const built = options.build === undefined ? {} : { built: options.build };
  const files = await exportFiles({ description, compiled, build, target, ...built });
  const { out } = options;
  await replaceFolder(out, { marker: exportMarker, noun: "an earlier export", code: "CLI084" }, files);
  const folders = new Map<string, number>();
  for (const name of Object.keys(files)) {
    const folder = name.includes("/") ? `${name.slice(0, name.lastIndexOf("/"))}/` : name;
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  printResult(options, { out, top: build.top, files: Object.keys(files) }, [
    ...table([...folders].map(([name, count]) => [name, count === 1 ? "" : `${count} files`])),
    "",
    `written to ${out}; begin with ${out}/README.md`,
  ]);
}
