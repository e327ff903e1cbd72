// spike_history {fabric:"ecp5",shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module spike_history (
  input  wire        clk,
  input  wire        rst,
  input  wire        rows_valid,
  input  wire  [3:0] rows_spikes,
  input  wire        rows_record,
  input  wire        rows_ends_population,
  input  wire        rows_ends_tick,
  input  wire        start,
  output wire        done,
  input  wire        append_ready,
  output wire        append_valid,
  output wire  [1:0] append_payload_region,
  output wire  [8:0] append_payload_index,
  input  wire        clear,
  input  wire        write_program,
  input  wire [15:0] write_address,
  input  wire [15:0] write_data
);

  wire [15:0] step_0;
  wire [15:0] kept;
  wire        recorder_write;
  wire  [3:0] recorder_tick;
  wire  [3:0] recorder_word;
  wire [15:0] recorder_spikes;
  wire        delay_program_done;
  wire  [5:0] delay_program_step_address;
  wire  [3:0] delay_program_history_tick;
  wire  [3:0] delay_program_history_word;
  wire        delay_program_append_valid;
  wire  [1:0] delay_program_append_payload_region;
  wire  [8:0] delay_program_append_payload_index;
  wire  [3:0] delay_program_tick;
  wire [15:0] spikes_word;
  wire [15:0] steps_slices_0;

  assign kept = spikes_word;
  assign step_0 = steps_slices_0;

  spike_recorder recorder (
    .clk(clk),
    .rst(rst),
    .rows_valid(rows_valid),
    .rows_spikes(rows_spikes),
    .rows_record(rows_record),
    .rows_ends_population(rows_ends_population),
    .rows_ends_tick(rows_ends_tick),
    .clear(clear),
    .write(recorder_write),
    .tick(recorder_tick),
    .word(recorder_word),
    .spikes(recorder_spikes)
  );

  delay_program delay_program (
    .clk(clk),
    .rst(rst),
    .start(start),
    .clear(clear),
    .done(delay_program_done),
    .step_address(delay_program_step_address),
    .step_0(step_0),
    .history_tick(delay_program_history_tick),
    .history_word(delay_program_history_word),
    .history(kept),
    .append_ready(append_ready),
    .append_valid(delay_program_append_valid),
    .append_payload_region(delay_program_append_payload_region),
    .append_payload_index(delay_program_append_payload_index),
    .tick(delay_program_tick)
  );

  wire [7:0] spikes_address = {delay_program_history_tick, delay_program_history_word};
  word_memory_bits16_depth256_kind_dp16kd_latency2 spikes (
    .clk(clk),
    .address(spikes_address),
    .write(recorder_write),
    .write_address({recorder_tick, recorder_word}),
    .write_data(recorder_spikes),
    .word(spikes_word)
  );

  sliced_memory_bits10_depth64_kind_distributed_latency1 steps (
    .clk(clk),
    .rst(rst),
    .address(delay_program_step_address),
    .write(write_program),
    .write_address(write_address[5:0]),
    .write_slice(1'b0),
    .write_data(write_data),
    .slices_0(steps_slices_0)
  );

  assign done = delay_program_done;
  assign append_valid = delay_program_append_valid;
  assign append_payload_region = delay_program_append_payload_region;
  assign append_payload_index = delay_program_append_payload_index;

`ifdef FORMAL
  always @(posedge clk) begin
    the_delay_program_starts_before_the_tick_s_spikes_are_in_the: assert (
      !start || recorder_tick - delay_program_tick <= 4'd1 || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (start && recorder_tick - delay_program_tick > 4'd1 && !rst)
      $error("the delay program starts before the tick's spikes are in the history, or too late");
  end
`endif

  wire _unused_ok = &{1'b0, write_address[15:6], delay_program_tick};

endmodule
