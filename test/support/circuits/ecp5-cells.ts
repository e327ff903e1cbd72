/**
 * Verilog models of the two ECP5 cells that yosys ships as black boxes, as far as its synthesis uses them.
 *
 * Sources: Lattice FPGA-TN-02204 (memory) and FPGA-TN-02205 (multipliers); yosys' `ecp5/brams_map.v` for the order of
 * bits: words of 18, two bytes of 9, and narrower words inside a byte.
 */
const list = (count: number, name: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => name(i)).join(", ");
/** `{name17, …, name0}`. */
const joined = (count: number, name: string): string => `{${list(count, (i) => `${name}${count - 1 - i}`)}}`;
const hex = (index: number): string => index.toString(16).toUpperCase().padStart(2, "0");

const control = (port: "A" | "B"): string =>
  `CE${port}, OCE${port}, CLK${port}, WE${port}, RST${port}, CS${port}0, CS${port}1, CS${port}2`;

/** A port: its address as a bit of the array, its write, and its output. */
const memoryPort = (port: "A" | "B", other: "A" | "B"): string => `
  wire [13:0] ad${port} = ${joined(14, `AD${port}`)};
  wire [14:0] at${port} = place(ad${port}, DATA_WIDTH_${port});
  // yosys ties WE of wide ports to 1 and writes by the byte enables alone.
  wire writes${port} = CE${port} && WE${port} && !RST${port} && |mask${port};
  wire meets${port} = writes${other} && at${port} < at${other} + DATA_WIDTH_${other} && at${other} < at${port} + DATA_WIDTH_${port};
  reg [35:0] out${port} = 0;
  always @(posedge CLK${port}) begin
    if (RST${port}) out${port} <= 0;
    else if (CE${port}) begin
      // What the other port writes at this very edge is undefined.
      if (!WE${port}) out${port} <= meets${port} ? 36'bx : words[at${port} +: 36] & low(DATA_WIDTH_${port});
      else if (WRITEMODE_${port} == "READBEFOREWRITE") out${port} <= words[at${port} +: 36] & low(DATA_WIDTH_${port});
      else if (WRITEMODE_${port} == "WRITETHROUGH") begin
        out${port} <= ((in${port} & mask${port}) | (words[at${port} +: 36] & ~mask${port})) & low(DATA_WIDTH_${port});
      end
    end
    if (writes${port}) begin
      for (i = 0; i < DATA_WIDTH_${port}; i = i + 1) if (mask${port}[i]) words[at${port} + i] <= in${port}[i];
    end
  end`;

const dp16kd = `
module DP16KD (
  input ${control("A")}, ${control("B")},
  input ${list(14, (i) => `ADA${i}, ADB${i}`)},
  input ${list(18, (i) => `DIA${i}, DIB${i}`)},
  output ${list(18, (i) => `DOA${i}, DOB${i}`)}
);
  parameter DATA_WIDTH_A = 18;
  parameter DATA_WIDTH_B = 18;
  parameter REGMODE_A = "NOREG";
  parameter REGMODE_B = "NOREG";
  parameter RESETMODE = "SYNC";
  parameter ASYNC_RESET_RELEASE = "SYNC";
  parameter CSDECODE_A = "0b000";
  parameter CSDECODE_B = "0b000";
  parameter WRITEMODE_A = "NORMAL";
  parameter WRITEMODE_B = "NORMAL";
  parameter CLKAMUX = "CLKA";
  parameter CLKBMUX = "CLKB";
  parameter GSR = "AUTO";
  parameter INIT_DATA = "STATIC";
  parameter WID = 0;
  ${Array.from({ length: 64 }, (_, i) => `parameter [319:0] INITVAL_${hex(i)} = 320'd0;`).join("\n  ")}

  // Some more, so that selecting 36 bits never runs over the end.
  reg [18432 + 35:0] words;
  integer i;
  wire [64 * 320 - 1:0] contents = {${list(64, (i) => `INITVAL_${hex(63 - i)}`)}};
  initial begin
    words = 0;
    #0 for (i = 0; i < 1024; i = i + 1) words[18 * i +: 18] = contents[20 * i +: 18];
    if (REGMODE_A != "NOREG" || REGMODE_B != "NOREG" || CLKAMUX != "CLKA" || CLKBMUX != "CLKB") begin
      $display("DP16KD: output registers and inverted clocks are not in this model");
      $finish;
    end
  end

  function [14:0] place(input [13:0] address, input integer width);
    case (width)
      1: place = address[13:3] * 9 + address[2:0];
      2: place = address[13:3] * 9 + 2 * address[2:1];
      4: place = address[13:3] * 9 + 4 * address[2];
      9: place = address[13:3] * 9;
      18: place = address[13:4] * 18;
      default: place = address[13:5] * 36;
    endcase
  endfunction
  function [35:0] low(input integer width);
    low = (36'd1 << width) - 36'd1;
  endfunction

  wire [35:0] inA = {${joined(18, "DIB")}, ${joined(18, "DIA")}};
  wire [35:0] inB = ${joined(18, "DIB")};
  wire [35:0] maskA = DATA_WIDTH_A < 18 ? ~36'd0 : {{9{ADA3}}, {9{ADA2}}, {9{ADA1}}, {9{ADA0}}};
  wire [35:0] maskB = DATA_WIDTH_B < 18 ? ~36'd0 : {{9{ADB3}}, {9{ADB2}}, {9{ADB1}}, {9{ADB0}}};
${memoryPort("A", "B")}
${memoryPort("B", "A")}

  // A port of 36 bits has both halves of the data; the other one only writes then.
  assign ${joined(18, "DOA")} = DATA_WIDTH_B == 36 ? outB[17:0] : outA[17:0];
  assign ${joined(18, "DOB")} = DATA_WIDTH_B == 36 ? outB[35:18] : outB[17:0];
endmodule
`;

const mult18x18d = `
module MULT18X18D (
  input ${list(18, (i) => `A${i}, B${i}, C${i}`)},
  input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
  output ${list(36, (i) => `P${i}`)}
);
  parameter REG_INPUTA_CLK = "NONE";
  parameter REG_INPUTB_CLK = "NONE";
  parameter REG_PIPELINE_CLK = "NONE";
  parameter REG_OUTPUT_CLK = "NONE";
  wire [17:0] a = ${joined(18, "A")};
  wire [17:0] b = ${joined(18, "B")};
  wire signed [36:0] wideA = {{19{SIGNEDA & a[17]}}, a};
  wire signed [36:0] wideB = {{19{SIGNEDB & b[17]}}, b};
  wire signed [36:0] product = wideA * wideB;
  assign ${joined(36, "P")} = product[35:0];
endmodule
`;

export const ecp5Cells: Readonly<Record<string, string>> = { "dp16kd.v": dp16kd, "mult18x18d.v": mult18x18d };
