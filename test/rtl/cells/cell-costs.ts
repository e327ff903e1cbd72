/** What cells cost on an iCE40, as yosys maps them: all in one run. */
import { bool, elaborate, type Module, type Ports, uint } from "../../../hdlgen/index.ts";
import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import {
  AsyncFifo,
  Crc,
  crcAlgorithms,
  Fifo,
  Lfsr,
  PowerOnReset,
  RegisterSlice,
  RoundRobinArbiter,
  SkidBuffer,
  StreamArbiter,
  StreamDemux,
  StreamFork,
  StreamJoin,
  StreamMux,
  UartRx,
  UartTx,
} from "../../../rtl/cells/index.ts";
import { findTool } from "../../../tools/index.ts";

const type = uint(8);
const four = ["a", "b", "c", "d"] as const;

/** Cells with the parameters for which the page states what they cost. */
export const priced: readonly (readonly [cell: string, parameters: string, module: Module<Ports>])[] = [
  ["SkidBuffer", "8 bits", SkidBuffer({ type })],
  ["RegisterSlice", "8 bits, forward", RegisterSlice({ type, cut: "forward" })],
  ["RegisterSlice", "8 bits, backward", RegisterSlice({ type, cut: "backward" })],
  ["Fifo", "8 bits, 4 words, logic", Fifo({ type, depth: 4, storage: "logic" })],
  ["Fifo", "16 bits, 256 words, block", Fifo({ type: uint(16), depth: 256, storage: "block" })],
  ["AsyncFifo", "16 bits, 256 words", AsyncFifo({ type: uint(16), depth: 256 })],
  ["RoundRobinArbiter", "4 requesters", RoundRobinArbiter({ count: 4 })],
  ["StreamArbiter", "8 bits, 4 sources", StreamArbiter({ type, sources: four })],
  ["StreamFork", "8 bits, 4 sinks", StreamFork({ type, sinks: four })],
  ["StreamJoin", "8 bits and a flag", StreamJoin({ sources: { word: type, flag: bool } })],
  ["StreamMux", "8 bits, 4 sources", StreamMux({ type, sources: four })],
  ["StreamDemux", "8 bits, 4 sinks", StreamDemux({ type, sinks: four })],
  ["Lfsr", "16 bits, galois", Lfsr({ width: 16, form: "galois" })],
  ["Lfsr", "32 bits, fibonacci, 8 shifts", Lfsr({ width: 32, form: "fibonacci", shiftsPerStep: 8 })],
  ["Crc", "CRC-16/XMODEM, 8 bits", Crc({ algorithm: crcAlgorithms["CRC-16/XMODEM"], bitsPerCycle: 8 })],
  ["Crc", "CRC-32/ISO-HDLC, 1 bit", Crc({ algorithm: crcAlgorithms["CRC-32/ISO-HDLC"], bitsPerCycle: 1 })],
  ["Crc", "CRC-32/ISO-HDLC, 8 bits", Crc({ algorithm: crcAlgorithms["CRC-32/ISO-HDLC"], bitsPerCycle: 8 })],
  ["UartRx", "104 cycles per bit", UartRx({ clockCyclesPerBit: 104 })],
  ["UartTx", "104 cycles per bit", UartTx({ clockCyclesPerBit: 104 })],
  ["PowerOnReset", "4,096 cycles", PowerOnReset({})],
];

/** Rows of a Markdown table: LUT, carry cells, flip-flops, block RAMs. */
export async function costTable(): Promise<string> {
  const designs = priced.map(([, , module]) => elaborate(module));
  const files: Record<string, string> = {};
  const script = designs.flatMap((design, i) => {
    const names = Object.entries(printVerilog(design)).map(([name, text]) => {
      files[`cell${i}/${name}`] = text;
      return `cell${i}/${name}`;
    });
    return [
      "design -reset",
      `read_verilog ${names.join(" ")}`,
      `synth_ice40 -device u -abc9 -top ${design.top.name}`,
      "check -assert",
      `tee -q -o cell${i}.json stat -json`,
    ];
  });
  const outputs = designs.map((_, i) => `cell${i}.json`);
  const yosys = await findTool("yosys", { prefer: "wasm" });
  try {
    const result = await yosys.run({
      args: ["-q", "-s", "costs.ys"],
      files: { ...files, "costs.ys": `${script.join("\n")}\n` },
      outputs,
    });
    const rows = priced.map(([cell, parameters], i) => {
      const text = new TextDecoder().decode(result.files[`cell${i}.json`]);
      const { design } = JSON.parse(text) as { design: { num_cells_by_type: Readonly<Record<string, number>> } };
      const count = (kind: RegExp): number =>
        Object.entries(design.num_cells_by_type).reduce((sum, [name, n]) => sum + (kind.test(name) ? n : 0), 0);
      const figures = [/^SB_LUT4$/, /^SB_CARRY$/, /^SB_DFF/, /^SB_RAM40/].map(count);
      return [`\`${cell}\``, parameters, ...figures.map(String)];
    });
    return table(["cell", "parameters", "LUT4", "carry", "flip-flops", "EBR"], rows);
  } finally {
    await yosys.close();
  }
}

/** Columns as wide as their widest cell; figures to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
