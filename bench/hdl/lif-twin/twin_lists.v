// The two event lists: one bank is walked, the other filled; they change places at `swap`. A list is cut into four regions.
// Per region: where it starts (loaded), how many entries it has by now, and how many it had when the lists swapped.
// An event is in the list 3 cycles after `append`; bounds and entries are read in one.
`default_nettype none
module twin_lists #(
  parameter ENTRY = 10,   // bits of an entry's number within a bank
  parameter INDEX = 10
) (
  input  wire              clk,
  input  wire              rst,
  input  wire              append,
  input  wire [1:0] append_region,
  input  wire [INDEX-1:0]  append_index,
  input  wire              swap,
  input  wire              drop,
  input  wire              load,
  input  wire [1:0] load_region,
  input  wire [ENTRY-1:0]  load_start,
  input  wire [1:0] region,
  output reg  [ENTRY-1:0]  start,
  output reg  [ENTRY:0]    count,
  input  wire [ENTRY-1:0]  entry,
  output reg  [INDEX-1:0]  index
);
  reg bank;
  always @(posedge clk) bank <= ~rst & (bank ^ swap);

  // All regions' numbers side by side.
  reg [4*ENTRY-1:0]     starts;
  reg [4*(ENTRY+1)-1:0] filled, full;
  genvar r;
  generate
    for (r = 0; r < 4; r = r + 1) begin : bounds
      wire here = append & (append_region == r);
      always @(posedge clk) begin
        if (load & (load_region == r)) starts[ENTRY*r +: ENTRY] <= load_start;
        if (swap) full[(ENTRY+1)*r +: ENTRY+1] <= filled[(ENTRY+1)*r +: ENTRY+1];
        if (swap | drop) filled[(ENTRY+1)*r +: ENTRY+1] <= 0;
        else filled[(ENTRY+1)*r +: ENTRY+1] <= filled[(ENTRY+1)*r +: ENTRY+1] + here;
      end
    end
  endgenerate
  function [ENTRY:0] pick(input [4*(ENTRY+1)-1:0] of, input [1:0] which);
    case (which)
      0: pick = of[0 +: ENTRY+1];
      1: pick = of[ENTRY+1 +: ENTRY+1];
      2: pick = of[2*(ENTRY+1) +: ENTRY+1];
      3: pick = of[3*(ENTRY+1) +: ENTRY+1];
    endcase
  endfunction
  function [ENTRY-1:0] pick_start(input [4*ENTRY-1:0] of, input [1:0] which);
    case (which)
      0: pick_start = of[0 +: ENTRY];
      1: pick_start = of[ENTRY +: ENTRY];
      2: pick_start = of[2*ENTRY +: ENTRY];
      3: pick_start = of[3*ENTRY +: ENTRY];
    endcase
  endfunction

  always @(posedge clk) begin
    start <= pick_start(starts, region);
    count <= pick(full, region);
  end

  reg             place;
  reg [ENTRY-1:0] place_at;
  reg [INDEX-1:0] place_index;
  always @(posedge clk) begin
    place <= append & ~rst;
    place_at <= pick_start(starts, append_region) + pick(filled, append_region);
    place_index <= append_index;
  end

  (* no_rw_check *) reg [INDEX-1:0] list [0:(2<<ENTRY)-1];
  always @(posedge clk) begin
    if (place) list[{~bank, place_at}] <= place_index;
    index <= list[{bank, entry}];
  end
endmodule
`default_nettype wire
