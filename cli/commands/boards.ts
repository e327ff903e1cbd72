import { Command } from "commander";
import { boards } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { type OutputOptions, printResult, table } from "../output.ts";

/** `spikeforge boards`: the boards there are, with what limits a network. */
export function boardsCommand(): Command {
  return new Command("boards")
    .description("list the boards that spikeforge knows")
    .addOption(jsonOption())
    .action((options: OutputOptions) => {
      const rows = boards().map((board) => [
        board.id,
        board.name,
        board.device,
        board.resources.lc,
        board.resources.ebr,
        board.resources.spram,
        board.clock.MHz,
        board.uart === undefined ? "none" : `${board.uart.rx.pin}/${board.uart.tx.pin}`,
        board.programmer.join(" "),
      ]);
      const head = ["board", "name", "device", "LC", "EBR", "SPRAM", "MHz", "rx/tx", "program"];
      printResult(options, boards(), table([head, ...rows]));
    });
}
