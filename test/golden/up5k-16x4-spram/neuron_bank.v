// neuron_bank {shape:{accumulatorBits:14,biasBits:0,firstTickBits:1,groups:16,lanes:16,leakBits:0,
//   leaks:["none","shift"],listEntries:1024,membraneBits:16,refractoryBits:0,regions:2,
//   segments:256,weightBits:4,weightWords:16384}}
module neuron_bank (
  input  wire               clk,
  input  wire               rst,
  input  wire               start,
  input  wire               group_starts,
  input  wire               group_ends_tick,
  input  wire signed [13:0] sum,
  input  wire               clear,
  input  wire               bus_access,
  input  wire        [15:0] bus_address,
  input  wire               bus_state,
  input  wire               write_input_parameters,
  input  wire               write_output_parameters,
  input  wire        [15:0] write_address,
  input  wire        [15:0] write_data,
  output wire               spike,
  output wire               report,
  output wire               loop_back,
  output wire               loop_back_region,
  output wire         [7:0] slot,
  output reg                tick_done,
  output reg                clear_done,
  output wire               saturated,
  output wire        [15:0] membrane,
  output wire               refractory
);

  reg                row_active;
  reg          [3:0] rows_left;
  reg                ends_tick;
  reg                row_read;
  reg                row_is_last;
  reg          [7:0] read_slot;
  reg          [7:0] parameter_slot;
  reg          [7:0] result_slot;
  reg                clearing;
  reg                clear_write;
  reg                young_tick;
  wire         [6:0] input_parameters_word;
  wire        [34:0] output_parameters_word;
  wire               pipeline_takes_parameters;
  wire               pipeline_done;
  wire               pipeline_finished;
  wire               pipeline_write;
  wire signed [15:0] pipeline_new_membrane;
  wire               pipeline_new_refractory;
  wire               pipeline_fired;
  wire               pipeline_report;
  wire               pipeline_loop_back;
  wire               pipeline_loop_back_region;
  wire               pipeline_saturated;

  (* no_rw_check *)
  reg signed [15:0] membranes [0:255];
  reg signed [15:0] membranes_q;

  wire last_row = row_active && rows_left == 4'd0;
  wire [7:0] bus_slot = bus_address[7:0];
  wire last_slot = clear_write && (&result_slot);
  wire write_state = (pipeline_write && pipeline_done) || clear_write;

`ifdef FORMAL
  (* anyseq *) wire [15:0] membranes_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] membranes_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write_state) membranes[result_slot] <= pipeline_new_membrane;
    membranes_q <= membranes[read_slot];
`ifdef FORMAL
    if (write_state && read_slot == result_slot) membranes_q <= membranes_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write_state && read_slot == result_slot) begin
      {membranes_q_random_unused, membranes_q} <= $random;
    end
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      row_active <= 1'b0;
    end else begin
      row_active <= group_starts || (row_active && !last_row);
    end
  end

  always @(posedge clk) rows_left <= group_starts ? 4'd15 : rows_left - 4'd1;

  always @(posedge clk) begin
    if (group_starts) ends_tick <= group_ends_tick;
  end

  always @(posedge clk) begin
    if (rst) begin
      row_read <= 1'b0;
    end else begin
      row_read <= row_active;
    end
  end

  always @(posedge clk) row_is_last <= last_row && ends_tick;

  always @(posedge clk) begin
    if (start) begin
      read_slot <= 8'd0;
    end else if (row_active) begin
      read_slot <= read_slot + 8'd1;
    end
    if (bus_access) read_slot <= bus_slot;
  end

  always @(posedge clk) begin
    if (rst) begin
      clearing <= 1'b0;
      clear_write <= 1'b0;
      clear_done <= 1'b0;
    end else begin
      clearing <= clear || (clearing && !last_slot);
      clear_write <= clearing && !last_slot;
      clear_done <= last_slot;
    end
  end

  always @(posedge clk) begin
    if (clear) begin
      young_tick <= 1'b0;
    end else if (tick_done && !young_tick) begin
      young_tick <= young_tick + 1'b1;
    end
  end

  always @(posedge clk) begin
    if (start) begin
      parameter_slot <= 8'd0;
    end else if (pipeline_takes_parameters) begin
      parameter_slot <= parameter_slot + 8'd1;
    end
    if (bus_access) parameter_slot <= bus_address[9:2];
  end

  always @(posedge clk) begin
    if (rst) begin
      tick_done <= 1'b0;
    end else begin
      tick_done <= pipeline_finished;
    end
  end

  always @(posedge clk) begin
    if (start || clear) begin
      result_slot <= 8'd0;
    end else if (pipeline_done || clear_write) begin
      result_slot <= result_slot + 8'd1;
    end
  end

  sliced_memory_bits7_depth256_kind_block input_parameters (
    .clk(clk),
    .address(read_slot),
    .write(write_input_parameters),
    .write_slice(1'b0),
    .write_data(write_data),
    .word(input_parameters_word)
  );

  sliced_memory_bits35_depth256_kind_block output_parameters (
    .clk(clk),
    .address(parameter_slot),
    .write(write_output_parameters),
    .write_slice(write_address[1:0]),
    .write_data(write_data),
    .word(output_parameters_word)
  );

  lif_pipeline pipeline (
    .clk(clk),
    .rst(rst),
    .valid(row_read),
    .last(row_is_last),
    .sum(sum),
    .membrane(membranes_q),
    .refractory(1'b0),
    .input_parameters(input_parameters_word),
    .output_parameters(output_parameters_word),
    .tick(young_tick),
    .clear(clearing),
    .takes_parameters(pipeline_takes_parameters),
    .done(pipeline_done),
    .finished(pipeline_finished),
    .write(pipeline_write),
    .new_membrane(pipeline_new_membrane),
    .new_refractory(pipeline_new_refractory),
    .fired(pipeline_fired),
    .report(pipeline_report),
    .loop_back(pipeline_loop_back),
    .loop_back_region(pipeline_loop_back_region),
    .saturated(pipeline_saturated)
  );

  assign spike = pipeline_fired;
  assign report = pipeline_report;
  assign loop_back = pipeline_loop_back;
  assign loop_back_region = pipeline_loop_back_region;
  assign slot = result_slot;
  assign saturated = pipeline_saturated;
  assign membrane = membranes_q;
  assign refractory = 1'b0;

`ifdef FORMAL
  always @(posedge clk) begin
    a_group_starts_before_the_last_one_is_done: assert (
      !(group_starts && row_active) || last_row || rst
    );
    state_is_cleared_while_a_tick_runs: assert (!(pipeline_done && clear_write) || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (group_starts && row_active && !last_row && !rst)
      $error("a group starts before the last one is done");
    if (pipeline_done && clear_write && !rst) $error("state is cleared while a tick runs");
  end
`endif

  wire _unused_ok = &{
    1'b0, bus_address[15:10], bus_state, write_address[15:2], pipeline_new_refractory
  };

endmodule
