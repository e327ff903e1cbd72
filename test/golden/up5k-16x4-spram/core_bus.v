// core_bus {shape:{accumulatorBits:14,biasBits:0,delayProgram:0,firstTickBits:1,groups:16,
//   historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],listEntries:1024,membraneBits:16,
//   perNeuron:[],refractoryBits:0,regions:2,resetBits:0,resets:["threshold"],segments:256,
//   slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,weightSign:"signed",
//   weightWords:16384},slice:"chosen",stateAt:4,weightsAt:2}
module core_bus (
  input  wire        clk,
  input  wire        rst,
  input  wire        bus_write,
  input  wire        bus_read,
  input  wire  [2:0] bus_space,
  input  wire [15:0] bus_address,
  input  wire [15:0] bus_data,
  input  wire [15:0] weights_0,
  input  wire [15:0] weights_1,
  input  wire [15:0] weights_2,
  input  wire [15:0] weights_3,
  input  wire [15:0] membrane,
  input  wire        refractory,
  output wire        handle,
  output wire        access,
  output wire [15:0] address,
  output wire        state,
  output reg         write_weights,
  output reg         write_segments,
  output reg         write_input_parameters,
  output reg         write_output_parameters,
  output reg         write_region_start,
  output wire        write_groups,
  output wire        write_delay_program,
  output reg         bus_data_valid,
  output reg  [15:0] bus_data_data
);

  reg        write;
  reg        read;
  reg        write_either;
  reg        start_comes;
  reg        strobed;
  reg [15:0] stage0_slice0;
  reg  [3:0] answering;

  wire is_program = bus_address[15];
  wire accessed = write || read;

  always @(posedge clk) begin
    if (rst) begin
      write <= 1'b0;
      read <= 1'b0;
      write_weights <= 1'b0;
      write_segments <= 1'b0;
      write_input_parameters <= 1'b0;
      write_output_parameters <= 1'b0;
      write_either <= 1'b0;
      start_comes <= 1'b0;
      write_region_start <= 1'b0;
      strobed <= 1'b0;
    end else begin
      write <= bus_write;
      read <= bus_read;
      write_weights <= bus_write && bus_space == 3'd0;
      write_segments <= bus_write && bus_space == 3'd1;
      write_input_parameters <= bus_write && bus_space == 3'd2;
      write_output_parameters <= bus_write && bus_space == 3'd3;
      write_either <= bus_write && bus_space == 3'd7;
      start_comes <= bus_write && bus_space == 3'd4;
      write_region_start <= start_comes;
      strobed <= accessed;
    end
  end

  always @(posedge clk) begin
    stage0_slice0 <=
      (bus_address[1:0] == 2'd0) ? weights_0 :
      (bus_address[1:0] == 2'd1) ? weights_1 :
      (bus_address[1:0] == 2'd2) ? weights_2 :
      weights_3;
  end

  always @(posedge clk) begin
    if (rst) begin
      answering <= 4'd0;
    end else begin
      answering <= {answering[2:0], read};
    end
  end

  always @(posedge clk) begin
    bus_data_valid <= (bus_space == 3'd0) ? answering[2] : answering[3];
    bus_data_data <=
      (bus_space == 3'd0) ? stage0_slice0 : (bus_space == 3'd5) ? membrane : {15'd0, refractory};
  end

  assign handle = 1'b0;
  assign access = accessed;
  assign address = bus_address;
  assign state = bus_space == 3'd5 || bus_space == 3'd6;
  assign write_groups = write_either && !is_program;
  assign write_delay_program = write_either && is_program;

`ifndef SYNTHESIS
  reg [2:0] bus_space_past;
  reg past_valid;
  reg [15:0] bus_data_past;
  reg [15:0] bus_address_past;
  wire _past_unused_ok = &{1'b0, bus_space_past, past_valid, bus_data_past, bus_address_past};
  initial past_valid = 1'b0;
  always @(posedge clk) bus_space_past <= bus_space;
  always @(posedge clk) begin
    if (rst) begin
      past_valid <= 1'b0;
    end else begin
      past_valid <= 1'b1;
    end
  end
  always @(posedge clk) begin
    bus_data_past <= bus_data;
    bus_address_past <= bus_address;
  end
`endif

`ifdef FORMAL
  always @(posedge clk) begin
    the_space_of_an_access_changes_too_early: assert (
      !(accessed || strobed) || bus_space == bus_space_past || !past_valid || rst
    );
    the_data_of_an_access_changes_too_early: assert (
      !(accessed || strobed) || bus_data == bus_data_past || !past_valid || rst
    );
    the_address_of_an_access_changes_too_early: assert (
      !strobed || bus_address == bus_address_past || !past_valid || rst
    );
    an_access_comes_less_than_3_cycles_after_the_last_one: assert (
      !((bus_write || bus_read) && (accessed || strobed)) || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if ((accessed || strobed) && bus_space != bus_space_past && past_valid && !rst)
      $error("the space of an access changes too early");
    if ((accessed || strobed) && bus_data != bus_data_past && past_valid && !rst)
      $error("the data of an access changes too early");
    if (strobed && bus_address != bus_address_past && past_valid && !rst)
      $error("the address of an access changes too early");
    if ((bus_write || bus_read) && (accessed || strobed) && !rst)
      $error("an access comes less than 3 cycles after the last one");
  end
`endif

  wire _unused_ok = &{1'b0, bus_data, strobed};

endmodule
