/**
 * Verilog models of the ECP5 cells that yosys ships as black boxes, as far as designs made here use them.
 *
 * Sources: Lattice FPGA-TN-02204 (memory) and FPGA-TN-02205 (multipliers); yosys' `ecp5/brams_map.v` for the order of
 * bits: rows of 18, two bytes of 9, and narrower words inside a byte.
 */
const list = (count: number, name: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => name(i)).join(", ");
/** `{name17, …, name0}`. */
const joined = (count: number, name: string): string => `{${list(count, (i) => `${name}${count - 1 - i}`)}}`;
const hex = (index: number): string => index.toString(16).toUpperCase().padStart(2, "0");

const control = (port: "A" | "B"): string =>
  `CE${port}, OCE${port}, CLK${port}, WE${port}, RST${port}, CS${port}0, CS${port}1, CS${port}2`;

/** A port: its address as a byte and a bit of the array, its write, and its output. */
const memoryPort = (port: "A" | "B", other: "A" | "B"): string => `
  wire [13:0] ad${port} = ${joined(14, `AD${port}`)};
  wire [10:0] byte${port} = first(ad${port}, DATA_WIDTH_${port});
  wire [3:0] bit${port} = offset(ad${port}, DATA_WIDTH_${port});
  wire active${port} = CE${port} && {CS${port}2, CS${port}1, CS${port}0} == chip${port};
  // yosys ties WE of wide ports to 1 and writes by the byte enables alone.
  wire writes${port} = active${port} && WE${port} && !RST${port} && |mask${port};
  wire meets${port} = writes${other} && same;
  wire [35:0] row${port} = {bytes[{byte${port}[10:2], 2'd3}], bytes[{byte${port}[10:2], 2'd2}], bytes[{byte${port}[10:1], 1'b1}], bytes[byte${port}]};
  wire [35:0] word${port} = (row${port} >> bit${port}) & low(DATA_WIDTH_${port});
  wire [35:0] data${port} = in${port} << bit${port};
  wire [35:0] bits${port} = (mask${port} & low(DATA_WIDTH_${port})) << bit${port};
  reg [35:0] out${port} = 0;
  reg [35:0] registered${port} = 0;
  always @(posedge CLK${port}) begin
    if (RST${port}) out${port} <= 0;
    else if (active${port}) begin
      // What the other port writes at this very edge is undefined.
      if (!WE${port}) out${port} <= meets${port} ? 36'bx : word${port};
      else if (WRITEMODE_${port} == "READBEFOREWRITE") out${port} <= word${port};
      else if (WRITEMODE_${port} == "WRITETHROUGH") begin
        out${port} <= ((in${port} & mask${port}) | (word${port} & ~mask${port})) & low(DATA_WIDTH_${port});
      end
    end
    if (RST${port}) registered${port} <= 0;
    else if (OCE${port}) registered${port} <= out${port};
    if (writes${port}) begin
      bytes[byte${port}] <= (bytes[byte${port}] & ~bits${port}[8:0]) | (data${port}[8:0] & bits${port}[8:0]);
      if (DATA_WIDTH_${port} >= 18 && mask${port}[9]) bytes[{byte${port}[10:1], 1'b1}] <= in${port}[17:9];
      if (DATA_WIDTH_${port} == 36 && mask${port}[18]) bytes[{byte${port}[10:2], 2'd2}] <= in${port}[26:18];
      if (DATA_WIDTH_${port} == 36 && mask${port}[27]) bytes[{byte${port}[10:2], 2'd3}] <= in${port}[35:27];
    end
  end
  wire [35:0] shown${port} = REGMODE_${port} == "OUTREG" ? registered${port} : out${port};`;

