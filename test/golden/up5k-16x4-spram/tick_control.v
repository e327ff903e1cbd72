// tick_control {indexBits:10,regionBits:1}
module tick_control (
  input  wire        clk,
  input  wire        rst,
  input  wire        events_valid,
  input  wire [15:0] events_payload,
  output wire        events_ready,
  input  wire        hold,
  input  wire        room,
  input  wire        clear,
  input  wire        tick_done,
  input  wire        clear_done,
  output wire        event_valid,
  output wire        event_region,
  output wire  [9:0] event_index,
  output reg         swap,
  output reg         walk,
  output reg         drop,
  output reg         busy,
  output reg  [14:0] tick
);

  reg        word_held;
  reg [15:0] word;
  reg        can_start;
  reg        starting;

  wire is_marker = word[15];
  wire start_tick = word_held && is_marker && can_start;
  wire changing = starting || swap || drop;
  wire take_event = word_held && !is_marker && !hold && !changing;
  wire accept = !word_held || take_event || start_tick;

  always @(posedge clk) begin
    if (rst) begin
      word_held <= 1'b0;
    end else begin
      word_held <= accept ? events_valid : 1'b1;
    end
  end

  always @(posedge clk) begin
    if (accept) word <= events_payload;
  end

  always @(posedge clk) begin
    if (rst) begin
      starting <= 1'b0;
      swap <= 1'b0;
      walk <= 1'b0;
      drop <= 1'b0;
      busy <= 1'b0;
      can_start <= 1'b0;
    end else begin
      starting <= start_tick;
      swap <= starting;
      walk <= swap;
      drop <= clear;
      busy <= start_tick || clear || (busy && !(tick_done || clear_done));
      can_start <= !(busy || start_tick || clear) && room;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      tick <= 15'd0;
    end else if (clear) begin
      tick <= 15'd0;
    end else if (tick_done) begin
      tick <= tick + 15'd1;
    end
  end

  assign events_ready = accept;
  assign event_valid = take_event;
  assign event_region = word[10];
  assign event_index = word[9:0];

  wire _unused_ok = &{1'b0, word[14:11]};

endmodule
