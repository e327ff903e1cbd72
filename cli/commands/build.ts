import { join } from "node:path";
import { Command } from "commander";
import { boardBuild, coreImage, replaceFolder } from "../../index.ts";
import { type CoreOptions, compiledFile } from "../compiled.ts";
import { encoderOption } from "../encoder-option.ts";
import { networkBaseName } from "../files.ts";
import { boardOption, clockOption, jsonOption, lanesOption } from "../options.ts";
import { type OutputOptions, printResult, reporting, table } from "../output.ts";

interface BuildOptions extends CoreOptions, OutputOptions {
  readonly clock: number;
  readonly out?: string;
}

/** `spikeforge build`: the network's hardware as Verilog, with the memory image that a host loads. */
export function buildCommand(): Command {
  return new Command("build")
    .description("generate the network's hardware as readable Verilog, one file per module, and its memory image")
    .argument("<network>", "network file")
    .addOption(boardOption())
    .addOption(lanesOption())
    .addOption(encoderOption())
    .addOption(clockOption())
    .option("--out <folder>", "where to write (default: build/<network>)")
    .addOption(jsonOption())
    .action((file: string, options: BuildOptions) => reporting(options, () => build(file, options)));
}

async function build(file: string, options: BuildOptions): Promise<void> {
  const compiled = await compiledFile(file, options);
  const { top, verilog, memoryFiles, clock } = boardBuild(compiled, options.clock);
  const { config, network, board } = compiled;
  const out = options.out ?? join("build", networkBaseName(file));
  const image = coreImage(config).map(({ space, address, words }) => ({ space, address, words: [...words] }));
  const facts = {
    network: network.name,
    board: board.id,
    top,
    clock,
    shape: config.shape,
    ...(compiled.encoder === undefined ? {} : { encoder: compiled.encoder }),
    weightWords: config.weightWordsUsed,
    segments: config.segments.length,
    neurons: network.neurons.count,
  };
  await replaceFolder(
    out,
    { marker: "build.json", noun: "an earlier build", code: "CLI002" },
    {
      "build.json": `${JSON.stringify(facts, null, 2)}\n`,
      "image.json": `${JSON.stringify(image)}\n`,
      ...Object.fromEntries(
        Object.entries({ ...verilog, ...memoryFiles }).map(([name, text]) => [`verilog/${name}`, text]),
      ),
    },
  );
  printResult(options, { ...facts, out, files: Object.keys(verilog) }, [
    `${network.name} for ${board.name}: ${facts.neurons} neurons in ${config.groups.length} groups of ${config.shape.lanes} lanes, ${facts.weightWords} of ${config.shape.weightWords} weight words, ${clock.clockMHz} MHz, ${clock.baud} baud`,
    "",
    ...table(Object.entries(verilog).map(([name, text]) => [name, `${text.split("\n").length} lines`])),
    "",
    `written to ${out}`,
  ]);
}
