/** A testbench that talks to the exported design as a host does, and says whether it answered right. */
import type { Exchange } from "./conversation.ts";

export interface TestbenchPins {
  readonly clock: string;
  readonly uartRx: string;
  readonly uartTx: string;
  /** Other inputs with the level at which they do nothing. */
  readonly idle: readonly { readonly net: string; readonly level: 0 | 1 }[];
  /** Other outputs: they stay open. */
  readonly open: readonly string[];
}

export interface TestbenchRequest {
  readonly top: string;
  readonly pins: TestbenchPins;
  readonly clockCyclesPerBit: number;
  readonly exchanges: readonly Exchange[];
}

/** Cycles from configuration until a host may speak: the reset of the design, and as much again. */
const startCycles = 10_000;

export const testbenchName = (top: string): string => `${top}_tb`;

/** SystemVerilog for Icarus Verilog (`-g2012`) and Verilator (`--binary`); prints PASS, or ends with `$fatal`. */
export function testbench({ top, pins, clockCyclesPerBit, exchanges }: TestbenchRequest): string {
  const requests = exchanges.flatMap(({ request }) => [...request]);
  const answers = exchanges.flatMap(({ answer }) => [...answer]);
  const ends = (key: "request" | "answer"): string[] => {
    let sum = 0;
    return exchanges.map((each, index) => {
      sum += each[key].length;
      return `    ${key}_end[${index}] = ${sum};`;
    });
  };
  const connections = [
    `.${pins.clock}(clk)`,
    `.${pins.uartRx}(to_chip)`,
    `.${pins.uartTx}(from_chip)`,
    ...pins.idle.map(({ net, level }) => `.${net}(1'b${level})`),
    ...pins.open.map((net) => `.${net}()`),
  ];
  return `// Talks to ${top} as a host does: ${exchanges.map(({ command }) => command.toUpperCase()).join(", ")}. Every byte of the answers is compared.
// With Icarus:    iverilog -g2012 -f sim/sim.f -o sim.vvp && vvp -n sim.vvp
// With Verilator: verilator --binary --timing -CFLAGS -std=c++20 -f sim/sim.f --top-module ${testbenchName(top)}
\`default_nettype none
module ${testbenchName(top)};
  // The pin has the core's clock here; its frequency does not matter, a bit is always so many cycles of it.
  localparam integer CYCLES_PER_BIT = ${clockCyclesPerBit};
  localparam integer EXCHANGES = ${exchanges.length};
  localparam integer REQUEST_BYTES = ${requests.length};
  localparam integer ANSWER_BYTES = ${answers.length};

  reg clk = 1'b0;
  always #5 clk = ~clk;

  reg to_chip = 1'b1;
  wire from_chip;
  ${top} dut (
    ${connections.join(",\n    ")}
  );

  reg [7:0] request [0:REQUEST_BYTES-1];
  reg [7:0] answer [0:ANSWER_BYTES-1];
  integer request_end [0:EXCHANGES-1];
  integer answer_end [0:EXCHANGES-1];
  initial begin
${requests.map((byte, index) => `    request[${index}] = ${hex(byte)};`).join("\n")}
${answers.map((byte, index) => `    answer[${index}] = ${hex(byte)};`).join("\n")}
${ends("request").join("\n")}
${ends("answer").join("\n")}
  end

  // Pins change and are looked at between the chip's edges.
  task send(input [7:0] value);
    integer index;
    begin
      to_chip = 1'b0;
      repeat (CYCLES_PER_BIT) @(negedge clk);
      for (index = 0; index < 8; index = index + 1) begin
        to_chip = value[index];
        repeat (CYCLES_PER_BIT) @(negedge clk);
      end
      to_chip = 1'b1;
      repeat (CYCLES_PER_BIT) @(negedge clk);
    end
  endtask

  integer received = 0;
  reg [7:0] heard;
  integer place;
  always begin
    @(negedge clk);
    if (from_chip === 1'b0) begin
      repeat (CYCLES_PER_BIT / 2) @(negedge clk);
      for (place = 0; place < 8; place = place + 1) begin
        repeat (CYCLES_PER_BIT) @(negedge clk);
        heard[place] = from_chip;
      end
      repeat (CYCLES_PER_BIT) @(negedge clk);
      if (from_chip !== 1'b1) $fatal(1, "FAIL: byte %0d of the answers has no stop bit", received);
      if (received >= ANSWER_BYTES) $fatal(1, "FAIL: the chip says more than it should: %02x", heard);
      if (heard !== answer[received])
        $fatal(1, "FAIL: byte %0d of the answers is %02x, expected %02x", received, heard, answer[received]);
      received = received + 1;
    end
  end

  integer exchange;
  integer at;
  integer waited;
  initial begin
    repeat (${startCycles}) @(negedge clk);
    at = 0;
    for (exchange = 0; exchange < EXCHANGES; exchange = exchange + 1) begin
      while (at < request_end[exchange]) begin
        send(request[at]);
        at = at + 1;
      end
      waited = 0;
      while (received < answer_end[exchange]) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 2000 * CYCLES_PER_BIT)
          $fatal(1, "FAIL: %0d bytes of answer, expected %0d after request %0d", received, answer_end[exchange], exchange);
      end
    end
    $display("PASS: %0d requests, %0d bytes of answers as expected", EXCHANGES, received);
    $finish;
  end
endmodule
\`default_nettype wire
`;
}

const hex = (byte: number): string => `8'h${byte.toString(16).padStart(2, "0")}`;
