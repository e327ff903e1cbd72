// neuron_bank {fabric:"ice40up",releaseLead:2,shape:{accumulatorBits:14,biasBits:0,delayProgram:0,
//   firstTickBits:1,groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],
//   listEntries:1024,membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,
//   resets:["threshold"],segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,
//   weightSign:"signed",weightWords:16384}}
module neuron_bank (
  input  wire               clk,
  input  wire               rst,
  input  wire               group_starts,
  input  wire signed [13:0] sums_0,
  output wire               released,
  output wire               own_valid,
  output wire               own_region,
  output wire         [9:0] own_index,
  output wire               tick_drained,
  input  wire               spikes_ready,
  output wire               spikes_valid,
  output wire        [15:0] spikes_payload,
  output wire               room,
  output wire               rows_valid,
  output wire               rows_spikes,
  output wire               rows_record,
  output wire               rows_ends_population,
  output wire               rows_ends_tick,
  input  wire               clear,
  output reg                clear_done,
  output wire        [15:0] saturations,
  input  wire               bus_access,
  input  wire        [15:0] bus_address,
  input  wire               bus_state,
  input  wire               write_groups,
  input  wire               write_input_parameters,
  input  wire               write_output_parameters,
  input  wire        [15:0] write_address,
  input  wire        [15:0] write_data,
  output wire        [15:0] membrane,
  output wire               refractory
);

  reg          [3:0] group;
  reg                row0;
  reg                row1;
  reg                row2;
  reg                row3;
  reg                row4;
  reg                row5;
  reg                row6;
  reg                row7;
  reg                ends_group;
  reg                ends_tick;
  reg                group_last_of_tick;
  reg          [7:0] read_row;
  reg          [7:0] result_row;
  reg                reads_state;
  reg                clearing;
  reg                clear_write;
  reg                last_sweep;
  reg                young_tick;
  reg                is_cleared;
  reg                group_leak_kind;
  reg          [2:0] group_leak_amount;
  reg                group_first_tick;
  reg          [7:0] parameter_row;
  reg          [7:0] group_threshold;
  reg                group_report;
  reg                group_loop_back;
  reg                group_loop_back_region;
  wire               has_room;
  wire        [15:0] new_state_0;
  wire               to_serialise_valid;
  wire               to_serialise_payload_spikes;
  wire               to_serialise_payload_ends_tick;
  wire         [7:0] to_serialise_payload_row;
  wire               to_serialise_payload_report;
  wire               to_serialise_payload_loop_back;
  wire               to_serialise_payload_region;
  wire               to_serialise_ready;
  wire        [15:0] groups_slices_0;
  wire        [15:0] groups_slices_1;
  wire               row_control_row;
  wire               row_control_begins_tick;
  wire               row_control_began_tick;
  wire               row_control_released;
  wire         [9:0] row_control_begun;
  wire               neuron0_done;
  wire signed [15:0] neuron0_new_membrane;
  wire               neuron0_new_refractory;
  wire               neuron0_fired;
  wire               neuron0_saturated;
  wire        [15:0] saturation_counter_count;
  wire               row_fifo_deq_valid;
  wire               row_fifo_deq_payload_spikes;
  wire               row_fifo_deq_payload_ends_tick;
  wire         [7:0] row_fifo_deq_payload_row;
  wire               row_fifo_deq_payload_report;
  wire               row_fifo_deq_payload_loop_back;
  wire               row_fifo_deq_payload_region;
  wire               row_fifo_room;
  wire               serialiser_rows_ready;
  wire               serialiser_own_valid;
  wire               serialiser_own_region;
  wire         [9:0] serialiser_own_index;
  wire               serialiser_tick_drained;
  wire               serialiser_spikes_valid;
  wire        [15:0] serialiser_spikes_payload;

  (* no_rw_check, ram_style = "block" *)
  reg [15:0] state0 [0:255];
  reg [15:0] state0_q;

  wire done = row7;
  wire closes = row6 && (!row5 || row_control_begun[6]);
  wire write_state = done || clear_write;
  wire fired = neuron0_fired;

  assign new_state_0 = neuron0_new_membrane;
  assign to_serialise_valid = row_fifo_deq_valid;
  assign to_serialise_payload_spikes = row_fifo_deq_payload_spikes;
  assign to_serialise_payload_ends_tick = row_fifo_deq_payload_ends_tick;
  assign to_serialise_payload_row = row_fifo_deq_payload_row;
  assign to_serialise_payload_report = row_fifo_deq_payload_report;
  assign to_serialise_payload_loop_back = row_fifo_deq_payload_loop_back;
  assign to_serialise_payload_region = row_fifo_deq_payload_region;
  assign has_room = row_fifo_room;
  assign to_serialise_ready = serialiser_rows_ready;

