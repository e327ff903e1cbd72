// neuron_bank {fabric:"ecp5",releaseLead:4,shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module neuron_bank (
  input  wire               clk,
  input  wire               rst,
  input  wire               group_starts,
  input  wire signed [16:0] sums_0,
  input  wire signed [16:0] sums_1,
  input  wire signed [16:0] sums_2,
  input  wire signed [16:0] sums_3,
  output wire               released,
  output wire               own_valid,
  output wire         [1:0] own_region,
  output wire         [8:0] own_index,
  output wire               tick_drained,
  input  wire               spikes_ready,
  output wire               spikes_valid,
  output wire        [15:0] spikes_payload,
  output wire               room,
  output wire               rows_valid,
  output wire         [3:0] rows_spikes,
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
  output wire         [3:0] refractory
);

  reg          [4:0] group;
  reg                row0;
  reg                row1;
  reg                row2;
  reg                row3;
  reg                row4;
  reg                row5;
  reg                row6;
  reg                row7;
  reg                row8;
  reg                row9;
  reg                row10;
  reg                row11;
  reg                row12;
  reg                row13;
  reg                row14;
  reg                ends_group;
  reg                ends_tick;
  reg                group_last_of_tick;
  reg          [5:0] read_row;
  reg          [5:0] result_row;
  reg                reads_state;
  reg                clearing;
  reg                clear_write;
  reg                last_sweep;
  reg          [2:0] young_tick;
  reg                is_cleared;
  reg         [15:0] state0_word;
  reg         [15:0] state1_word;
  reg         [15:0] state2_word;
  reg         [15:0] state3_word;
  reg         [15:0] state4_word;
  reg          [5:0] parameter_row;
  reg                group_report;
  reg                group_loop_back;
  reg          [1:0] group_loop_back_region;
  reg                group_record;
  reg                group_last_of_population;
  reg         [15:0] membrane_read;
  reg          [3:0] refractory_read;
  wire               has_room;
  wire        [19:0] new_state_0;
  wire        [19:0] new_state_1;
  wire        [19:0] new_state_2;
  wire        [19:0] new_state_3;
  wire               to_serialise_valid;
  wire         [3:0] to_serialise_payload_spikes;
  wire               to_serialise_payload_ends_tick;
  wire         [5:0] to_serialise_payload_row;
  wire               to_serialise_payload_report;
  wire               to_serialise_payload_loop_back;
  wire         [1:0] to_serialise_payload_region;
  wire               to_serialise_ready;
  wire        [15:0] groups_slices_0;
  wire               row_control_row;
  wire               row_control_begins_tick;
  wire               row_control_began_tick;
  wire               row_control_released;
  wire        [16:0] row_control_begun;
  wire        [17:0] state0_doa;
  wire        [17:0] state0_dob;
  wire        [17:0] state1_doa;
  wire        [17:0] state1_dob;
  wire        [17:0] state2_doa;
  wire        [17:0] state2_dob;
  wire        [17:0] state3_doa;
  wire        [17:0] state3_dob;
  wire        [17:0] state4_doa;
  wire        [17:0] state4_dob;
  wire        [15:0] input_parameters_slices_0;
  wire        [15:0] input_parameters_slices_1;
  wire        [15:0] input_parameters_slices_2;
  wire        [15:0] input_parameters_slices_3;
  wire        [15:0] input_parameters_slices_4;
  wire        [15:0] input_parameters_slices_5;
  wire        [15:0] input_parameters_slices_6;
  wire        [15:0] input_parameters_slices_7;
  wire        [15:0] output_parameters_slices_0;
  wire        [15:0] output_parameters_slices_1;
  wire        [15:0] output_parameters_slices_2;
  wire        [15:0] output_parameters_slices_3;
  wire        [15:0] output_parameters_slices_4;
  wire        [15:0] output_parameters_slices_5;
  wire        [15:0] output_parameters_slices_6;
  wire               neuron0_done;
  wire signed [15:0] neuron0_new_membrane;
  wire         [3:0] neuron0_new_refractory;
  wire               neuron0_fired;
  wire               neuron0_saturated;
  wire               neuron1_done;
  wire signed [15:0] neuron1_new_membrane;
  wire         [3:0] neuron1_new_refractory;
  wire               neuron1_fired;
  wire               neuron1_saturated;
  wire               neuron2_done;
  wire signed [15:0] neuron2_new_membrane;
  wire         [3:0] neuron2_new_refractory;
  wire               neuron2_fired;
  wire               neuron2_saturated;
  wire               neuron3_done;
  wire signed [15:0] neuron3_new_membrane;
  wire         [3:0] neuron3_new_refractory;
  wire               neuron3_fired;
  wire               neuron3_saturated;
  wire        [15:0] saturation_counter_count;
  wire               row_fifo_deq_valid;
  wire         [3:0] row_fifo_deq_payload_spikes;
  wire               row_fifo_deq_payload_ends_tick;
  wire         [5:0] row_fifo_deq_payload_row;
  wire               row_fifo_deq_payload_report;
  wire               row_fifo_deq_payload_loop_back;
  wire         [1:0] row_fifo_deq_payload_region;
  wire               row_fifo_room;
  wire               serialiser_rows_ready;
  wire               serialiser_own_valid;
  wire         [1:0] serialiser_own_region;
  wire         [8:0] serialiser_own_index;
  wire               serialiser_tick_drained;
  wire               serialiser_spikes_valid;
  wire        [15:0] serialiser_spikes_payload;

  wire done = row14;
  wire closes = row13 && (!row12 || row_control_begun[13]);
  wire write_state = done || clear_write;
  wire [3:0] fired = {neuron3_fired, neuron2_fired, neuron1_fired, neuron0_fired};

  assign new_state_0 = {neuron0_new_refractory, neuron0_new_membrane};
  assign new_state_1 = {neuron1_new_refractory, neuron1_new_membrane};
  assign new_state_2 = {neuron2_new_refractory, neuron2_new_membrane};
  assign new_state_3 = {neuron3_new_refractory, neuron3_new_membrane};
  assign to_serialise_valid = row_fifo_deq_valid;
  assign to_serialise_payload_spikes = row_fifo_deq_payload_spikes;
  assign to_serialise_payload_ends_tick = row_fifo_deq_payload_ends_tick;
  assign to_serialise_payload_row = row_fifo_deq_payload_row;
  assign to_serialise_payload_report = row_fifo_deq_payload_report;
  assign to_serialise_payload_loop_back = row_fifo_deq_payload_loop_back;
  assign to_serialise_payload_region = row_fifo_deq_payload_region;
  assign has_room = row_fifo_room;
  assign to_serialise_ready = serialiser_rows_ready;

  always @(posedge clk) begin
    if (rst) begin
      group <= 5'd0;
    end else if (row_control_begun[14]) begin
      group <= groups_slices_0[1] ? 5'd0 : group + 5'd1;
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
      row8 <= 1'b0;
      row9 <= 1'b0;
      row10 <= 1'b0;
      row11 <= 1'b0;
      row12 <= 1'b0;
      row13 <= 1'b0;
      row14 <= 1'b0;
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
      row8 <= row7;
      row9 <= row8;
      row10 <= row9;
      row11 <= row10;
      row12 <= row11;
      row13 <= row12;
      row14 <= row13;
      ends_group <= closes;
    end
  end

  always @(posedge clk) begin
    if (row_control_begun[13]) group_last_of_tick <= groups_slices_0[1];
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
      read_row <= 6'd0;
    end else if (reads_state) begin
      read_row <= bus_address[7:2];
    end else if (row_control_row) begin
      read_row <= read_row + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      last_sweep <= 1'b0;
      clearing <= 1'b0;
      clear_write <= 1'b0;
      clear_done <= 1'b0;
      result_row <= 6'd0;
    end else begin
      last_sweep <= clear_write && result_row == 6'd62;
      clearing <= clear || (clearing && !last_sweep);
      clear_write <= clearing && !last_sweep;
      clear_done <= last_sweep;
      result_row <= ends_tick ? 6'd0 : result_row + {5'd0, done || clear_write};
    end
  end

  always @(posedge clk) begin
    if (clear) begin
      young_tick <= 3'd0;
      is_cleared <= 1'b1;
    end else if (row_control_begun[2] && row_control_began_tick) begin
      young_tick <= young_tick + {2'd0, !(is_cleared || (&young_tick))};
      is_cleared <= 1'b0;
    end
  end

  always @(posedge clk) begin
    state0_word <= state0_dob[15:0];
    state1_word <= state1_dob[15:0];
    state2_word <= state2_dob[15:0];
    state3_word <= state3_dob[15:0];
    state4_word <= state4_dob[15:0];
  end

  always @(posedge clk) begin
    if (rst) begin
      parameter_row <= 6'd0;
    end else begin
      parameter_row <=
        (row_control_begun[8] && row_control_began_tick) ? 6'd0 : parameter_row + {5'd0, row8};
    end
  end

  always @(posedge clk) begin
    if (row_control_begun[14]) group_report <= groups_slices_0[4];
  end

  always @(posedge clk) begin
    if (row_control_begun[14]) group_loop_back <= groups_slices_0[5];
  end

  always @(posedge clk) begin
    if (row_control_begun[14]) group_loop_back_region <= groups_slices_0[7:6];
  end

  always @(posedge clk) begin
    if (row_control_begun[14]) group_record <= groups_slices_0[3];
  end

  always @(posedge clk) begin
    if (row_control_begun[14]) group_last_of_population <= groups_slices_0[2];
  end

  always @(posedge clk) begin
    membrane_read <=
      bus_address[1] ?
      (
        bus_address[0] ? {state4_word[11:0], state3_word[15:12]} :
        {state3_word[7:0], state2_word[15:8]}
      ) :
      bus_address[0] ? {state2_word[3:0], state1_word[15:4]} :
      state0_word;
    refractory_read <=
      bus_address[1] ? (bus_address[0] ? state4_word[15:12] : state3_word[11:8]) :
      bus_address[0] ? state2_word[7:4] :
      state1_word[3:0];
  end

  sliced_memory_bits8_depth32_kind_distributed_latency1 groups (
    .clk(clk),
    .rst(rst),
    .address(group),
    .write(write_groups),
    .write_address(write_address[4:0]),
    .write_slice(1'b0),
    .write_data(write_data),
    .slices_0(groups_slices_0)
  );

  row_control row_control (
    .clk(clk),
    .rst(rst),
    .group_starts(group_starts),
    .rows_minus_one(groups_slices_0[0]),
    .last_of_tick(groups_slices_0[1]),
    .room(has_room),
    .row(row_control_row),
    .begins_tick(row_control_begins_tick),
    .began_tick(row_control_began_tick),
    .released(row_control_released),
    .begun(row_control_begun)
  );

  wire [13:0] state0_ADA = {{4'd0, result_row}, 4'd0} | 14'd3;
  wire [17:0] state0_DIA = {2'd0, new_state_0[15:0]};
  wire [13:0] state0_ADB = {{4'd0, read_row}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) state0 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(state0_ADA[13]), .ADA12(state0_ADA[12]), .ADA11(state0_ADA[11]),
    .ADA10(state0_ADA[10]), .ADA9(state0_ADA[9]), .ADA8(state0_ADA[8]), .ADA7(state0_ADA[7]),
    .ADA6(state0_ADA[6]), .ADA5(state0_ADA[5]), .ADA4(state0_ADA[4]), .ADA3(state0_ADA[3]),
    .ADA2(state0_ADA[2]), .ADA1(state0_ADA[1]), .ADA0(state0_ADA[0]),
    .DIA17(state0_DIA[17]), .DIA16(state0_DIA[16]), .DIA15(state0_DIA[15]),
    .DIA14(state0_DIA[14]), .DIA13(state0_DIA[13]), .DIA12(state0_DIA[12]),
    .DIA11(state0_DIA[11]), .DIA10(state0_DIA[10]), .DIA9(state0_DIA[9]), .DIA8(state0_DIA[8]),
    .DIA7(state0_DIA[7]), .DIA6(state0_DIA[6]), .DIA5(state0_DIA[5]), .DIA4(state0_DIA[4]),
    .DIA3(state0_DIA[3]), .DIA2(state0_DIA[2]), .DIA1(state0_DIA[1]), .DIA0(state0_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write_state),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(state0_ADB[13]), .ADB12(state0_ADB[12]), .ADB11(state0_ADB[11]),
    .ADB10(state0_ADB[10]), .ADB9(state0_ADB[9]), .ADB8(state0_ADB[8]), .ADB7(state0_ADB[7]),
    .ADB6(state0_ADB[6]), .ADB5(state0_ADB[5]), .ADB4(state0_ADB[4]), .ADB3(state0_ADB[3]),
    .ADB2(state0_ADB[2]), .ADB1(state0_ADB[1]), .ADB0(state0_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(state0_doa[17]), .DOA16(state0_doa[16]), .DOA15(state0_doa[15]),
    .DOA14(state0_doa[14]), .DOA13(state0_doa[13]), .DOA12(state0_doa[12]),
    .DOA11(state0_doa[11]), .DOA10(state0_doa[10]), .DOA9(state0_doa[9]), .DOA8(state0_doa[8]),
    .DOA7(state0_doa[7]), .DOA6(state0_doa[6]), .DOA5(state0_doa[5]), .DOA4(state0_doa[4]),
    .DOA3(state0_doa[3]), .DOA2(state0_doa[2]), .DOA1(state0_doa[1]), .DOA0(state0_doa[0]),
    .DOB17(state0_dob[17]), .DOB16(state0_dob[16]), .DOB15(state0_dob[15]),
    .DOB14(state0_dob[14]), .DOB13(state0_dob[13]), .DOB12(state0_dob[12]),
    .DOB11(state0_dob[11]), .DOB10(state0_dob[10]), .DOB9(state0_dob[9]), .DOB8(state0_dob[8]),
    .DOB7(state0_dob[7]), .DOB6(state0_dob[6]), .DOB5(state0_dob[5]), .DOB4(state0_dob[4]),
    .DOB3(state0_dob[3]), .DOB2(state0_dob[2]), .DOB1(state0_dob[1]), .DOB0(state0_dob[0])
  );

  wire [13:0] state1_ADA = {{4'd0, result_row}, 4'd0} | 14'd3;
  wire [17:0] state1_DIA = {2'd0, new_state_1[11:0], new_state_0[19:16]};
  wire [13:0] state1_ADB = {{4'd0, read_row}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) state1 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(state1_ADA[13]), .ADA12(state1_ADA[12]), .ADA11(state1_ADA[11]),
    .ADA10(state1_ADA[10]), .ADA9(state1_ADA[9]), .ADA8(state1_ADA[8]), .ADA7(state1_ADA[7]),
    .ADA6(state1_ADA[6]), .ADA5(state1_ADA[5]), .ADA4(state1_ADA[4]), .ADA3(state1_ADA[3]),
    .ADA2(state1_ADA[2]), .ADA1(state1_ADA[1]), .ADA0(state1_ADA[0]),
    .DIA17(state1_DIA[17]), .DIA16(state1_DIA[16]), .DIA15(state1_DIA[15]),
    .DIA14(state1_DIA[14]), .DIA13(state1_DIA[13]), .DIA12(state1_DIA[12]),
    .DIA11(state1_DIA[11]), .DIA10(state1_DIA[10]), .DIA9(state1_DIA[9]), .DIA8(state1_DIA[8]),
    .DIA7(state1_DIA[7]), .DIA6(state1_DIA[6]), .DIA5(state1_DIA[5]), .DIA4(state1_DIA[4]),
    .DIA3(state1_DIA[3]), .DIA2(state1_DIA[2]), .DIA1(state1_DIA[1]), .DIA0(state1_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write_state),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(state1_ADB[13]), .ADB12(state1_ADB[12]), .ADB11(state1_ADB[11]),
    .ADB10(state1_ADB[10]), .ADB9(state1_ADB[9]), .ADB8(state1_ADB[8]), .ADB7(state1_ADB[7]),
    .ADB6(state1_ADB[6]), .ADB5(state1_ADB[5]), .ADB4(state1_ADB[4]), .ADB3(state1_ADB[3]),
    .ADB2(state1_ADB[2]), .ADB1(state1_ADB[1]), .ADB0(state1_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(state1_doa[17]), .DOA16(state1_doa[16]), .DOA15(state1_doa[15]),
    .DOA14(state1_doa[14]), .DOA13(state1_doa[13]), .DOA12(state1_doa[12]),
    .DOA11(state1_doa[11]), .DOA10(state1_doa[10]), .DOA9(state1_doa[9]), .DOA8(state1_doa[8]),
    .DOA7(state1_doa[7]), .DOA6(state1_doa[6]), .DOA5(state1_doa[5]), .DOA4(state1_doa[4]),
    .DOA3(state1_doa[3]), .DOA2(state1_doa[2]), .DOA1(state1_doa[1]), .DOA0(state1_doa[0]),
    .DOB17(state1_dob[17]), .DOB16(state1_dob[16]), .DOB15(state1_dob[15]),
    .DOB14(state1_dob[14]), .DOB13(state1_dob[13]), .DOB12(state1_dob[12]),
    .DOB11(state1_dob[11]), .DOB10(state1_dob[10]), .DOB9(state1_dob[9]), .DOB8(state1_dob[8]),
    .DOB7(state1_dob[7]), .DOB6(state1_dob[6]), .DOB5(state1_dob[5]), .DOB4(state1_dob[4]),
    .DOB3(state1_dob[3]), .DOB2(state1_dob[2]), .DOB1(state1_dob[1]), .DOB0(state1_dob[0])
  );

  wire [13:0] state2_ADA = {{4'd0, result_row}, 4'd0} | 14'd3;
  wire [17:0] state2_DIA = {2'd0, new_state_2[7:0], new_state_1[19:12]};
  wire [13:0] state2_ADB = {{4'd0, read_row}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) state2 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(state2_ADA[13]), .ADA12(state2_ADA[12]), .ADA11(state2_ADA[11]),
    .ADA10(state2_ADA[10]), .ADA9(state2_ADA[9]), .ADA8(state2_ADA[8]), .ADA7(state2_ADA[7]),
    .ADA6(state2_ADA[6]), .ADA5(state2_ADA[5]), .ADA4(state2_ADA[4]), .ADA3(state2_ADA[3]),
    .ADA2(state2_ADA[2]), .ADA1(state2_ADA[1]), .ADA0(state2_ADA[0]),
    .DIA17(state2_DIA[17]), .DIA16(state2_DIA[16]), .DIA15(state2_DIA[15]),
    .DIA14(state2_DIA[14]), .DIA13(state2_DIA[13]), .DIA12(state2_DIA[12]),
    .DIA11(state2_DIA[11]), .DIA10(state2_DIA[10]), .DIA9(state2_DIA[9]), .DIA8(state2_DIA[8]),
    .DIA7(state2_DIA[7]), .DIA6(state2_DIA[6]), .DIA5(state2_DIA[5]), .DIA4(state2_DIA[4]),
    .DIA3(state2_DIA[3]), .DIA2(state2_DIA[2]), .DIA1(state2_DIA[1]), .DIA0(state2_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write_state),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(state2_ADB[13]), .ADB12(state2_ADB[12]), .ADB11(state2_ADB[11]),
    .ADB10(state2_ADB[10]), .ADB9(state2_ADB[9]), .ADB8(state2_ADB[8]), .ADB7(state2_ADB[7]),
    .ADB6(state2_ADB[6]), .ADB5(state2_ADB[5]), .ADB4(state2_ADB[4]), .ADB3(state2_ADB[3]),
    .ADB2(state2_ADB[2]), .ADB1(state2_ADB[1]), .ADB0(state2_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(state2_doa[17]), .DOA16(state2_doa[16]), .DOA15(state2_doa[15]),
    .DOA14(state2_doa[14]), .DOA13(state2_doa[13]), .DOA12(state2_doa[12]),
    .DOA11(state2_doa[11]), .DOA10(state2_doa[10]), .DOA9(state2_doa[9]), .DOA8(state2_doa[8]),
    .DOA7(state2_doa[7]), .DOA6(state2_doa[6]), .DOA5(state2_doa[5]), .DOA4(state2_doa[4]),
    .DOA3(state2_doa[3]), .DOA2(state2_doa[2]), .DOA1(state2_doa[1]), .DOA0(state2_doa[0]),
    .DOB17(state2_dob[17]), .DOB16(state2_dob[16]), .DOB15(state2_dob[15]),
    .DOB14(state2_dob[14]), .DOB13(state2_dob[13]), .DOB12(state2_dob[12]),
    .DOB11(state2_dob[11]), .DOB10(state2_dob[10]), .DOB9(state2_dob[9]), .DOB8(state2_dob[8]),
    .DOB7(state2_dob[7]), .DOB6(state2_dob[6]), .DOB5(state2_dob[5]), .DOB4(state2_dob[4]),
    .DOB3(state2_dob[3]), .DOB2(state2_dob[2]), .DOB1(state2_dob[1]), .DOB0(state2_dob[0])
  );

  wire [13:0] state3_ADA = {{4'd0, result_row}, 4'd0} | 14'd3;
  wire [17:0] state3_DIA = {2'd0, new_state_3[3:0], new_state_2[19:8]};
  wire [13:0] state3_ADB = {{4'd0, read_row}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) state3 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(state3_ADA[13]), .ADA12(state3_ADA[12]), .ADA11(state3_ADA[11]),
    .ADA10(state3_ADA[10]), .ADA9(state3_ADA[9]), .ADA8(state3_ADA[8]), .ADA7(state3_ADA[7]),
    .ADA6(state3_ADA[6]), .ADA5(state3_ADA[5]), .ADA4(state3_ADA[4]), .ADA3(state3_ADA[3]),
    .ADA2(state3_ADA[2]), .ADA1(state3_ADA[1]), .ADA0(state3_ADA[0]),
    .DIA17(state3_DIA[17]), .DIA16(state3_DIA[16]), .DIA15(state3_DIA[15]),
    .DIA14(state3_DIA[14]), .DIA13(state3_DIA[13]), .DIA12(state3_DIA[12]),
    .DIA11(state3_DIA[11]), .DIA10(state3_DIA[10]), .DIA9(state3_DIA[9]), .DIA8(state3_DIA[8]),
    .DIA7(state3_DIA[7]), .DIA6(state3_DIA[6]), .DIA5(state3_DIA[5]), .DIA4(state3_DIA[4]),
    .DIA3(state3_DIA[3]), .DIA2(state3_DIA[2]), .DIA1(state3_DIA[1]), .DIA0(state3_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write_state),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(state3_ADB[13]), .ADB12(state3_ADB[12]), .ADB11(state3_ADB[11]),
    .ADB10(state3_ADB[10]), .ADB9(state3_ADB[9]), .ADB8(state3_ADB[8]), .ADB7(state3_ADB[7]),
    .ADB6(state3_ADB[6]), .ADB5(state3_ADB[5]), .ADB4(state3_ADB[4]), .ADB3(state3_ADB[3]),
    .ADB2(state3_ADB[2]), .ADB1(state3_ADB[1]), .ADB0(state3_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(state3_doa[17]), .DOA16(state3_doa[16]), .DOA15(state3_doa[15]),
    .DOA14(state3_doa[14]), .DOA13(state3_doa[13]), .DOA12(state3_doa[12]),
    .DOA11(state3_doa[11]), .DOA10(state3_doa[10]), .DOA9(state3_doa[9]), .DOA8(state3_doa[8]),
    .DOA7(state3_doa[7]), .DOA6(state3_doa[6]), .DOA5(state3_doa[5]), .DOA4(state3_doa[4]),
    .DOA3(state3_doa[3]), .DOA2(state3_doa[2]), .DOA1(state3_doa[1]), .DOA0(state3_doa[0]),
    .DOB17(state3_dob[17]), .DOB16(state3_dob[16]), .DOB15(state3_dob[15]),
    .DOB14(state3_dob[14]), .DOB13(state3_dob[13]), .DOB12(state3_dob[12]),
    .DOB11(state3_dob[11]), .DOB10(state3_dob[10]), .DOB9(state3_dob[9]), .DOB8(state3_dob[8]),
    .DOB7(state3_dob[7]), .DOB6(state3_dob[6]), .DOB5(state3_dob[5]), .DOB4(state3_dob[4]),
    .DOB3(state3_dob[3]), .DOB2(state3_dob[2]), .DOB1(state3_dob[1]), .DOB0(state3_dob[0])
  );

  wire [13:0] state4_ADA = {{4'd0, result_row}, 4'd0} | 14'd3;
  wire [17:0] state4_DIA = {2'd0, new_state_3[19:4]};
  wire [13:0] state4_ADB = {{4'd0, read_row}, 4'd0};
  DP16KD #(
    .DATA_WIDTH_A(18),
    .REGMODE_A("NOREG"),
    .WRITEMODE_A("NORMAL"),
    .CSDECODE_A("0b000"),
    .DATA_WIDTH_B(18),
    .REGMODE_B("OUTREG"),
    .WRITEMODE_B("NORMAL"),
    .CSDECODE_B("0b000"),
    .RESETMODE("SYNC"),
    .GSR("AUTO")
  ) state4 (
    .CLKA(clk),
    .CLKB(clk),
    .ADA13(state4_ADA[13]), .ADA12(state4_ADA[12]), .ADA11(state4_ADA[11]),
    .ADA10(state4_ADA[10]), .ADA9(state4_ADA[9]), .ADA8(state4_ADA[8]), .ADA7(state4_ADA[7]),
    .ADA6(state4_ADA[6]), .ADA5(state4_ADA[5]), .ADA4(state4_ADA[4]), .ADA3(state4_ADA[3]),
    .ADA2(state4_ADA[2]), .ADA1(state4_ADA[1]), .ADA0(state4_ADA[0]),
    .DIA17(state4_DIA[17]), .DIA16(state4_DIA[16]), .DIA15(state4_DIA[15]),
    .DIA14(state4_DIA[14]), .DIA13(state4_DIA[13]), .DIA12(state4_DIA[12]),
    .DIA11(state4_DIA[11]), .DIA10(state4_DIA[10]), .DIA9(state4_DIA[9]), .DIA8(state4_DIA[8]),
    .DIA7(state4_DIA[7]), .DIA6(state4_DIA[6]), .DIA5(state4_DIA[5]), .DIA4(state4_DIA[4]),
    .DIA3(state4_DIA[3]), .DIA2(state4_DIA[2]), .DIA1(state4_DIA[1]), .DIA0(state4_DIA[0]),
    .CEA(1'b1),
    .OCEA(1'b1),
    .WEA(write_state),
    .RSTA(1'b0),
    .CSA2(1'b0), .CSA1(1'b0), .CSA0(1'b0),
    .ADB13(state4_ADB[13]), .ADB12(state4_ADB[12]), .ADB11(state4_ADB[11]),
    .ADB10(state4_ADB[10]), .ADB9(state4_ADB[9]), .ADB8(state4_ADB[8]), .ADB7(state4_ADB[7]),
    .ADB6(state4_ADB[6]), .ADB5(state4_ADB[5]), .ADB4(state4_ADB[4]), .ADB3(state4_ADB[3]),
    .ADB2(state4_ADB[2]), .ADB1(state4_ADB[1]), .ADB0(state4_ADB[0]),
    .DIB17(1'b0), .DIB16(1'b0), .DIB15(1'b0), .DIB14(1'b0), .DIB13(1'b0), .DIB12(1'b0),
    .DIB11(1'b0), .DIB10(1'b0), .DIB9(1'b0), .DIB8(1'b0), .DIB7(1'b0), .DIB6(1'b0), .DIB5(1'b0),
    .DIB4(1'b0), .DIB3(1'b0), .DIB2(1'b0), .DIB1(1'b0), .DIB0(1'b0),
    .CEB(1'b1),
    .OCEB(1'b1),
    .WEB(1'b0),
    .RSTB(1'b0),
    .CSB2(1'b0), .CSB1(1'b0), .CSB0(1'b0),
    .DOA17(state4_doa[17]), .DOA16(state4_doa[16]), .DOA15(state4_doa[15]),
    .DOA14(state4_doa[14]), .DOA13(state4_doa[13]), .DOA12(state4_doa[12]),
    .DOA11(state4_doa[11]), .DOA10(state4_doa[10]), .DOA9(state4_doa[9]), .DOA8(state4_doa[8]),
    .DOA7(state4_doa[7]), .DOA6(state4_doa[6]), .DOA5(state4_doa[5]), .DOA4(state4_doa[4]),
    .DOA3(state4_doa[3]), .DOA2(state4_doa[2]), .DOA1(state4_doa[1]), .DOA0(state4_doa[0]),
    .DOB17(state4_dob[17]), .DOB16(state4_dob[16]), .DOB15(state4_dob[15]),
    .DOB14(state4_dob[14]), .DOB13(state4_dob[13]), .DOB12(state4_dob[12]),
    .DOB11(state4_dob[11]), .DOB10(state4_dob[10]), .DOB9(state4_dob[9]), .DOB8(state4_dob[8]),
    .DOB7(state4_dob[7]), .DOB6(state4_dob[6]), .DOB5(state4_dob[5]), .DOB4(state4_dob[4]),
    .DOB3(state4_dob[3]), .DOB2(state4_dob[2]), .DOB1(state4_dob[1]), .DOB0(state4_dob[0])
  );

  sliced_memory_bits128_depth64_kind_dp16kd_latency3 input_parameters (
    .clk(clk),
    .rst(rst),
    .address(read_row),
    .write(write_input_parameters),
    .write_address(write_address[8:3]),
    .write_slice(write_address[2:0]),
    .write_data(write_data),
    .slices_0(input_parameters_slices_0),
    .slices_1(input_parameters_slices_1),
    .slices_2(input_parameters_slices_2),
    .slices_3(input_parameters_slices_3),
    .slices_4(input_parameters_slices_4),
    .slices_5(input_parameters_slices_5),
    .slices_6(input_parameters_slices_6),
    .slices_7(input_parameters_slices_7)
  );

  sliced_memory_bits108_depth64_kind_dp16kd_latency3 output_parameters (
    .clk(clk),
    .rst(rst),
    .address(parameter_row),
    .write(write_output_parameters),
    .write_address(write_address[8:3]),
    .write_slice(write_address[2:0]),
    .write_data(write_data),
    .slices_0(output_parameters_slices_0),
    .slices_1(output_parameters_slices_1),
    .slices_2(output_parameters_slices_2),
    .slices_3(output_parameters_slices_3),
    .slices_4(output_parameters_slices_4),
    .slices_5(output_parameters_slices_5),
    .slices_6(output_parameters_slices_6)
  );

  wire [12:0] neuron0_input_fields_leak_amount = {
    input_parameters_slices_1[8:0], input_parameters_slices_0[15:12]
  };
  wire [12:0] neuron0_output_fields_reset_add = {
    output_parameters_slices_1[10:0], output_parameters_slices_0[15:14]
  };
  lif_pipeline neuron0 (
    .clk(clk),
    .rst(rst),
    .valid(row2),
    .membrane(state0_word),
    .refractory(state1_word[3:0]),
    .input_fields_bias(input_parameters_slices_0[9:0]),
    .input_fields_leak_kind(input_parameters_slices_0[11:10]),
    .input_fields_leak_amount(neuron0_input_fields_leak_amount),
    .input_fields_first_tick(input_parameters_slices_1[11:9]),
    .input_fields_refractory(input_parameters_slices_1[15:12]),
    .tick(young_tick),
    .sum(sums_0),
    .output_fields_threshold(output_parameters_slices_0[11:0]),
    .output_fields_reset_kind(output_parameters_slices_0[13:12]),
    .output_fields_reset_add(neuron0_output_fields_reset_add),
    .clear(clearing),
    .done(neuron0_done),
    .new_membrane(neuron0_new_membrane),
    .new_refractory(neuron0_new_refractory),
    .fired(neuron0_fired),
    .saturated(neuron0_saturated)
  );

  wire [12:0] neuron1_input_fields_leak_amount = {
    input_parameters_slices_3[8:0], input_parameters_slices_2[15:12]
  };
  wire [11:0] neuron1_output_fields_threshold = {
    output_parameters_slices_2[6:0], output_parameters_slices_1[15:11]
  };
  wire [12:0] neuron1_output_fields_reset_add = {
    output_parameters_slices_3[5:0], output_parameters_slices_2[15:9]
  };
  lif_pipeline neuron1 (
    .clk(clk),
    .rst(rst),
    .valid(row2),
    .membrane({state2_word[3:0], state1_word[15:4]}),
    .refractory(state2_word[7:4]),
    .input_fields_bias(input_parameters_slices_2[9:0]),
    .input_fields_leak_kind(input_parameters_slices_2[11:10]),
    .input_fields_leak_amount(neuron1_input_fields_leak_amount),
    .input_fields_first_tick(input_parameters_slices_3[11:9]),
    .input_fields_refractory(input_parameters_slices_3[15:12]),
    .tick(young_tick),
    .sum(sums_1),
    .output_fields_threshold(neuron1_output_fields_threshold),
    .output_fields_reset_kind(output_parameters_slices_2[8:7]),
    .output_fields_reset_add(neuron1_output_fields_reset_add),
    .clear(clearing),
    .done(neuron1_done),
    .new_membrane(neuron1_new_membrane),
    .new_refractory(neuron1_new_refractory),
    .fired(neuron1_fired),
    .saturated(neuron1_saturated)
  );

  wire [12:0] neuron2_input_fields_leak_amount = {
    input_parameters_slices_5[8:0], input_parameters_slices_4[15:12]
  };
  wire [11:0] neuron2_output_fields_threshold = {
    output_parameters_slices_4[1:0], output_parameters_slices_3[15:6]
  };
  wire [12:0] neuron2_output_fields_reset_add = {
    output_parameters_slices_5[0], output_parameters_slices_4[15:4]
  };
  lif_pipeline neuron2 (
    .clk(clk),
    .rst(rst),
    .valid(row2),
    .membrane({state3_word[7:0], state2_word[15:8]}),
    .refractory(state3_word[11:8]),
    .input_fields_bias(input_parameters_slices_4[9:0]),
    .input_fields_leak_kind(input_parameters_slices_4[11:10]),
    .input_fields_leak_amount(neuron2_input_fields_leak_amount),
    .input_fields_first_tick(input_parameters_slices_5[11:9]),
    .input_fields_refractory(input_parameters_slices_5[15:12]),
    .tick(young_tick),
    .sum(sums_2),
    .output_fields_threshold(neuron2_output_fields_threshold),
    .output_fields_reset_kind(output_parameters_slices_4[3:2]),
    .output_fields_reset_add(neuron2_output_fields_reset_add),
    .clear(clearing),
    .done(neuron2_done),
    .new_membrane(neuron2_new_membrane),
    .new_refractory(neuron2_new_refractory),
    .fired(neuron2_fired),
    .saturated(neuron2_saturated)
  );

  wire [12:0] neuron3_input_fields_leak_amount = {
    input_parameters_slices_7[8:0], input_parameters_slices_6[15:12]
  };
  wire [12:0] neuron3_output_fields_reset_add = {
    output_parameters_slices_6[11:0], output_parameters_slices_5[15]
  };
  lif_pipeline neuron3 (
    .clk(clk),
    .rst(rst),
    .valid(row2),
    .membrane({state4_word[11:0], state3_word[15:12]}),
    .refractory(state4_word[15:12]),
    .input_fields_bias(input_parameters_slices_6[9:0]),
    .input_fields_leak_kind(input_parameters_slices_6[11:10]),
    .input_fields_leak_amount(neuron3_input_fields_leak_amount),
    .input_fields_first_tick(input_parameters_slices_7[11:9]),
    .input_fields_refractory(input_parameters_slices_7[15:12]),
    .tick(young_tick),
    .sum(sums_3),
    .output_fields_threshold(output_parameters_slices_5[12:1]),
    .output_fields_reset_kind(output_parameters_slices_5[14:13]),
    .output_fields_reset_add(neuron3_output_fields_reset_add),
    .clear(clearing),
    .done(neuron3_done),
    .new_membrane(neuron3_new_membrane),
    .new_refractory(neuron3_new_refractory),
    .fired(neuron3_fired),
    .saturated(neuron3_saturated)
  );

  wire [3:0] saturation_counter_saturated = {
    neuron3_saturated, neuron2_saturated, neuron1_saturated, neuron0_saturated
  };
  saturation_counter saturation_counter (
    .clk(clk),
    .rst(rst),
    .saturated(saturation_counter_saturated),
    .clear(clear),
    .count(saturation_counter_count)
  );

  row_fifo row_fifo (
    .clk(clk),
    .rst(rst),
    .push((|fired) || ends_tick),
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
  assign rows_record = group_record;
  assign rows_ends_population = group_last_of_population && ends_group;
  assign rows_ends_tick = ends_tick;
  assign saturations = saturation_counter_count;
  assign membrane = membrane_read;
  assign refractory = refractory_read;

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
    1'b0, bus_address[15:8], write_address[15:9], groups_slices_0[15:8], row_control_begun[16:15],
    row_control_begun[12:9], row_control_begun[7:3], row_control_begun[1:0], state0_doa,
    state0_dob[17:16], state1_doa, state1_dob[17:16], state2_doa, state2_dob[17:16], state3_doa,
    state3_dob[17:16], state4_doa, state4_dob[17:16], output_parameters_slices_6[15:12],
    neuron0_done, neuron1_done, neuron2_done, neuron3_done
  };

endmodule
