/**
 * A simulated board in a process of its own, at the far end of a pseudo-terminal: `node --import tsx board-process.ts
 * network.json board clockMHz baud`. Prints the terminal's path, and simulates until it is killed.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { chipDesign, compileNetwork, findBoard, parseNetwork } from "../../index.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { openPty } from "./pty.ts";

const [file = "", boardName = "icebreaker", clock = "48", baud = "3000000"] = process.argv.slice(2);
const clockMHz = Number(clock);
const clockCyclesPerBit = Math.round((clockMHz * 1e6) / Number(baud));
const compiled = compileNetwork(parseNetwork(await readFile(file, "utf8"), file), await findBoard(boardName));
const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz });
const cable = await openPty();
let lastByte = -Infinity;
cable.onData((bytes) => {
  lastByte = performance.now();
  void board.write(bytes);
});
board.onData((bytes) => {
  lastByte = performance.now();
  cable.write(bytes);
});
// The cable goes with this process.
process.on("SIGTERM", () => void cable.unplug().then(() => process.exit()));
process.stdout.write(`${cable.path}\n`);
for (;;) {
  // A real board never stops; this one rests when nobody has talked to it for a while.
  if (performance.now() - lastByte < 500) await board.advance(2000);
  else await sleep(2);
}
