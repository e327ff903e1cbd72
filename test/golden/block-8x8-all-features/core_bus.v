// core_bus {shape:{accumulatorBits:17,biasBits:10,firstTickBits:3,groups:32,lanes:8,leakBits:8,
//   leaks:["none","linear","shift"],listEntries:512,membraneBits:16,refractoryBits:4,regions:4,
//   segments:256,weightBits:8,weightWords:2048}}
module core_bus (
  input  wire        clk,
  input  wire        rst,
  input  wire        bus_write,
  input  wire        bus_read,
  input  wire  [2:0] bus_space,
  input  wire [15:0] bus_address,
  input  wire [15:0] bus_data,
  input  wire [63:0] weights,
  input  wire [15:0] membrane,
  input  wire  [3:0] refractory,
  output wire        access,
  output reg  [15:0] address,
  output wire        state,
  output reg         write_weights,
  output reg         write_segments,
  output reg         write_input_parameters,
  output reg         write_output_parameters,
  output reg         write_region_start,
  output reg  [15:0] write_address,
  output reg  [15:0] write_data,
  output reg         bus_data_valid,
  output reg  [15:0] bus_data_data
);

  reg        write;
  reg        read;
  reg  [2:0] space;
  reg [15:0] data;
  reg        addressed;
  reg        fetched;
  reg        chosen;
  reg [15:0] weight_slice;

  wire accessed = bus_write || bus_read;

  always @(posedge clk) begin
    if (rst) begin
      write <= 1'b0;
      read <= 1'b0;
    end else begin
      write <= bus_write;
      read <= bus_read;
    end
  end

  always @(posedge clk) begin
    if (accessed) begin
      space <= bus_space;
      address <= bus_address;
      data <= bus_data;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      write_weights <= 1'b0;
      write_segments <= 1'b0;
      write_input_parameters <= 1'b0;
      write_output_parameters <= 1'b0;
      write_region_start <= 1'b0;
    end else begin
      write_weights <= write && space == 3'd0;
      write_segments <= write && space == 3'd1;
      write_input_parameters <= write && space == 3'd2;
      write_output_parameters <= write && space == 3'd3;
      write_region_start <= write && space == 3'd4;
    end
  end

  always @(posedge clk) begin
    write_address <= address;
    write_data <= data;
  end

  always @(posedge clk) begin
    if (rst) begin
      addressed <= 1'b0;
      fetched <= 1'b0;
      chosen <= 1'b0;
    end else begin
      addressed <= read;
      fetched <= addressed;
      chosen <= fetched;
    end
  end

  always @(posedge clk) begin
    weight_slice <=
      (address[1:0] == 2'd3) ? weights[63:48] :
      (address[1:0] == 2'd2) ? weights[47:32] :
      (address[1:0] == 2'd1) ? weights[31:16] :
      weights[15:0];
    bus_data_valid <= chosen;
    bus_data_data <=
      (space == 3'd0) ? weight_slice : (space == 3'd5) ? membrane : {12'd0, refractory};
  end

  assign access = write || read;
  assign state = space >= 3'd5;

endmodule
