// delay_program {historyLatency:2,shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module delay_program (
  input  wire        clk,
  input  wire        rst,
  input  wire        start,
  input  wire        clear,
  output reg         done,
  output reg   [5:0] step_address,
  input  wire [15:0] step_0,
  output reg   [3:0] history_tick,
  output reg   [3:0] history_word,
  input  wire [15:0] history,
  input  wire        append_ready,
  output wire        append_valid,
  output wire  [1:0] append_payload_region,
  output wire  [8:0] append_payload_index,
  output reg   [3:0] tick
);

  reg        old;
  reg        decode;
  reg  [1:0] region;
  reg        due;
  reg        resting;
  reg  [1:0] append_region;
  reg  [3:0] scanned_word;
  reg [15:0] left;
  reg        several;
  reg  [1:0] four;
  reg        appending;
  reg  [3:0] append_neuron;
  reg        on_its_way0;
  reg        on_its_way1;
  reg        on_its_way2;
  reg        waiting;
  reg        ended;

  wire ends = step_0[3:0] == 4'd0;
  wire fetched = waiting || on_its_way2;
  wire load = fetched && resting;
  wire [1:0] first = {!(left[0] || left[1]), !left[0] && (left[1] || !left[2])};
  wire [3:0] others = {
    left[3] && (left[0] || left[1] || left[2]), left[2] && (left[0] || left[1]), left[1] && left[0],
    1'b0
  };
  wire others_are_several =
    (left[0] && left[1] && (left[2] || left[3])) || (left[2] && left[3] && (left[0] || left[1]));
  wire spike = (|left[3:0]) && !resting;

  always @(posedge clk) begin
    if (rst) begin
      tick <= 4'd1;
      old <= 1'b0;
      on_its_way0 <= 1'b0;
      on_its_way1 <= 1'b0;
      on_its_way2 <= 1'b0;
      waiting <= 1'b0;
      resting <= 1'b1;
      decode <= 1'b0;
    end else begin
      tick <= clear ? 4'd1 : tick + {3'd0, start};
      old <= (old || (start && tick == 4'd14)) && !clear;
      on_its_way0 <= decode && !ends;
      on_its_way1 <= on_its_way0;
      on_its_way2 <= on_its_way1;
      waiting <= fetched && !resting;
      resting <= !load && (resting || !((|left) || appending));
      decode <= start || load;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      step_address <= 6'd0;
    end else if (decode) begin
      step_address <= ends ? 6'd0 : step_address + 6'd1;
    end
  end

  always @(posedge clk) begin
    if (decode) begin
      region <= step_0[5:4];
      history_tick <= tick - step_0[3:0];
      history_word <= step_0[9:6];
      due <= old || step_0[3:0] <= tick;
    end
  end

  always @(posedge clk) begin
    if (!appending) begin
      several <=
        load ?
        due &&
        (
          (history[0] && history[1]) || (history[2] && history[3]) ||
          ((history[0] || history[1]) && (history[2] || history[3]))
        ) :
        several ? others_are_several :
        (left[4] && left[5]) || (left[6] && left[7]) ||
        ((left[4] || left[5]) && (left[6] || left[7]));
      if (load) begin
        left <= due ? history : 16'd0;
        four <= 2'd0;
        append_region <= region;
        scanned_word <= history_word;
      end else if (several) begin
        left <= {left[15:4], others};
      end else begin
        left <= {4'd0, left[15:4]};
        four <= four + 2'd1;
      end
      append_neuron <= {four, first};
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      appending <= 1'b0;
      ended <= 1'b0;
      done <= 1'b1;
    end else begin
      appending <= appending ? !append_ready : spike;
      ended <= (decode && ends) || (ended && !resting);
      done <= (done || (ended && resting)) && !start;
    end
  end

  assign append_valid = appending;
  assign append_payload_region = append_region;
  assign append_payload_index = {1'b0, scanned_word, append_neuron};

`ifdef FORMAL
  always @(posedge clk) begin
    a_word_is_loaded_while_a_spike_is_appended: assert (!load || !appending || rst);
    whether_several_fired_is_known_wrongly: assert (resting || several == (|others) || rst);
    the_delay_program_starts_before_it_has_ended: assert (!start || done || rst);
    an_entry_of_the_delay_program_comes_after_its_end: assert (
      !done || !(spike || appending) || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (load && appending && !rst) $error("a word is loaded while a spike is appended");
    if (!(resting || several == (|others) || rst)) $error("whether several fired is known wrongly");
    if (start && !done && !rst) $error("the delay program starts before it has ended");
    if (done && (spike || appending) && !rst)
      $error("an entry of the delay program comes after its end");
  end
`endif

  wire _unused_ok = &{1'b0, step_0[15:10]};

endmodule
