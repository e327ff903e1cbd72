// tick_control {indexBits:10,regionBits:1}
module tick_control (
  input  wire        clk,
  input  wire        rst,
  input  wire        events_valid,
  input  wire [15:0] events_payload,
  output wire        events_ready,
  input  wire        outside_ready,
  output wire        outside_valid,
  output wire        outside_payload_region,
  output wire  [9:0] outside_payload_index,
  input  wire        startable,
  output reg         start,
  input  wire        tick_drained,
  input  wire        history_done,
  output reg         own_swap,
  output wire        own_waits,
  output wire        own_ready,
  output reg         hold,
  input  wire        clear,
  input  wire        clear_done,
  output reg         drop,
  output reg         clear_swap,
  output reg         busy
);

  reg        event_held;
  reg        marker_held;
  reg [14:0] word;
  reg        one_tick;
  reg        two_ticks;
  reg        drained;
  reg        clearing;

  wire blocked = event_held && !outside_ready;
  wire accept = !(marker_held || blocked);
  wire may_start = startable && !(two_ticks || clearing || clear || start);
  wire is_complete = (drained || tick_drained) && history_done;
  wire begins = start && !own_swap;
  wire ends = own_swap && !start;

  always @(posedge clk) begin
    if (rst) begin
      event_held <= 1'b0;
      marker_held <= 1'b0;
    end else begin
      event_held <= blocked || (accept && events_valid && !events_payload[15]);
      marker_held <= (marker_held && !may_start) || (accept && events_valid && events_payload[15]);
    end
  end

  always @(posedge clk) begin
    if (accept) word <= events_payload[14:0];
  end

  always @(posedge clk) begin
    if (rst) begin
      start <= 1'b0;
      drained <= 1'b0;
      own_swap <= 1'b0;
      one_tick <= 1'b0;
      two_ticks <= 1'b0;
      hold <= 1'b0;
      clearing <= 1'b0;
      drop <= 1'b0;
      clear_swap <= 1'b0;
      busy <= 1'b0;
    end else begin
      start <= marker_held && may_start;
      drained <= (drained || tick_drained) && !history_done;
      own_swap <= is_complete;
      one_tick <= begins ? !(one_tick || two_ticks) : ends ? two_ticks : one_tick;
      two_ticks <= begins ? one_tick : two_ticks && !ends;
      hold <= two_ticks && !history_done;
      clearing <= clear || (clearing && !clear_done);
      drop <= clear;
      clear_swap <= drop;
      busy <= start || one_tick || two_ticks || clear || clearing || !history_done;
    end
  end

  assign events_ready = accept;
  assign outside_valid = event_held;
  assign outside_payload_region = word[10];
  assign outside_payload_index = word[9:0];
  assign own_waits = drained;
  assign own_ready = one_tick;

`ifdef FORMAL
  always @(posedge clk) begin
    a_number_of_ticks_is_one_or_two: assert (!(one_tick && two_ticks) || rst);
    a_third_tick_starts: assert (!start || !two_ticks || rst);
    own_lists_change_over_without_a_tick_in_flight: assert (
      !own_swap || one_tick || two_ticks || rst
    );
    state_is_cleared_while_a_tick_runs: assert (!clear || !busy || rst);
    a_tick_ends_before_the_lists_of_the_last_one_changed_over: assert (
      !(tick_drained && drained) || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (one_tick && two_ticks && !rst) $error("a number of ticks is one or two");
    if (start && two_ticks && !rst) $error("a third tick starts");
    if (own_swap && !(one_tick || two_ticks) && !rst)
      $error("own lists change over without a tick in flight");
    if (clear && busy && !rst) $error("state is cleared while a tick runs");
    if (tick_drained && drained && !rst)
      $error("a tick ends before the lists of the last one changed over");
  end
`endif

  wire _unused_ok = &{1'b0, word[14:11]};

endmodule
