// spike_recorder {shape:{accumulatorBits:17,biasBits:10,delayProgram:64,firstTickBits:3,groups:32,
//   historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift","mul12"],listEntries:512,
//   membraneBits:16,perNeuron:["threshold","leak","bias","refractory","reset","firstTick"],
//   refractoryBits:4,regions:4,resetBits:13,resets:["zero","value","threshold","amount"],
//   segments:256,slots:256,thresholdBits:12,updates:4,waits:true,weightBits:8,weightSign:"signed",
//   weightWords:2048}}
module spike_recorder (
  input  wire        clk,
  input  wire        rst,
  input  wire        rows_valid,
  input  wire  [3:0] rows_spikes,
  input  wire        rows_record,
  input  wire        rows_ends_population,
  input  wire        rows_ends_tick,
  input  wire        clear,
  output reg         write,
  output reg   [3:0] tick,
  output reg   [3:0] word,
  output wire [15:0] spikes
);

  reg [3:0] place;
  reg       ended;
  reg       cleared;
  reg [3:0] spikes0;
  reg [3:0] spikes1;
  reg [3:0] spikes2;
  reg [3:0] spikes3;

  wire recorded = rows_valid && rows_record;
  wire word_ends = recorded && (rows_ends_population || place[3]);

  always @(posedge clk) begin
    if (rst) begin
      place <= 4'd1;
    end else if (recorded) begin
      place <= word_ends ? 4'd1 : {place[2:0], 1'b0};
    end
  end

  always @(posedge clk) begin
    spikes0 <= place[0] ? rows_spikes : spikes0;
    spikes1 <= place[0] ? 4'd0 : place[1] ? rows_spikes : spikes1;
    spikes2 <= place[0] ? 4'd0 : place[2] ? rows_spikes : spikes2;
    spikes3 <= place[0] ? 4'd0 : place[3] ? rows_spikes : spikes3;
  end

  always @(posedge clk) begin
    if (rst) begin
      write <= 1'b0;
      ended <= 1'b0;
      cleared <= 1'b1;
    end else begin
      write <= word_ends;
      ended <= rows_valid && rows_ends_tick;
      cleared <= clear;
    end
  end

  always @(posedge clk) begin
    if (ended || cleared) begin
      word <= 4'd0;
    end else if (write) begin
      word <= word + 4'd1;
    end
  end

  always @(posedge clk) begin
    if (cleared) begin
      tick <= 4'd0;
    end else if (ended) begin
      tick <= tick + 4'd1;
    end
  end

  assign spikes = {spikes3, spikes2, spikes1, spikes0};

endmodule
