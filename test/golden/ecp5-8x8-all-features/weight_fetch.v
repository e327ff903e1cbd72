// weight_fetch {fabric:"ecp5",shape:{accumulatorBits:17,biasBits:10,delayProgram:64,
//   firstTickBits:3,groups:32,historyWords:16,lanes:8,leakBits:13,leaks:["none","linear","shift",
//   "mul12"],listEntries:512,membraneBits:16,perNeuron:["threshold","leak","bias","refractory",
//   "reset","firstTick"],refractoryBits:4,regions:4,resetBits:13,resets:["zero","value",
//   "threshold","amount"],segments:256,slots:256,thresholdBits:12,updates:4,waits:true,
//   weightBits:8,weightSign:"signed",weightWords:2048}}
module weight_fetch (
  input  wire        clk,
  input  wire        rst,
  input  wire        valid,
  input  wire        first,
  input  wire        last,
  input  wire [10:0] base,
  input  wire  [8:0] index,
  input  wire  [3:0] handle,
  input  wire        access,
  input  wire [15:0] access_address,
  input  wire        write,
  input  wire [15:0] write_address,
  input  wire [15:0] write_data,
  output wire        control_valid,
  output wire        control_first,
  output wire        control_last,
  output wire        group_starts,
  output wire [15:0] word_0,
  output wire [15:0] word_1,
  output wire [15:0] word_2,
  output wire [15:0] word_3
);

  reg  [10:0] base0;
  reg  [10:0] sum;
  reg  [10:0] address;
  reg         valid0;
  reg         valid1;
  reg         valid2;
  reg         valid3;
  reg         valid4;
  reg         valid5;
  reg         first0;
  reg         first1;
  reg         first2;
  reg         first3;
  reg         first4;
  reg         first5;
  reg         last0;
  reg         last1;
  reg         last2;
  reg         last3;
  reg         last4;
  reg         last5;
  reg  [15:0] word0;
  reg  [15:0] word1;
  reg  [15:0] word2;
  reg  [15:0] word3;
  wire [15:0] weights_slices_0;
  wire [15:0] weights_slices_1;
  wire [15:0] weights_slices_2;
  wire [15:0] weights_slices_3;

  always @(posedge clk) begin
    base0 <= base;
    sum <= base0 + {2'd0, index};
    address <= access ? access_address[12:2] : sum;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid0 <= 1'b0;
      valid1 <= 1'b0;
      valid2 <= 1'b0;
      valid3 <= 1'b0;
      valid4 <= 1'b0;
      valid5 <= 1'b0;
      first0 <= 1'b0;
      first1 <= 1'b0;
      first2 <= 1'b0;
      first3 <= 1'b0;
      first4 <= 1'b0;
      first5 <= 1'b0;
      last0 <= 1'b0;
      last1 <= 1'b0;
      last2 <= 1'b0;
      last3 <= 1'b0;
      last4 <= 1'b0;
      last5 <= 1'b0;
    end else begin
      valid0 <= valid;
      valid1 <= valid0;
      valid2 <= valid1;
      valid3 <= valid2;
      valid4 <= valid3;
      valid5 <= valid4;
      first0 <= first;
      first1 <= first0;
      first2 <= first1;
      first3 <= first2;
      first4 <= first3;
      first5 <= first4;
      last0 <= last;
      last1 <= last0;
      last2 <= last1;
      last3 <= last2;
      last4 <= last3;
      last5 <= last4;
    end
  end

  always @(posedge clk) begin
    word0 <= handle[0] ? 16'd0 : weights_slices_0;
    word1 <= handle[1] ? 16'd0 : weights_slices_1;
    word2 <= handle[2] ? 16'd0 : weights_slices_2;
    word3 <= handle[3] ? 16'd0 : weights_slices_3;
  end

  sliced_memory_bits64_depth2048_kind_dp16kd_latency2 weights (
    .clk(clk),
    .rst(rst),
    .address(address),
    .write(write),
    .write_address(address),
    .write_slice(write_address[1:0]),
    .write_data(write_data),
    .slices_0(weights_slices_0),
    .slices_1(weights_slices_1),
    .slices_2(weights_slices_2),
    .slices_3(weights_slices_3)
  );

  assign control_valid = valid5;
  assign control_first = first5;
  assign control_last = last5;
  assign group_starts = last2;
  assign word_0 = word0;
  assign word_1 = word1;
  assign word_2 = word2;
  assign word_3 = word3;

  wire _unused_ok = &{1'b0, access_address[15:13], access_address[1:0], write_address[15:2]};

endmodule
