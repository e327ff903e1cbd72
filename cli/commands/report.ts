import { Command } from "commander";
import { type ReportOptions, writeReport } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

/** `spikeforge report`: the page about a finished build, drawn again. */
export function reportCommand(): Command {
  return new Command("report")
    .description(
      "draw report.html of a finished build again: resources, timing, floorplan, schematics, the ladder's result",
    )
    .argument("<folder>", "what `spikeforge synth` wrote")
    .option(
      "--schematic <path>",
      "instance whose inside is drawn, such as chip.core (default: those that consist of several others)",
    )
    .addOption(jsonOption())
    .action((folder: string, options: ReportOptions & OutputOptions) =>
      reporting(options, () => report(folder, options)),
    );
}

async function report(folder: string, { schematic, ...options }: ReportOptions & OutputOptions): Promise<void> {
  const written = await writeReport(folder, schematic === undefined ? {} : { schematic });
  printResult(options, written, [`${written.file}: ${Math.ceil(written.bytes / 1000)} kB, open it in a browser`]);
}
