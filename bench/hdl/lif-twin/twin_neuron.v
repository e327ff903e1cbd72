// One tick of one neuron per cycle, in six stages: decision 0001, lines 2 to 9. `a_*` come with `valid`, `b_*` four
// cycles later; the new state comes after six. While `clear`, the state that comes out a cycle later is zero.
`default_nettype none
module twin_neuron #(
  parameter SUM = 14,
  parameter BIAS = 12,
  parameter TIMER = 4,    // bits of the refractory counter
  parameter YOUNG = 2     // bits of the first tick
) (
  input  wire             clk,
  input  wire             rst,
  input  wire             valid,
  input  wire             last,
  input  wire [SUM-1:0]   sum,
  input  wire [15:0]      v,
  input  wire [TIMER-1:0] r,
  input  wire [BIAS-1:0]  a_bias,
  input  wire             a_leaks,
  input  wire [3:0]       a_shift,
  input  wire [YOUNG-1:0] a_first_tick,
  input  wire [YOUNG-1:0] tick,
  input  wire [14:0]      b_threshold,
  input  wire             b_subtract,
  input  wire [15:0]      b_reset,
  input  wire [TIMER-1:0] b_period,
  input  wire             b_report,
  input  wire             b_loop,
  input  wire [1:0]       b_region,
  input  wire             clear,
  output wire             asks,        // b_* are wanted in the next cycle
  output reg              done,
  output reg              finished,
  output reg              write,
  output reg  [15:0]      new_v,
  output reg  [TIMER-1:0] new_r,
  output reg              report,
  output reg              loop,
  output reg  [1:0]       region,
  output reg              saturated
);
  localparam D = (SUM > BIAS ? SUM : BIAS) + 1;   // drive
  localparam T = (D > 16 ? D : 16) + 1;           // total
  // What only travels along, one bit or field per stage.
  reg [4:0]       valids, lasts, live, resting;
  reg [4*TIMER-1:0] timers;
  reg [TIMER-1:0] timer5;
  always @(posedge clk) begin
    valids <= rst ? 5'd0 : {valids[3:0], valid};
    lasts <= {lasts[3:0], last};
    live <= {live[3:0], valid & ~(a_first_tick > tick)};
    resting <= {resting[3:0], |r};
    timers <= {timers[3*TIMER-1:0], (|r) ? r - 1'b1 : {TIMER{1'b0}}};
    timer5 <= timers[3*TIMER +: TIMER];
  end
  assign asks = valids[2];

  // 1: input and bias, nothing while refractory; shift by a multiple of 4.
  reg signed [D-1:0]  drive;
  reg signed [15:0]   v1, coarse;
  reg [1:0]           fine;
  reg                 leaks, positive;
  always @(posedge clk) begin
    if (|r) drive <= 0;
    else drive <= $signed(sum) + $signed(a_bias);
    v1 <= v;
    coarse <= $signed(v) >>> {a_shift[3:2], 2'b00};
    fine <= a_shift[1:0];
    leaks <= a_leaks;
    positive <= ~v[15] & (|v[14:0]);
  end
  // 2: membrane plus input; the rest of the shift. A positive membrane that shifts to nothing loses 1.
  wire signed [15:0] shifted = coarse >>> fine;
  reg signed [T-1:0]  total;
  reg signed [15:0]   amount;
  reg                 one_more;
  always @(posedge clk) begin
    total <= v1 + drive;
    amount <= leaks ? shifted : 16'sd0;
    one_more <= leaks & positive & ~((|coarse[15:3]) | (coarse[2] & ~&fine) | (coarse[1] & ~fine[1])
                                   | (coarse[0] & ~|fine));
  end
  // 3: minus the leak, the extra 1 as the borrow.
  wire signed [T+1:0] difference = $signed({total, 1'b0}) - $signed({amount, one_more});
  reg signed [T:0]    leaked;
  always @(posedge clk) leaked <= difference[T+1:1];
  // 4: the one saturation.
  wire over = ~((&leaked[T:15]) | ~(|leaked[T:15]));
  reg signed [15:0]   u;
  reg                 clamped;
  always @(posedge clk) begin
    u <= over ? {leaked[T], {15{~leaked[T]}}} : leaked[15:0];
    clamped <= over & live[2];
  end
  // 5: against the threshold; what a spike would leave.
  reg                 below, clamped5, report5, loop5;
  reg [15:0]          kept, after;
  reg [TIMER-1:0]     period5;
  reg [1:0]           region5;
  wire signed [16:0]  margin = u - $signed({2'b00, b_threshold});
  always @(posedge clk) begin
    below <= margin[16];
    kept <= u;
    // The choice behind the adder: it fits into the adder's own LUT.
    after <= b_subtract ? u + b_reset : b_reset;
    {clamped5, period5, report5, loop5, region5} <= {clamped, b_period, b_report, b_loop, b_region};
  end
  // 6: spike and next state.
  wire fire = ~below & ~resting[4];
  wire spike = fire & live[4] & valids[4];
  always @(posedge clk) begin
    done <= ~rst & valids[4];
    finished <= ~rst & valids[4] & lasts[4];
    write <= live[4];
    report <= ~rst & spike & report5;
    loop <= ~rst & spike & loop5;
    saturated <= ~rst & clamped5 & valids[4];
    region <= region5;
    if (clear) {new_v, new_r} <= 0;
    else begin
      new_v <= fire ? after : kept;
      new_r <= fire ? period5 : timer5;
    end
  end
endmodule
`default_nettype wire
