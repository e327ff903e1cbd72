import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Board, boards, formatConstraints, type PinFile, readConstraints } from "../../constraints/index.ts";
import { familyFlow } from "../../flow/family.ts";
import { closeFlowTools, type FlowTools, findEcp5FlowTools, findFlowTools } from "../../flow/index.ts";

let ice40: FlowTools;
let ecp5: FlowTools<"ecp5">;
beforeAll(async () => {
  ice40 = await findFlowTools({ prefer: "wasm" });
  ecp5 = await findEcp5FlowTools({ prefer: "wasm", install: "allowed" });
}, 300_000);
afterAll(async () => {
  await closeFlowTools(ice40);
  await closeFlowTools(ecp5);
});

/** A netlist of nothing but input pins. */
function inputsOnly(nets: readonly string[]): Uint8Array {
  const ports = Object.fromEntries(nets.map((net, i) => [net, { direction: "input", bits: [i + 2] }]));
  const names = nets.map((net, i) => [net, { hide_name: 0, bits: [i + 2], attributes: {} }]);
  const top = { attributes: { top: "1" }, ports, cells: {}, netnames: Object.fromEntries(names) };
  return new TextEncoder().encode(JSON.stringify({ creator: "a test", modules: { top } }));
}

/** The file's pins, each once: of two nets on one pin the first. */
const eachOnce = ({ lines, statements }: PinFile): PinFile => ({
  lines: lines.filter(({ pin }, i) => lines.findIndex((other) => other.pin === pin) === i),
  statements,
});

async function packed(board: Board): Promise<string> {
  const file = eachOnce(await readConstraints(board));
  const flow = board.family === "ice40" ? familyFlow("ice40") : familyFlow("ecp5");
  const tool = board.family === "ice40" ? ice40["nextpnr-ice40"] : ecp5["nextpnr-ecp5"];
  const device = board.family === "ice40" ? familyFlow("ice40").device(board) : familyFlow("ecp5").device(board);
  const { stdout, stderr } = await tool.run({
    args: [...device, "--json", "netlist.json", ...flow.pins.with, "--pack-only"],
    files: {
      "netlist.json": inputsOnly(file.lines.map(({ net }) => net)),
      [flow.pins.file]: formatConstraints(board, file),
    },
    outputs: [],
  });
  return stdout + stderr;
}

/** Boards that share die, package and constraint file have the same pins. */
const different = boards().filter(
  (each, i, all) =>
    all.findIndex(
      ({ device, package: name, constraintFile }) =>
        device === each.device && name === each.package && constraintFile === each.constraintFile,
    ) === i,
);

describe("nextpnr knows every pin of", () => {
  test.each(different.map((each) => [each.id, each] as const))(
    "%s",
    async (_id, board) => {
      expect(await packed(board)).toContain("Program finished normally");
    },
    120_000,
  );

  test("no board with a pin that its package has not", async () => {
    const [board] = different;
    if (board === undefined) throw new Error("no board");
    const wrong = { ...board, package: "uwg30" } as Board;
    await expect(packed(wrong)).rejects.toThrow("TOOL001");
  }, 120_000);
});
