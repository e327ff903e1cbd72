import { Command } from "commander";
import { type Board, boards } from "../../index.ts";
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
        deviceOf(board),
        ...resourcesOf(board),
        board.clock.MHz,
        board.uart === undefined ? "none" : `${board.uart.rx.pin}/${board.uart.tx.pin}`,
        board.programmer.tool,
      ]);
      const head = ["board", "name", "device", "LC/LUT", "block RAM", "SPRAM", "MHz", "rx/tx", "program"];
      printResult(options, boards(), table([head, ...rows]));
    });
}

function deviceOf(board: Board): string {
  return board.family === "ice40"
    ? board.device
    : `ecp5-${board.series === "um5g" ? "um5g-" : ""}${board.device} speed ${board.speed}`;
}

function resourcesOf(board: Board): readonly number[] {
  return board.family === "ice40"
    ? [board.resources.lc, board.resources.ebr, board.resources.spram]
    : [board.resources.lut, board.resources.dp16kd, 0];
}
