// weight_fetch {fabric:"ice40up",shape:{accumulatorBits:14,biasBits:0,delayProgram:0,
//   firstTickBits:1,groups:16,historyWords:0,lanes:16,leakBits:3,leaks:["none","shift"],
//   listEntries:1024,membraneBits:16,perNeuron:[],refractoryBits:0,regions:2,resetBits:0,
//   resets:["threshold"],segments:256,slots:256,thresholdBits:8,updates:1,waits:true,weightBits:4,
//   weightSign:"signed",weightWords:16384}}
module weight_fetch (
  input  wire        clk,
  input  wire        rst,
  input  wire        valid,
  input  wire        first,
  input  wire        last,
  input  wire [13:0] base,
  input  wire  [9:0] index,
  input  wire        handle,
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

  reg  [13:0] sum;
  reg  [13:0] address;
  reg         valid0;
  reg         valid1;
  reg         valid2;
  reg         first0;
  reg         first1;
  reg         first2;
  reg         last0;
  reg         last1;
  reg         last2;
  wire [15:0] weights_slices_0;
  wire [15:0] weights_slices_1;
  wire [15:0] weights_slices_2;
  wire [15:0] weights_slices_3;

  always @(posedge clk) begin
    sum <= base + {4'd0, index};
    address <= access ? access_address[15:2] : sum;
  end

  always @(posedge clk) begin
    if (rst) begin
      valid0 <= 1'b0;
      valid1 <= 1'b0;
      valid2 <= 1'b0;
      first0 <= 1'b0;
      first1 <= 1'b0;
      first2 <= 1'b0;
      last0 <= 1'b0;
      last1 <= 1'b0;
      last2 <= 1'b0;
    end else begin
      valid0 <= valid;
      valid1 <= valid0;
      valid2 <= valid1;
      first0 <= first;
      first1 <= first0;
      first2 <= first1;
      last0 <= last;
      last1 <= last0;
      last2 <= last1;
    end
  end

  sliced_memory_bits64_depth16384_kind_spram_latency1 weights (
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

  assign control_valid = valid2;
  assign control_first = first2;
  assign control_last = last2;
  assign group_starts = last0;
  assign word_0 = weights_slices_0;
  assign word_1 = weights_slices_1;
  assign word_2 = weights_slices_2;
  assign word_3 = weights_slices_3;

  wire _unused_ok = &{1'b0, handle, access_address[1:0], write_address[15:2]};

endmodule
