import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareEcp5, board, type Ecp5Board, type Ice40Board, ice40Board } from "../../constraints/index.ts";
import {
  type BuildRequest,
  buildBitstream,
  closeFlowTools,
  type FlowTools,
  findEcp5FlowTools,
  findFlowTools,
} from "../../flow/index.ts";

const verilog = {
  "top.v":
    "module top (input wire clk_pin, input wire uart_rx, output reg uart_tx); always @(posedge clk_pin) uart_tx <= uart_rx; endmodule",
};

let folder = "";
let ice40: FlowTools;
let ecp5: FlowTools<"ecp5">;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-board-"));
  ice40 = await findFlowTools({ prefer: "wasm" });
  ecp5 = await findEcp5FlowTools({ prefer: "wasm", install: "allowed" });
}, 120_000);
afterAll(async () => {
  await closeFlowTools(ice40);
  await closeFlowTools(ecp5);
  await rm(folder, { recursive: true, force: true });
});

const iceBoard = () => ice40Board("icebreaker");
const ecpBoard = () => board("ulx3s-25f") as Ecp5Board;
const request = { top: "top", verilog, clockMHz: 12, seed: 1 };

/** The board with its uart_rx on another pin, in its facts and in a constraint file of its own. */
async function onPin<B extends Ice40Board | Ecp5Board>(original: B, pin: string): Promise<B> {
  const { uart } = original;
  if (uart === undefined) throw new Error("a board with a UART");
  const constraintFile = join(folder, `${original.id}.txt`);
  const text = await readFile(original.constraintFile, "utf8");
  const line = text.split("\n").find((each) => /uart_rx/.test(each) && /set_io|LOCATE/.test(each)) ?? "";
  await writeFile(
    constraintFile,
    text.replace(line, line.replace(new RegExp(`\\b${uart.rx.pin}\\b(?!.*\\b${uart.rx.pin}\\b)`), pin)),
  );
  return { ...original, constraintFile, uart: { ...uart, rx: { ...uart.rx, pin } } };
}

const lineOf = async (file: string): Promise<number> =>
  (await readFile(file, "utf8")).split("\n").findIndex((each) => /uart_rx/.test(each) && /set_io|LOCATE/.test(each)) +
  1;

describe("what nextpnr does not know about a board", { timeout: 120_000 }, () => {
  test("FLOW002: a pin that the package of an iCE40 does not have", async () => {
    const changed = await onPin(iceBoard(), "99");
    await expect(buildBitstream({ ...request, board: changed, tools: ice40 } satisfies BuildRequest)).rejects.toThrow(
      [
        `FLOW002 ${changed.constraintFile}:${await lineOf(changed.constraintFile)}: uart_rx is to be on pin 99, which package sg48 of the up5k does not have`,
        "    correct the pin, here and in the facts of the board",
      ].join("\n"),
    );
  });

  test("FLOW002: a pin that the package of an ECP5 does not have", async () => {
    const changed = await onPin(ecpBoard(), "ZZ9");
    const built = buildBitstream<"ecp5">({ ...request, board: changed, tools: ecp5 } satisfies BuildRequest<"ecp5">);
    await expect(built).rejects.toThrow(
      [
        `FLOW002 ${changed.constraintFile}:${await lineOf(changed.constraintFile)}: uart_rx is to be on pin ZZ9, which package CABGA381 of the 25k does not have`,
        "    correct the pin, here and in the facts of the board",
      ].join("\n"),
    );
  });

  test("FLOW003: a package that the device does not come in", async () => {
    const mend = "correct the package; it is named as nextpnr names it, for example sg48 or CABGA381";
    const unpacked = { ...iceBoard(), package: "sg49" };
    await expect(buildBitstream({ ...request, board: unpacked, tools: ice40 } satisfies BuildRequest)).rejects.toThrow(
      `FLOW003 board "icebreaker": nextpnr knows no package "sg49" of the up5k\n    ${mend}`,
    );
    const bare = bareEcp5("25k", "CABGA999", 6);
    await expect(
      buildBitstream<"ecp5">({ ...request, board: bare, tools: ecp5 } satisfies BuildRequest<"ecp5">),
    ).rejects.toThrow(
      `FLOW003 device "25k CABGA999 speed 6": nextpnr knows no package "CABGA999" of the 25k\n    ${mend}`,
    );
  });
});
