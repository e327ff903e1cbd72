// core_bus {shape:{accumulatorBits:17,biasBits:10,delayProgram:64,firstTickBits:3,groups:32,
//   historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift","mul12"],listEntries:512,
//   membraneBits:16,perNeuron:["threshold","leak","bias","refractory","reset","firstTick"],
//   refractoryBits:4,regions:4,resetBits:13,resets:["zero","value","threshold","amount"],
//   segments:256,slots:256,thresholdBits:12,updates:4,waits:true,weightBits:8,weightSign:"signed",
//   weightWords:2048},slice:"hidden",stateAt:6,weightsAt:4}
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
  input  wire  [3:0] refractory,
  output wire  [3:0] handle,
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
  reg [15:0] stage0_or0;
  reg  [5:0] answering;
  reg  [3:0] low_is_not;
  reg        high_is_not;
  reg        hides0;
  reg        hides1;
  reg        hides2;
  reg        hides3;

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

  always @(posedge clk) stage0_or0 <= weights_0 | weights_1 | weights_2 | weights_3;

  always @(posedge clk) begin
    if (rst) begin
      answering <= 6'd0;
      low_is_not <= 4'd0;
      high_is_not <= 1'b0;
    end else begin
      answering <= {answering[4:0], read};
      low_is_not <= ~(4'd1 << bus_address[1:0]) & {{4{answering[0]}}};
      high_is_not <= 1'b0;
    end
  end

  always @(posedge clk) begin
    hides0 <= high_is_not ? 1'b1 : low_is_not[0];
    hides1 <= high_is_not ? 1'b1 : low_is_not[1];
    hides2 <= high_is_not ? 1'b1 : low_is_not[2];
    hides3 <= high_is_not ? 1'b1 : low_is_not[3];
    bus_data_valid <= (bus_space == 3'd0) ? answering[4] : answering[5];
    bus_data_data <=
      (bus_space == 3'd0) ? stage0_or0 : (bus_space == 3'd5) ? membrane : {12'd0, refractory};
  end

  assign handle = {hides3, hides2, hides1, hides0};
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