const dp16kd = `
module DP16KD (
  input ${control("A")}, ${control("B")},
  input ${list(14, (i) => `ADA${i}, ADB${i}`)},
  input ${list(18, (i) => `DIA${i}, DIB${i}`)},
  output ${list(18, (i) => `DOA${i}, DOB${i}`)}
);
  parameter DATA_WIDTH_A = 18;
  parameter DATA_WIDTH_B = 18;
  parameter [47:0] REGMODE_A = "NOREG";
  parameter [47:0] REGMODE_B = "NOREG";
  parameter RESETMODE = "SYNC";
  parameter ASYNC_RESET_RELEASE = "SYNC";
  parameter [39:0] CSDECODE_A = "0b000";
  parameter [39:0] CSDECODE_B = "0b000";
  parameter [119:0] WRITEMODE_A = "NORMAL";
  parameter [119:0] WRITEMODE_B = "NORMAL";
  parameter [47:0] CLKAMUX = "CLKA";
  parameter [47:0] CLKBMUX = "CLKB";
  parameter GSR = "AUTO";
  parameter INIT_DATA = "STATIC";
  parameter WID = 0;
  ${Array.from({ length: 64 }, (_, i) => `parameter [319:0] INITVAL_${hex(i)} = 320'd0;`).join("\n  ")}

  reg [8:0] bytes [0:2047];
  integer i;
  localparam [64 * 320 - 1:0] contents = {${list(64, (i) => `INITVAL_${hex(63 - i)}`)}};
  // The last bit of each digit of the text.
  localparam [2:0] chipA = {CSDECODE_A[16], CSDECODE_A[8], CSDECODE_A[0]};
  localparam [2:0] chipB = {CSDECODE_B[16], CSDECODE_B[8], CSDECODE_B[0]};
  initial begin
    for (i = 0; i < 1024; i = i + 1) begin
      bytes[2 * i] = contents[20 * i +: 9];
      bytes[2 * i + 1] = contents[20 * i + 9 +: 9];
    end
    if (CLKAMUX != "CLKA" || CLKBMUX != "CLKB") begin
      $display("DP16KD: inverted clocks are not in this model");
      $finish;
    end
  end

  /** Of the words of a port, the byte at which one begins, and the bit in that byte. */
  function [10:0] first(input [13:0] address, input integer width);
    case (width)
      18: first = {address[13:4], 1'b0};
      36: first = {address[13:5], 2'b0};
      default: first = address[13:3];
    endcase
  endfunction
  function [3:0] offset(input [13:0] address, input integer width);
    case (width)
      1: offset = {1'b0, address[2:0]};
      2: offset = {1'b0, address[2:1], 1'b0};
      4: offset = {1'b0, address[2], 2'b0};
      default: offset = 4'd0;
    endcase
  endfunction
  function [35:0] low(input integer width);
    low = width == 36 ? ~36'd0 : (36'd1 << width) - 36'd1;
  endfunction
  /** How many of a byte's address bits do not matter to a port. */
  function integer span(input integer width);
    span = width == 36 ? 2 : width == 18 ? 1 : 0;
  endfunction
  localparam wider = span(DATA_WIDTH_A) > span(DATA_WIDTH_B) ? span(DATA_WIDTH_A) : span(DATA_WIDTH_B);
  wire same = byteA >> wider == byteB >> wider
    && (DATA_WIDTH_A >= 9 || DATA_WIDTH_B >= 9 || bitA < bitB + DATA_WIDTH_B && bitB < bitA + DATA_WIDTH_A);

  wire [35:0] inA = {${joined(18, "DIB")}, ${joined(18, "DIA")}};
  wire [35:0] inB = {18'd0, ${joined(18, "DIB")}};
  wire [35:0] maskA = DATA_WIDTH_A < 18 ? ~36'd0 : {{9{ADA3}}, {9{ADA2}}, {9{ADA1}}, {9{ADA0}}};
  wire [35:0] maskB = DATA_WIDTH_B < 18 ? ~36'd0 : {{9{ADB3}}, {9{ADB2}}, {9{ADB1}}, {9{ADB0}}};
${memoryPort("A", "B")}
${memoryPort("B", "A")}

  // A port of 36 bits has both halves of the data; the other one only writes then.
  assign ${joined(18, "DOA")} = DATA_WIDTH_B == 36 ? shownB[17:0] : shownA[17:0];
  assign ${joined(18, "DOB")} = DATA_WIDTH_B == 36 ? shownB[35:18] : shownB[17:0];
endmodule
`;

/** A register that is there where its parameter names the clock. */
const staged = (name: string, width: number, value: string, parameter: string): string => `
  reg [${width - 1}:0] ${name}_held;
  always @(posedge CLK0) if (RST0) ${name}_held <= 0; else if (CE0) ${name}_held <= ${value};
  wire [${width - 1}:0] ${name} = ${parameter} == "CLK0" ? ${name}_held : ${value};`;

const mult18x18d = `
module MULT18X18D (
  input ${list(18, (i) => `A${i}, B${i}, C${i}`)},
  input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB, CE0, RST0, CLK0,
  output ${list(36, (i) => `P${i}`)},
  output SIGNEDP
);
  parameter [31:0] REG_INPUTA_CLK = "NONE";
  parameter [31:0] REG_INPUTB_CLK = "NONE";
  parameter [31:0] REG_PIPELINE_CLK = "NONE";
  parameter [31:0] REG_OUTPUT_CLK = "NONE";
${staged("a", 19, `{SIGNEDA, ${joined(18, "A")}}`, "REG_INPUTA_CLK")}
${staged("b", 19, `{SIGNEDB, ${joined(18, "B")}}`, "REG_INPUTB_CLK")}
  wire signed [36:0] wideA = {{19{a[18] & a[17]}}, a[17:0]};
  wire signed [36:0] wideB = {{19{b[18] & b[17]}}, b[17:0]};
  wire signed [36:0] product = wideA * wideB;
${staged("piped", 37, "{a[18] | b[18], product[35:0]}", "REG_PIPELINE_CLK")}
${staged("result", 36, "piped[35:0]", "REG_OUTPUT_CLK")}
  assign ${joined(36, "P")} = result;
  assign SIGNEDP = piped[36];
endmodule
`;

/** File names and texts. */
export const ecp5Cells: Readonly<Record<string, string>> = { "dp16kd.v": dp16kd, "mult18x18d.v": mult18x18d };