`ifdef FORMAL
  (* anyseq *) wire [15:0] state0_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] state0_q_random_unused;
`endif
  always @(posedge clk) begin
    if (write_state) state0[result_row] <= new_state_0;
    state0_q <= state0[read_row];
`ifdef FORMAL
    if (write_state && read_row == result_row) state0_q <= state0_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (write_state && read_row == result_row) {state0_q_random_unused, state0_q} <= $random;
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      group <= 4'd0;
    end else if (row_control_begun[7]) begin
      group <= groups_slices_0[4] ? 4'd0 : group + 4'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      row0 <= 1'b0;
      row1 <= 1'b0;
      row2 <= 1'b0;
      row3 <= 1'b0;
      row4 <= 1'b0;
      row5 <= 1'b0;
      row6 <= 1'b0;
      row7 <= 1'b0;
      ends_group <= 1'b0;
    end else begin
      row0 <= row_control_row;
      row1 <= row0;
      row2 <= row1;
      row3 <= row2;
      row4 <= row3;
      row5 <= row4;
      row6 <= row5;
      row7 <= row6;
      ends_group <= closes;
    end
  end

  always @(posedge clk) begin
    if (row_control_begun[6]) group_last_of_tick <= groups_slices_0[4];
  end

  always @(posedge clk) begin
    if (rst) begin
      ends_tick <= 1'b0;
      reads_state <= 1'b0;
    end else begin
      ends_tick <= closes && group_last_of_tick;
      reads_state <= bus_access && bus_state;
    end
  end

  always @(posedge clk) begin
    if (row_control_begins_tick) begin
      read_row <= 8'd0;
    end else if (reads_state) begin
      read_row <= bus_address[7:0];
    end else if (row_control_row) begin
      read_row <= read_row + 8'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      last_sweep <= 1'b0;
      clearing <= 1'b0;
      clear_write <= 1'b0;
      clear_done <= 1'b0;
      result_row <= 8'd0;
    end else begin
      last_sweep <= clear_write && result_row == 8'd254;
      clearing <= clear || (clearing && !last_sweep);
      clear_write <= clearing && !last_sweep;
      clear_done <= last_sweep;
      result_row <= ends_tick ? 8'd0 : result_row + {7'd0, done || clear_write};
    end
  end

  always @(posedge clk) begin
    if (clear) begin
      young_tick <= 1'b0;
      is_cleared <= 1'b1;
    end else if (row_control_begun[0] && row_control_began_tick) begin
      young_tick <= young_tick + !(is_cleared || young_tick);
      is_cleared <= 1'b0;
    end
  end

  always @(posedge clk) begin
    if (row_control_begun[0]) group_leak_kind <= groups_slices_0[8];
  end

  always @(posedge clk) begin
    if (row_control_begun[0]) group_leak_amount <= groups_slices_0[11:9];
  end

  always @(posedge clk) begin
    if (row_control_begun[0]) group_first_tick <= groups_slices_0[12];
  end

  always @(posedge clk) begin
    if (rst) begin
      parameter_row <= 8'd0;
    end else begin
      parameter_row <=
        (row_control_begun[5] && row_control_began_tick) ? 8'd0 : parameter_row + {7'd0, row5};
    end
  end

  always @(posedge clk) begin
    if (row_control_begun[5]) group_threshold <= {groups_slices_1[4:0], groups_slices_0[15:13]};
  end

  always @(posedge clk) begin
    if (row_control_begun[7]) group_report <= groups_slices_0[5];
  end

  always @(posedge clk) begin
    if (row_control_begun[7]) group_loop_back <= groups_slices_0[6];
  end

  always @(posedge clk) begin
    if (row_control_begun[7]) group_loop_back_region <= groups_slices_0[7];
  end

  sliced_memory_bits21_depth16_kind_block_latency1 groups (
    .clk(clk),
    .rst(rst),
    .address(group),
    .write(write_groups),
    .write_address(write_address[4:1]),
    .write_slice(write_address[0]),
    .write_data(write_data),
    .slices_0(groups_slices_0),
    .slices_1(groups_slices_1)
  );

  row_control row_control (
    .clk(clk),
    .rst(rst),
    .group_starts(group_starts),
    .rows_minus_one(groups_slices_0[3:0]),
    .last_of_tick(groups_slices_0[4]),
    .room(has_room),
    .row(row_control_row),
    .begins_tick(row_control_begins_tick),
    .began_tick(row_control_began_tick),
    .released(row_control_released),
    .begun(row_control_begun)
  );

  lif_pipeline neuron0 (
    .clk(clk),
    .rst(rst),
    .valid(row0),
    .membrane(state0_q),
    .refractory(1'b0),
    .input_fields_bias(1'b0),
    .input_fields_leak_kind(group_leak_kind),
    .input_fields_leak_amount(group_leak_amount),
    .input_fields_first_tick(group_first_tick),
    .input_fields_refractory(1'b0),
    .tick(young_tick),
    .sum(sums_0),
    .output_fields_threshold(group_threshold),
    .output_fields_reset_kind(1'b0),
    .output_fields_reset_add(1'b0),
    .clear(clearing),
    .done(neuron0_done),
    .new_membrane(neuron0_new_membrane),
    .new_refractory(neuron0_new_refractory),
    .fired(neuron0_fired),
    .saturated(neuron0_saturated)
  );

  saturation_counter saturation_counter (
    .clk(clk),
    .rst(rst),
    .saturated(neuron0_saturated),
    .clear(clear),
    .count(saturation_counter_count)
  );

  row_fifo row_fifo (
    .clk(clk),
    .rst(rst),
    .push(fired || ends_tick),
    .row_spikes(fired),
    .row_ends_tick(ends_tick),
    .row_row(result_row),
    .row_report(group_report),
    .row_loop_back(group_loop_back),
    .row_region(group_loop_back_region),
    .deq_ready(to_serialise_ready),
    .deq_valid(row_fifo_deq_valid),
    .deq_payload_spikes(row_fifo_deq_payload_spikes),
    .deq_payload_ends_tick(row_fifo_deq_payload_ends_tick),
    .deq_payload_row(row_fifo_deq_payload_row),
    .deq_payload_report(row_fifo_deq_payload_report),
    .deq_payload_loop_back(row_fifo_deq_payload_loop_back),
    .deq_payload_region(row_fifo_deq_payload_region),
    .room(row_fifo_room)
  );

  spike_serialiser serialiser (
    .clk(clk),
    .rst(rst),
    .rows_valid(to_serialise_valid),
    .rows_payload_spikes(to_serialise_payload_spikes),
    .rows_payload_ends_tick(to_serialise_payload_ends_tick),
    .rows_payload_row(to_serialise_payload_row),
    .rows_payload_report(to_serialise_payload_report),
    .rows_payload_loop_back(to_serialise_payload_loop_back),
    .rows_payload_region(to_serialise_payload_region),
    .rows_ready(serialiser_rows_ready),
    .clear(clear),
    .own_valid(serialiser_own_valid),
    .own_region(serialiser_own_region),
    .own_index(serialiser_own_index),
    .tick_drained(serialiser_tick_drained),
    .spikes_ready(spikes_ready),
    .spikes_valid(serialiser_spikes_valid),
    .spikes_payload(serialiser_spikes_payload)
  );

  assign released = row_control_released;
  assign own_valid = serialiser_own_valid;
  assign own_region = serialiser_own_region;
  assign own_index = serialiser_own_index;
  assign tick_drained = serialiser_tick_drained;
  assign spikes_valid = serialiser_spikes_valid;
  assign spikes_payload = serialiser_spikes_payload;
  assign room = row_fifo_room;
  assign rows_valid = done;
  assign rows_spikes = fired;
  assign rows_record = 1'b0;
  assign rows_ends_population = 1'b0;
  assign rows_ends_tick = ends_tick;
  assign saturations = saturation_counter_count;
  assign membrane = state0_q;
  assign refractory = 1'b0;

`ifdef FORMAL
  always @(posedge clk) begin
    state_is_cleared_while_a_tick_runs: assert (!(done && clear_write) || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (done && clear_write && !rst) $error("state is cleared while a tick runs");
  end
`endif

  wire _unused_ok = &{
    1'b0, bus_address[15:8], write_input_parameters, write_output_parameters, write_address[15:5],
    ends_group, groups_slices_1[15:5], row_control_begun[9:8], row_control_begun[4:1], neuron0_done,
    neuron0_new_refractory
  };

endmodule
